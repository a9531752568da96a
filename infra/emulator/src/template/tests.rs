use std::path::Path;

use serde_json::json;

use super::*;

const SHOP: &str = r##"
Transform: AWS::Serverless-2016-10-31
Parameters:
  StoreUrl: { Type: String, Default: "https://shop.example.com" }
  Secret: { Type: String, Default: souk }
  Receives: { Type: Number, Default: 5 }
  Schedules: { Type: String, Default: "on" }
Conditions:
  Scheduled: !Equals [!Ref Schedules, "on"]
  Unscheduled: !Not [!Condition Scheduled]
Globals:
  Function:
    Timeout: 10
    Environment:
      Variables: { TABLE_NAME: !Ref ShopTable, STORE_URL: !Ref StoreUrl, LOG_LEVEL: info }
Resources:
  ShopTable:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: !Sub "${AWS::StackName}-shop"
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{ AttributeName: PK, AttributeType: S }]
      KeySchema: [{ AttributeName: PK, KeyType: HASH }]
      StreamSpecification: { StreamViewType: NEW_AND_OLD_IMAGES }
      TimeToLiveSpecification: { AttributeName: ttl, Enabled: true }
      SSESpecification: { SSEEnabled: true }
  Events: { Type: AWS::SNS::Topic, Properties: { TopicName: order-events } }
  Work:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: "60"
      RedrivePolicy: { deadLetterTargetArn: !GetAtt WorkDlq.Arn, maxReceiveCount: !Ref Receives }
  WorkDlq: { Type: AWS::SQS::Queue, Properties: { QueueName: work-dlq, MessageRetentionPeriod: 1209600 } }
  Spare: { Type: AWS::SQS::Queue, Condition: Unscheduled }
  Heard:
    Type: AWS::SNS::Subscription
    Properties:
      TopicArn: !Ref Events
      Protocol: sqs
      Endpoint: !GetAtt Work.Arn
      FilterPolicy: { kind: [order.placed] }
  WorkerRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: { Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: "sts:AssumeRole" }
  OrdersWorkerFunction:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: functions/orders/
      Timeout: 30
      Role: !GetAtt WorkerRole.Arn
      Environment:
        Variables:
          LOG_LEVEL: debug
          QUEUE: !Ref Work
          TOPIC: !Ref Events
          KEY: !Sub "{{resolve:secretsmanager:${Secret}:SecretString:LINK_KEY}}"
          FROM: !Join ["@", [shop, !Ref "AWS::Region"]]
          GONE: !If [Unscheduled, x, !Ref "AWS::NoValue"]
      Events:
        Batch:
          Type: SQS
          Properties: { Queue: !GetAtt Work.Arn, BatchSize: 5, FunctionResponseTypes: [ReportBatchItemFailures] }
        Stream:
          Type: DynamoDB
          Properties:
            Stream: !GetAtt ShopTable.StreamArn
            StartingPosition: TRIM_HORIZON
            MaximumRetryAttempts: 3
            DestinationConfig: { OnFailure: { Destination: !GetAtt WorkDlq.Arn } }
            FilterCriteria: { Filters: [{ Pattern: '{"eventName":["INSERT"]}' }] }
        Tick: { Type: Schedule, Properties: { Schedule: rate(2 hours), Input: '{"task":"expire-orders"}' } }
  Api:
    Type: AWS::Serverless::HttpApi
    Properties:
      DefinitionBody:
        paths:
          /v1/orders/{proxy+}: { x-amazon-apigateway-any-method: { x-amazon-apigateway-integration: { $ref: "#/components/x-amazon-apigateway-integrations/orders" } } }
          /$default: { get: { isDefaultRoute: true, x-amazon-apigateway-integration: { $ref: "#/components/x-amazon-apigateway-integrations/orders" } } }
        components:
          x-amazon-apigateway-integrations:
            orders:
              payloadFormatVersion: "2.0"
              uri: !Sub "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${OrdersWorkerFunction.Arn}/invocations"
  Permission:
    Type: AWS::Lambda::Permission
    Properties:
      FunctionName: !GetAtt OrdersWorkerFunction.Arn
      Principal: apigateway.amazonaws.com
      SourceArn: !Sub "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*"
"##;

fn surroundings() -> Surroundings {
    Surroundings {
        parameters: BTreeMap::from([("StoreUrl".to_owned(), "http://127.0.0.1:3000".to_owned())]),
        secrets: BTreeMap::from([("LINK_KEY".to_owned(), "c0ffee".to_owned())]),
        queue_base: "http://127.0.0.1:4100/000000000000".to_owned(),
    }
}

