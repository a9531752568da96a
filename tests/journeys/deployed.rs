//! Commands on a deployed stack: through the AWS SDKs, to a `CloudFormation` that tells about this world's table.

use std::collections::BTreeMap;
use std::process::ExitCode;

use axum::Router;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use clap::Parser as _;
use local::cli::{self, Arguments};
use operate::deployed::Deployed;
use operate::import::import;
use reqwest::Method;
use runtime::Config;
use serde_json::json;
use testkit::{Answer, World};
use workflows::catalog::product::import::Mode;

const CATALOG: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/shopify/apparel.csv");

/// How DynamoDB says that the caller may not do that.
const DENIED: &str = r#"{"__type":"com.amazon.coral.service#AccessDeniedException",
    "Message":"User: ana is not authorized to perform: dynamodb:Query on resource: table/souk-shop"}"#;

/// What `CloudFormation` answers to whom, in the query protocol
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html>).
fn describe(table: &str, headers: &HeaderMap, body: &str) -> Response {
    let signed_by = |id: &str| {
        let signature = headers.get("authorization").and_then(|value| value.to_str().ok()).unwrap_or_default();
        signature.contains(&format!("Credential={id}/")) && signature.contains("/eu-west-1/cloudformation/aws4_request")
    };
    let fields: BTreeMap<&str, &str> = body.split('&').filter_map(|field| field.split_once('=')).collect();
    let refused = |code: &str, message: &str| {
        let error = format!("<Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>");
        (StatusCode::BAD_REQUEST, format!("<ErrorResponse>{error}<RequestId>r</RequestId></ErrorResponse>"))
            .into_response()
    };
    if !signed_by("local") {
        return refused("AccessDenied", "User is not authorized to perform: cloudformation:DescribeStacks");
    }
    assert_eq!(fields.get("Action"), Some(&"DescribeStacks"));
    assert!(headers.contains_key("x-amz-security-token"), "a session's token belongs to its key");
    let outputs = match fields.get("StackName").copied().unwrap_or_default() {
        "souk" => vec![("TableName", table), ("StoreCurrency", "USD"), ("ApiUrl", "https://shop.example.com")],
        "older" => vec![("TableName", table)],
        name => return refused("ValidationError", &format!("Stack with id {name} does not exist")),
    };
    let output = |(key, value): (&str, &str)| {
        format!("<member><OutputKey>{key}</OutputKey><OutputValue>{value}</OutputValue></member>")
    };
    let outputs: String = outputs.into_iter().map(output).collect();
    format!(
        "<DescribeStacksResponse xmlns=\"http://cloudformation.amazonaws.com/doc/2010-05-15/\"><DescribeStacksResult><Stacks>\
         <member><StackName>souk</StackName><CreationTime>2026-01-01T00:00:00.000Z</CreationTime>\
         <StackStatus>CREATE_COMPLETE</StackStatus><Outputs>{outputs}</Outputs></member></Stacks></DescribeStacksResult>\
         <ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></DescribeStacksResponse>"
    )
    .into_response()
}

/// A world that is deployed: its table is told about by a `CloudFormation` of its own.
struct Cloud {
    world: World,
    environment: BTreeMap<String, String>,
}

impl Cloud {
    async fn new() -> Self {
        let world = World::new().await;
        let table = world.stack.stack_state().template.tables.first().expect("a table").name.clone();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        // One listener stands for CloudFormation, and for a DynamoDB that nobody may use.
        let answer = move |headers: HeaderMap, body: String| async move {
            if headers.contains_key("x-amz-target") {
                return (StatusCode::BAD_REQUEST, [("content-type", "application/x-amz-json-1.0")], DENIED)
                    .into_response();
            }
            describe(&table, &headers, &body)
        };
        let router = Router::new().route("/", post(answer));
        tokio::spawn(async move { axum::serve(listener, router).await });
        let database =
            world.stack.stack_state().surroundings.get("AWS_ENDPOINT_URL_DYNAMODB").expect("a database").clone();
        let environment = [
            ("AWS_ACCESS_KEY_ID", "local".to_owned()),
            ("AWS_SECRET_ACCESS_KEY", "secret".to_owned()),
            ("AWS_SESSION_TOKEN", "token".to_owned()),
            ("AWS_REGION", "eu-west-1".to_owned()),
            ("AWS_ENDPOINT_URL", url),
            ("AWS_ENDPOINT_URL_DYNAMODB", database),
        ];
        Self { world, environment: environment.map(|(name, value)| (name.to_owned(), value)).into() }
    }

    /// The environment, with one variable changed, or without it.
    fn with(&self, name: &str, value: Option<&str>) -> Config {
        let mut environment = self.environment.clone();
        match value {
            Some(value) => drop(environment.insert(name.to_owned(), value.to_owned())),
            None => drop(environment.remove(name)),
        }
        Config::from(environment)
    }

    async fn run(&self, arguments: &str) -> bool {
        let arguments = Arguments::parse_from(["souk", "--log", "off"].into_iter().chain(arguments.split(' ')));
        cli::run(arguments, &Config::from(self.environment.clone())).await == ExitCode::SUCCESS
    }

    async fn log_in(&self, email: &str, password: &str) -> Answer {
        self.world.visitor().post("/v1/auth/login", json!({ "email": email, "password": password })).await
    }

    async fn products(&self) -> usize {
        self.world.visitor().get("/v1/products?limit=100").await.expect(200).list("/items").len()
    }

