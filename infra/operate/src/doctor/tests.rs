//! Against AWS's recorded answers: shapes and codes are those of its documentation, on a listener of this machine.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use runtime::ids::SystemIds;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::*;
use crate::secrets;
use crate::secrets::stripe::AccountKeys;

const REST: &str = "51Nb0d9aA7s6X5c4V3b2N1m0";

/// What an account answers; a question that is not listed is refused for want of permission.
#[derive(Clone)]
struct Account {
    stack: Option<(&'static str, BTreeMap<&'static str, String>)>,
    answers: BTreeMap<&'static str, (u16, Value)>,
}

/// A shop that is as it should be.
fn well() -> Account {
    let keys = AccountKeys {
        secret: Some(format!("sk_live_{REST}")),
        publishable: Some(format!("pk_live_{REST}")),
        webhook: Some(format!("whsec_{REST}")),
    };
    let secret = secrets::generate_with(&SystemIds, keys.members(&SystemIds).unwrap()).unwrap();
    let parameters = [
        ("SecretName", "souk-2026"),
        ("StoreUrl", "https://lamps.test"),
        ("CorsOrigins", "https://lamps.test"),
        ("MailFrom", "shop@lamps.test"),
        ("MailIdentity", "lamps.test"),
        ("StripeBaseUrl", "https://api.stripe.com"),
        ("SmsHourlyBudget", "100"),
        ("IdentityConcurrency", "0"),
        ("DeletionProtection", "true"),
        ("AlarmEmail", "ana@lamps.test"),
        ("AlarmTopicArn", ""),
    ];
    let parameters = parameters.map(|(name, value)| (name, value.to_owned()));
    let answers = [
        ("secretsmanager.GetSecretValue", (200, secret_value(&json!(secret).to_string(), 1_767_225_600))),
        (
            "GET /v2/email/account",
            (200, json!({ "ProductionAccessEnabled": true, "SendingEnabled": true, "EnforcementStatus": "HEALTHY" })),
        ),
        (
            "GET /v2/email/identities/lamps.test",
            (200, json!({ "VerifiedForSendingStatus": true, "DkimAttributes": { "Status": "SUCCESS" } })),
        ),
        ("GetSMSSandboxAccountStatus", (200, json!("<IsInSandbox>false</IsInSandbox>"))),
        (
            "GetSMSAttributes",
            (200, json!("<attributes><entry><key>MonthlySpendLimit</key><value>50</value></entry></attributes>")),
        ),
        ("ListSubscriptionsByTopic", (200, subscriptions("arn:aws:sns:eu-west-1:123456789012:souk-alarms:1"))),
        (
            "ServiceQuotasV20190624.GetServiceQuota",
            (200, json!({ "Quota": { "QuotaCode": "L-B99A9384", "Value": 1000.0 } })),
        ),
        (
            "DynamoDB_20120810.DescribeTable",
            (400, json!({ "__type": "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException", "message": "none" })),
        ),
        ("HEAD /souk-exports-123456789012-eu-west-1/", (404, Value::Null)),
    ];
    Account { stack: Some(("UPDATE_COMPLETE", BTreeMap::from(parameters))), answers: BTreeMap::from(answers) }
}

fn secret_value(text: &str, created: i64) -> Value {
    let arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:souk-2026-AbCdEf";
    json!({ "ARN": arn, "Name": "souk-2026", "VersionId": "v-1", "SecretString": text, "CreatedDate": created })
}

fn subscriptions(arn: &str) -> Value {
    let member = format!("<member><SubscriptionArn>{arn}</SubscriptionArn><Protocol>email</Protocol></member>");
    json!(format!("<Subscriptions>{member}</Subscriptions>"))
}

impl Account {
    fn set(mut self, parameter: &'static str, value: &str) -> Self {
        let (_, parameters) = self.stack.as_mut().unwrap();
        parameters.insert(parameter, value.to_owned());
        self
    }