fn shop() -> Template {
    Template::parse(&SHOP.into(), &surroundings()).unwrap()
}

#[test]
fn a_function_gets_the_globals_its_own_variables_and_its_secrets() {
    let template = shop();
    let function = &template.functions[0];
    assert_eq!((function.package.as_str(), function.timeout_seconds), ("orders", 30));
    assert_eq!(
        json!(function.environment),
        json!({
            "TABLE_NAME": "souk-shop",
            "STORE_URL": "http://127.0.0.1:3000",
            "LOG_LEVEL": "debug",
            "QUEUE": "http://127.0.0.1:4100/000000000000/souk-Work",
            "TOPIC": "arn:aws:sns:us-east-1:000000000000:order-events",
            "KEY": "c0ffee",
            "FROM": "shop@us-east-1",
        })
    );
}

#[test]
fn sources_are_read_with_their_settings() {
    let template = shop();
    let function = &template.functions[0];
    let queue = &function.queues[0];
    assert_eq!(queue.queue_arn, "arn:aws:sqs:us-east-1:000000000000:souk-Work");
    assert_eq!((queue.batch_size, queue.reports_failures), (5, true));

    let stream = &function.streams[0];
    assert_eq!(Some(&stream.stream_arn), template.tables[0].stream_arn.as_ref());
    assert_eq!((stream.retries, stream.batch_size, stream.filters.len()), (Some(3), 100, 1));
    let on_failure = OnFailure::Queue("arn:aws:sqs:us-east-1:000000000000:work-dlq".to_owned());
    assert_eq!(stream.on_failure, Some(on_failure));

    let schedule = &function.schedules[0];
    assert_eq!(schedule.name, "OrdersWorkerFunction-Tick");
    assert_eq!(schedule.rate, Rate::Every(std::time::Duration::from_hours(2)));
    assert_eq!(schedule.input, Some(json!({ "task": "expire-orders" })));
}

#[test]
fn routes_lead_to_the_function_of_the_integration_that_they_name() {
    let routes = &shop().functions[0].routes;
    let expected = [(MethodSpec::Any, "/v1/orders/{proxy+}"), (MethodSpec::Only("GET".to_owned()), "$default")];
    let expected = expected.map(|(method, path)| RouteSpec { method, path: path.to_owned() });
    assert!(expected.iter().all(|route| routes.contains(route)) && routes.len() == 2, "{routes:?}");
}

#[test]
fn a_route_that_leads_nowhere_or_where_the_api_may_not_call_is_refused() {
    let fault = |from: &str, to: &str| {
        let broken = SHOP.replace(from, to);
        assert_ne!(broken, SHOP);
        Template::parse(&broken.as_str().into(), &surroundings()).unwrap_err().to_string()
    };
    assert!(fault("integrations/orders\" } } }", "integrations/others\" } } }").contains("\"others\""));
    assert!(fault("Principal: apigateway", "Principal: events").contains("OrdersWorkerFunction lets"));
    assert!(fault("execute-api:${AWS::Region}", "execute-api:eu-west-1").contains("a permission is missing"));
    assert!(fault("payloadFormatVersion: \"2.0\"", "payloadFormatVersion: \"1.0\"").contains("payload format"));
    assert!(fault("isDefaultRoute: true", "isDefaultRoute: false").contains("isDefaultRoute"));
    assert!(fault("Arn}/invocations", "Arn}").contains("cannot run the integration"));
    assert!(fault("{ get:", "{ fetch:").contains("fetch is no method"));
    let event = "        Tick: { Type: HttpApi, Properties: { Path: /, Method: any } }\n        Tock: ";
    assert!(fault("        Tick: ", event).contains("DefinitionBody"));
}

#[test]
fn queues_know_their_dead_letter_queue() {
    let template = shop();
    let names: Vec<&str> = template.queues.iter().map(|queue| queue.name.as_str()).collect();
    assert_eq!(names, ["souk-Work", "work-dlq"], "a resource whose condition fails is not there");
    let work = &template.queues[0];
    assert_eq!(work.visibility_seconds, 60);
    let redrive =
        Redrive { target_arn: "arn:aws:sqs:us-east-1:000000000000:work-dlq".to_owned(), max_receive_count: 5 };
    assert_eq!(work.redrive, Some(redrive));
    assert_eq!(template.queues[1].retention_seconds, 1_209_600);
}