    /// What is said if a stack cannot be found in this environment: one line.
    async fn failure(&self, stack: &str, environment: &Config) -> String {
        let failure = Deployed::find(&stack.parse().unwrap(), environment).await.unwrap_err().to_string();
        assert!(!failure.contains('\n') && failure.len() < 300, "{failure}");
        failure
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_imported_into_a_deployed_stack() {
    let cloud = Cloud::new().await;
    assert!(cloud.run(&format!("import {CATALOG} --stack souk --dry-run")).await);
    assert_eq!(cloud.products().await, 0);
    assert!(cloud.run(&format!("import {CATALOG} --stack souk")).await);
    assert!(cloud.products().await > 0);
    assert!(!cloud.run(&format!("import {CATALOG} --stack other")).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_admin_of_a_deployed_stack_logs_in() {
    let cloud = Cloud::new().await;
    assert!(cloud.run("admin create ana@example.com --password nine-quiet-harbours --stack souk").await);
    let session = cloud.log_in("ana@example.com", "nine-quiet-harbours").await.expect(200);
    let bearer = format!("Bearer {}", session.text("/access_token"));
    let headers = [("authorization", bearer.as_str())];
    let orders = "/v1/admin/orders?day=2026-01-01";
    cloud.world.send(Method::GET, orders, &headers, None).await.expect_problem(403, "second_factor_missing");
    let told = cloud.world.send(Method::POST, "/v1/me/second-factor", &headers, None).await.expect(200);
    let code = json!({ "code": cloud.world.code(told.text("/secret")) });
    cloud.world.send(Method::POST, "/v1/me/second-factor/confirm", &headers, Some(&code)).await.expect(200);
    cloud.world.send(Method::GET, orders, &headers, None).await.expect(200);
    let reset = "admin reset-second-factor ana@example.com --stack souk";
    assert!(cloud.run(reset).await);
    cloud.world.send(Method::GET, orders, &headers, None).await.expect_problem(401, "unauthenticated");
    let again = cloud.log_in("ana@example.com", "nine-quiet-harbours").await.expect(200);
    assert!(!cloud.run(reset).await, "there is none any more");
    assert!(cloud.run("admin end-sessions ana@example.com --stack souk").await);
    let body = json!({ "refresh_token": again.text("/refresh_token") });
    cloud.world.visitor().post("/v1/auth/refresh", body).await.expect_problem(401, "unauthenticated");
    assert!(
        !cloud.run("admin create ana@example.com --password nine-quiet-harbours --stack souk").await,
        "it is taken"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn mails_of_a_deployed_stack_go_again_once_somebody_says_so() {
    let cloud = Cloud::new().await;
    let body = json!({ "email": "bounce@simulator.amazonses.com", "password": "nine-quiet-harbours" });
    cloud.world.visitor().post("/v1/auth/register", body).await.expect(202);
    let lift = "admin lift-suppression bounce@simulator.amazonses.com --stack souk";
    assert!(!cloud.run(lift).await, "nothing has come back yet");
    cloud.world.settle().await;
    assert!(cloud.run(lift).await);
    assert!(!cloud.run(lift).await, "once");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_on_a_deployed_stack_has_products_and_no_accounts() {
    let cloud = Cloud::new().await;
    assert!(cloud.run("seed --stack souk").await);
    assert!(cloud.products().await > 10);
    for (email, password) in
        [("demo@example.com", "seven wooden lanterns"), ("admin@example.com", "eleven copper kettles")]
    {
        cloud.log_in(email, password).await.expect_problem(401, "invalid_credentials");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_stack_or_caller_is_said_in_one_line() {
    let cloud = Cloud::new().await;
    let as_told = Config::from(cloud.environment.clone());
    let expected = "CloudFormation does not describe the stack other in eu-west-1: ValidationError: Stack with id other does not exist";
    assert_eq!(cloud.failure("other", &as_told).await, expected);
    let older = cloud.failure("older", &as_told).await;
    assert_eq!(older, "the stack older has no output StoreCurrency: deploy this version of the template first");
    let stranger = cloud.failure("souk", &cloud.with("AWS_ACCESS_KEY_ID", Some("bob"))).await;
    assert!(
        stranger.ends_with("AccessDenied: User is not authorized to perform: cloudformation:DescribeStacks"),
        "{stranger}"
    );
    let nobody = cloud.failure("souk", &cloud.with("AWS_ACCESS_KEY_ID", None)).await;
    assert!(nobody.starts_with("the environment variable AWS_ACCESS_KEY_ID is not set; eval"), "{nobody}");
    let nowhere = cloud.failure("souk", &cloud.with("AWS_REGION", None)).await;
    assert!(nowhere.starts_with("the environment variable AWS_REGION is not set; "), "{nowhere}");
    let gone = cloud.failure("souk", &cloud.with("AWS_ENDPOINT_URL", Some("http://127.0.0.1:1"))).await;
    assert!(gone.contains("dispatch failure"), "{gone}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_who_may_not_use_the_table_is_told_so() {
    let cloud = Cloud::new().await;
    let denied = cloud.with("AWS_ENDPOINT_URL_DYNAMODB", None);
    let deployed = Deployed::find(&"souk".parse().unwrap(), &denied).await.unwrap();
    let csv = std::fs::read(CATALOG).unwrap();
    let app = deployed.app(functions::find("catalog").unwrap()).unwrap();
    let failure = import(&app, &csv, Mode::Write, &mut |_| {}).await.unwrap_err().to_string();
    assert!(failure.contains("AccessDeniedException") && failure.contains("not authorized to perform"), "{failure}");
    assert!(!failure.contains('\n') && failure.len() < 400, "{failure}");
}