    fn answers(mut self, question: &'static str, status: u16, answer: Value) -> Self {
        self.answers.insert(question, (status, answer));
        self
    }

    /// The stack as `DescribeStacks` tells it.
    fn described(&self) -> Response {
        let Some((status, parameters)) = &self.stack else {
            let error = "<Code>ValidationError</Code><Message>Stack with id souk does not exist</Message>";
            let body = format!("<ErrorResponse><Error><Type>Sender</Type>{error}</Error></ErrorResponse>");
            return (StatusCode::BAD_REQUEST, body).into_response();
        };
        let parameter = |(name, value): (&&str, &String)| {
            format!("<member><ParameterKey>{name}</ParameterKey><ParameterValue>{value}</ParameterValue></member>")
        };
        let parameters: String = parameters.iter().map(parameter).collect();
        let output = |name: &str, value: &str| {
            format!("<member><OutputKey>{name}</OutputKey><OutputValue>{value}</OutputValue></member>")
        };
        let outputs = output("ApiUrl", "https://abc.execute-api.eu-west-1.amazonaws.com")
            + &output("AlarmTopicArn", "arn:aws:sns:eu-west-1:123456789012:souk-alarms");
        let stack = format!(
            "<member><StackId>arn:aws:cloudformation:eu-west-1:123456789012:stack/souk/1</StackId><StackName>souk</StackName>\
             <StackStatus>{status}</StackStatus><CreationTime>2026-01-01T00:00:00Z</CreationTime>\
             <LastUpdatedTime>2026-01-02T00:00:00Z</LastUpdatedTime><Parameters>{parameters}</Parameters><Outputs>{outputs}</Outputs></member>"
        );
        let result = format!("<DescribeStacksResult><Stacks>{stack}</Stacks></DescribeStacksResult>");
        (StatusCode::OK, format!("<DescribeStacksResponse>{result}</DescribeStacksResponse>")).into_response()
    }
}

/// Answers one question as its service would: JSON, or XML around what a query action gives.
async fn answer(
    State(account): State<Arc<Account>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let target = headers.get("x-amz-target").and_then(|target| target.to_str().ok());
    let body = String::from_utf8_lossy(&body);
    let action = body.split('&').find_map(|pair| pair.strip_prefix("Action=")).filter(|_| target.is_none());
    if action == Some("DescribeStacks") {
        return account.described();
    }
    let question = target.or(action).map_or_else(|| format!("{method} {}", uri.path()), str::to_owned);
    let Some((status, answer)) = account.answers.get(question.as_str()) else {
        let code = "AccessDeniedException";
        let xml = format!("<ErrorResponse><Error><Code>{code}</Code><Message>no</Message></Error></ErrorResponse>");
        let body = if action.is_some() { xml } else { json!({ "__type": code, "message": "no" }).to_string() };
        return (StatusCode::FORBIDDEN, [("x-amzn-errortype", code)], body).into_response();
    };
    let status = StatusCode::from_u16(*status).unwrap();
    match (answer, action) {
        (Value::String(xml), Some(action)) => {
            (status, format!("<{action}Response><{action}Result>{xml}</{action}Result></{action}Response>"))
                .into_response()
        }
        (Value::Null, _) => status.into_response(),
        (answer, _) => {
            let code = answer.get("__type").and_then(Value::as_str).and_then(|code| code.rsplit('#').next());
            (status, [("x-amzn-errortype", code.unwrap_or_default())], answer.to_string()).into_response()
        }
    }
}

async fn examined(account: Account) -> Report {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = Router::new().fallback(answer).with_state(Arc::new(account));
    let server = tokio::spawn(async move { axum::serve(listener, router).await });
    let variables = [
        ("AWS_ACCESS_KEY_ID", "id"),
        ("AWS_SECRET_ACCESS_KEY", "secret"),
        ("AWS_REGION", "eu-west-1"),
        ("AWS_MAX_ATTEMPTS", "1"),
        ("AWS_ENDPOINT_URL", &format!("http://{address}")),
    ];
    let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let report = examine(&"souk".parse().unwrap(), None, &Config::from(BTreeMap::from(variables))).await.unwrap();
    server.abort();
    for finding in report.findings() {
        assert!(!finding.what.is_empty() && finding.remedy.len() > 10, "every finding names its remedy: {finding:?}");
    }
    report
}