#[test]
fn the_table_keeps_what_the_database_understands() {
    let table = &shop().tables[0];
    assert_eq!(table.ttl_attribute.as_deref(), Some("ttl"));
    assert_eq!(table.create["TableName"], "souk-shop");
    assert_eq!(table.create["StreamSpecification"]["StreamEnabled"], true);
    assert!(table.create.get("SSESpecification").is_none());
}

#[test]
fn a_subscription_carries_its_filter() {
    let heard = &shop().subscriptions[0];
    assert_eq!(heard.topic_arn, "arn:aws:sns:us-east-1:000000000000:order-events");
    assert_eq!(heard.queue_arn, "arn:aws:sqs:us-east-1:000000000000:souk-Work");
    let filter = heard.filter.as_ref().unwrap();
    assert!(filter.matches(Some(&json!({ "kind": "order.placed" }))));
    assert!(!filter.matches(Some(&json!({ "kind": "order.paid" }))));
}

#[test]
fn a_missing_secret_is_named() {
    let none = Surroundings { secrets: Secrets::new(), ..surroundings() };
    let fault = Template::parse(&SHOP.into(), &none).unwrap_err().to_string();
    assert!(fault.contains("LINK_KEY") && fault.contains("OrdersWorkerFunction"), "{fault}");
}

#[test]
fn a_reference_to_nothing_is_refused() {
    let broken = SHOP.replace("!Ref Events", "!Ref Nothing");
    let fault = Template::parse(&broken.as_str().into(), &surroundings()).unwrap_err().to_string();
    assert!(fault.contains("Nothing"), "{fault}");
}

#[test]
fn references_in_a_circle_are_refused() {
    let circular = SHOP.replace("TableName: !Sub \"${AWS::StackName}-shop\"", "TableName: !Ref ShopTable");
    assert!(matches!(
        Template::parse(&circular.as_str().into(), &surroundings()),
        Err(TemplateFault::Malformed { .. })
    ));
}

#[test]
fn rates_are_read_and_calendars_are_kept_as_they_are() {
    assert_eq!(Rate::parse("rate(1 minute)"), Some(Rate::Every(std::time::Duration::from_mins(1))));
    assert_eq!(Rate::parse("cron(0 3 * * ? *)"), Some(Rate::Calendar("cron(0 3 * * ? *)".to_owned())));
    for wrong in ["rate(0 minutes)", "rate(1 fortnight)", "every minute", "rate(1 minute"] {
        assert_eq!(Rate::parse(wrong), None, "{wrong}");
    }
}

#[test]
fn the_repository_s_own_template_can_be_run() {
    let text = TemplateText::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../template.yaml")).unwrap();
    let keys = ["SIGNING_KEY", "VERIFYING_KEYS", "LINK_KEY", "CURSOR_KEY"];
    let stripe = ["STRIPE_SECRET_KEY", "STRIPE_PUBLISHABLE_KEY", "STRIPE_WEBHOOK_SECRETS"];
    let secrets = keys.iter().chain(&stripe).map(|key| ((*key).to_owned(), "x".to_owned())).collect();
    let template = Template::parse(&text, &Surroundings { secrets, ..surroundings() }).unwrap();
    assert_eq!(template.tables.len(), 1);
    assert!(template.functions.iter().all(|function| function.environment.contains_key("ROLE")));
    assert_eq!(template.roles.len(), template.functions.len(), "each function has a role of its own");
}