/// The findings of one weight, joined.
fn of(report: &Report, weight: Weight) -> String {
    let found = report.findings().iter().filter(|finding| finding.weight == weight);
    found.map(|finding| format!("{} -> {}", finding.what, finding.remedy)).collect::<Vec<_>>().join("\n")
}

/// Demands one finding, of this weight and with these words.
#[track_caller]
fn only(report: &Report, weight: Weight, words: &str) {
    let all = report.lines().join("\n");
    assert_eq!(report.findings().len(), 1, "{all}");
    assert!(of(report, weight).contains(words), "{words:?} in {all}");
}

#[tokio::test]
async fn a_shop_that_lacks_nothing_is_told_so() {
    let report = examined(well()).await;
    assert_eq!(report.lines(), ["The stack souk in eu-west-1 is UPDATE_COMPLETE.", "0 missing, 0 unknown, 0 advised."]);
    assert!(report.is_well());
}

#[tokio::test]
async fn each_thing_that_is_missing_is_told_with_its_remedy() {
    let sandbox = json!({ "ProductionAccessEnabled": false, "SendingEnabled": true });
    let paused = json!({ "ProductionAccessEnabled": true, "SendingEnabled": false, "EnforcementStatus": "SHUTDOWN" });
    let unverified = json!({ "VerifiedForSendingStatus": false, "DkimAttributes": { "Status": "SUCCESS" } });
    let missing = json!({ "__type": "ResourceNotFoundException", "message": "none" });
    let simulated = json!(secrets::generate(&SystemIds).unwrap()).to_string();
    let cases = [
        (
            well().set("StoreUrl", "https://shop.example.com"),
            "StoreUrl=https://abc.execute-api.eu-west-1.amazonaws.com",
        ),
        (well().set("MailFrom", "shop@other.test"), "does not cover"),
        (well().answers("GET /v2/email/account", 200, sandbox), "sandbox: mails go to verified addresses"),
        (well().answers("GET /v2/email/account", 200, paused), "SHUTDOWN"),
        (well().answers("GET /v2/email/identities/lamps.test", 200, unverified), "lamps.test is not verified"),
        (
            well().answers("secretsmanager.GetSecretValue", 400, missing),
            "aws secretsmanager create-secret --name souk-2026",
        ),
        (well().answers("secretsmanager.GetSecretValue", 200, secret_value("[]", 0)), "no JSON object"),
        (well().set("IdentityConcurrency", "950"), "IdentityConcurrency reserves 950"),
    ];
    for (account, words) in cases {
        let report = examined(account).await;
        only(&report, Weight::Missing, words);
        assert!(!report.is_well());
    }
    let report = examined(well().answers("secretsmanager.GetSecretValue", 200, secret_value(&simulated, 0))).await;
    assert_eq!(of(&report, Weight::Missing).matches("is a simulated one").count(), 2, "{:?}", report.lines());
}

#[tokio::test]
async fn each_thing_that_would_be_better_is_told_with_its_remedy() {
    let unsigned = json!({ "VerifiedForSendingStatus": true, "DkimAttributes": { "Status": "PENDING" } });
    let in_sandbox = json!("<IsInSandbox>true</IsInSandbox>");
    let dollar = json!("<attributes><entry><key>MonthlySpendLimit</key><value>1</value></entry></attributes>");
    let ten = json!({ "Quota": { "Value": 10.0 } });
    let (_, value) = well().answers["secretsmanager.GetSecretValue"].clone();
    let late = secret_value(value["SecretString"].as_str().unwrap(), 1_767_400_000);
    let cases = [
        (well().set("CorsOrigins", "https://lamps.test,https://shop.example.com"), "CorsOrigins"),
        (well().set("AlarmEmail", ""), "AlarmEmail=<address>"),
        (
            well().answers("ListSubscriptionsByTopic", 200, subscriptions("PendingConfirmation")),
            "no subscription is confirmed",
        ),
        (
            well().answers("ListSubscriptionsByTopic", 200, json!("<Subscriptions></Subscriptions>")),
            "nobody has subscribed",
        ),
        (well().set("DeletionProtection", "false"), "DeletionProtection=true"),
        (well().answers("GET /v2/email/identities/lamps.test", 200, unsigned), "DKIM"),
        (well().answers("GetSMSSandboxAccountStatus", 200, in_sandbox), "SMS sandbox"),
        (well().answers("GetSMSAttributes", 200, dollar), "$1 a month"),
        (well().answers("ServiceQuotasV20190624.GetServiceQuota", 200, ten), "request-service-quota-increase"),
        (well().answers("secretsmanager.GetSecretValue", 200, late), "changed after the last deployment"),
    ];
    for (account, words) in cases {
        let report = examined(account).await;
        only(&report, Weight::Advised, words);
        assert!(report.is_well());
    }
}

#[tokio::test]
async fn a_shop_without_texts_needs_no_leave_to_send_them() {
    let mut account = well().set("SmsHourlyBudget", "0");
    account.answers.remove("GetSMSSandboxAccountStatus");
    account.answers.remove("GetSMSAttributes");
    assert!(examined(account).await.findings().is_empty());
}

#[tokio::test]
async fn what_may_not_be_looked_at_is_unknown_and_names_the_permission() {
    let mut account = well();
    account.answers.clear();
    let report = examined(account).await;
    let unknown = of(&report, Weight::Unknown);
    for permission in [
        "secretsmanager:GetSecretValue",
        "ses:GetAccount",
        "ses:GetEmailIdentity",
        "sns:GetSMSSandboxAccountStatus",
        "sns:GetSMSAttributes",
        "sns:ListSubscriptionsByTopic",
        "servicequotas:GetServiceQuota",
    ] {
        assert!(unknown.contains(permission), "{permission} in {unknown}");
    }
    assert!(report.is_well() && report.findings().iter().all(|finding| finding.weight == Weight::Unknown));
}

#[tokio::test]
async fn before_the_first_deployment_it_says_what_stands_in_the_way() {
    let account = Account { stack: None, ..well() };
    let report = examined(account.clone()).await;
    assert!(report.lines()[0].starts_with("There is no stack souk in eu-west-1 yet"), "{:?}", report.lines());
    assert!(report.findings().is_empty(), "{:?}", report.lines());

    let table = json!({ "Table": { "TableName": "souk-shop", "TableStatus": "ACTIVE" } });
    let left = account.answers("DynamoDB_20120810.DescribeTable", 200, table);
    let left = left.answers("HEAD /souk-exports-123456789012-eu-west-1/", 200, Value::Null);
    let report = examined(left).await;
    let missing = of(&report, Weight::Missing);
    assert!(missing.contains("--no-deletion-protection-enabled") && missing.contains("aws s3 rb --force"), "{missing}");
}

#[tokio::test]
async fn a_first_deployment_that_failed_is_told_how_to_be_repeated() {
    for status in ["ROLLBACK_COMPLETE", "ROLLBACK_FAILED"] {
        let mut account = well();
        account.stack.as_mut().unwrap().0 = status;
        only(&examined(account).await, Weight::Missing, "aws cloudformation delete-stack --stack-name souk");
    }
    let mut account = well();
    account.stack.as_mut().unwrap().0 = "UPDATE_ROLLBACK_FAILED";
    only(&examined(account).await, Weight::Missing, "continue-update-rollback");
    let mut account = well();
    account.stack.as_mut().unwrap().0 = "UPDATE_IN_PROGRESS";
    only(&examined(account).await, Weight::Advised, "look again");
}