/// A template that takes the role of its only function from a nested one.
fn nesting(parameters: &str) -> TemplateText {
    let root = format!(
        r#"
Resources:
  Topic: {{ Type: AWS::SNS::Topic, Properties: {{ TopicName: events }} }}
  Roles:
    Type: AWS::CloudFormation::Stack
    Properties: {{ TemplateURL: infra/roles.yaml, Parameters: {parameters} }}
  Unused:
    Type: AWS::CloudFormation::Stack
    Properties: {{ TemplateURL: infra/alarms.yaml, Parameters: {{ Nothing: here }} }}
  Everybody:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement: {{ Effect: Allow, Action: "sns:GetTopicAttributes", Resource: !Ref Topic }}
  RelayFunction:
    Type: AWS::Serverless::Function
    Properties: {{ CodeUri: functions/relay, Role: !GetAtt Roles.Outputs.RelayArn }}
"#
    );
    let roles = r#"
Parameters:
  Topic: { Type: String }
  Everybody: { Type: String, Default: "arn:aws:iam::000000000000:policy/souk-Everybody" }
Resources:
  Work: { Type: AWS::SQS::Queue, Properties: { QueueName: relay-work } }
  Lets:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Work]
      PolicyDocument:
        Version: "2012-10-17"
        Statement: { Effect: Allow, Principal: { Service: sns.amazonaws.com }, Action: "sqs:SendMessage", Resource: !GetAtt Work.Arn }
  Heard:
    Type: AWS::SNS::Subscription
    Properties: { TopicArn: !Ref Topic, Protocol: sqs, Endpoint: !GetAtt Work.Arn }
  Basics:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement: { Effect: Allow, Action: "sns:Publish", Resource: !Ref Topic }
  Relay:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: { Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: "sts:AssumeRole" }
      ManagedPolicyArns: [!Ref Basics, !Ref Everybody]
Outputs:
  RelayArn: { Value: !GetAtt Relay.Arn }
"#;
    TemplateText { root, nested: BTreeMap::from([("infra/roles.yaml".to_owned(), roles.to_owned())]) }
}

#[test]
fn a_nested_template_gets_its_parameters_and_gives_its_outputs() {
    use crate::policy::{Demand, Principal, decide};

    let template = Template::parse(&nesting("{ Topic: !Ref Topic }"), &surroundings()).unwrap();
    let role_arn = &template.functions[0].role_arn;
    assert_eq!(role_arn, "arn:aws:iam::000000000000:role/souk-Roles-Relay");
    let publish = |topic: &str| Demand::new("sns:Publish", format!("arn:aws:sns:us-east-1:000000000000:{topic}"));
    let policies = &template.roles[role_arn].policies;
    assert!(decide(policies, Principal::Role(role_arn), &publish("events")).is_ok());
    assert!(decide(policies, Principal::Role(role_arn), &publish("others")).is_err());
    assert_eq!(policies.len(), 2, "one of its own template, one of the template around it");
}

#[test]
fn what_a_nested_template_has_for_its_area_is_there() {
    let template = Template::parse(&nesting("{ Topic: !Ref Topic }"), &surroundings()).unwrap();
    let work = "arn:aws:sqs:us-east-1:000000000000:relay-work";
    assert_eq!(template.queues.iter().map(|queue| queue.arn.as_str()).collect::<Vec<_>>(), [work]);
    assert!(template.queue_policies.contains_key(work));
    let heard = &template.subscriptions[0];
    let topic = "arn:aws:sns:us-east-1:000000000000:events";
    assert_eq!((heard.topic_arn.as_str(), heard.queue_arn.as_str()), (topic, work));
}

#[test]
fn what_a_nested_template_is_not_given_or_does_not_give_is_named() {
    let fault = |text: &TemplateText| Template::parse(text, &surroundings()).unwrap_err().to_string();
    assert!(fault(&nesting("{}")).contains("\"Topic\" has no default"));
    assert!(fault(&nesting("{ Topic: a, Other: b }")).contains("Parameters.Other"));
    let mut without = nesting("{ Topic: a }");
    without.nested.clear();
    assert!(fault(&without).contains("infra/roles.yaml"));
    let mut other = nesting("{ Topic: a }");
    other.root = other.root.replace("Outputs.RelayArn", "Outputs.Nobody");
    assert!(fault(&other).contains("Roles.Outputs.Nobody"));
}

#[test]
fn a_function_without_a_role_and_a_role_that_cannot_be_read_are_refused() {
    let fault = |text: &str| Template::parse(&text.into(), &surroundings()).unwrap_err().to_string();
    assert!(fault(&SHOP.replace("      Role: !GetAtt WorkerRole.Arn\n", "")).contains("without a Role"));
    let foreign = SHOP.replace(
        "      AssumeRolePolicyDocument:",
        "      ManagedPolicyArns: [arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]\n      \
         AssumeRolePolicyDocument:",
    );
    assert!(fault(&foreign).contains("AWSLambdaBasicExecutionRole"));
    let unknown =
        SHOP.replace("Action: \"sts:AssumeRole\" }", "Action: \"sts:AssumeRole\", Condition: { Bool: { a: b } } }");
    assert!(fault(&unknown).contains("the condition operator Bool"));
}
