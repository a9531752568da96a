mod permissions;
mod sms;
mod stripe;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use aws_sdk_sesv2::types::{Body, Content, Destination, EmailContent, Message};
use aws_sdk_sns::types::MessageAttributeValue;
use emulator::aws::{Outage, OutageKind, Service};
use emulator::clock::LocalClock;
use emulator::database::DatabaseSpec;
use operate::secrets;
use runtime::Config;
use runtime::clients::Clients;
use runtime::ids::SystemIds;
use serde_json::json;

use super::*;

/// Wiring without functions: what the services do by themselves.
const SERVICES: &str = "
Resources:
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: shop
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{ AttributeName: PK, AttributeType: S }]
      KeySchema: [{ AttributeName: PK, KeyType: HASH }]
      StreamSpecification: { StreamViewType: NEW_AND_OLD_IMAGES }
  Topic: { Type: AWS::SNS::Topic, Properties: { TopicName: order-events } }
  Queue: { Type: AWS::SQS::Queue, Properties: { QueueName: payments } }
  QueuePolicy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Queue]
      PolicyDocument:
        Version: \"2012-10-17\"
        Statement:
          - Effect: Allow
            Principal: { Service: sns.amazonaws.com }
            Action: sqs:SendMessage
            Resource: !GetAtt Queue.Arn
            Condition: { ArnEquals: { aws:SourceArn: !Ref Topic } }
  Heard:
    Type: AWS::SNS::Subscription
    Properties:
      TopicArn: !Ref Topic
      Protocol: sqs
      Endpoint: !GetAtt Queue.Arn
      FilterPolicy: { kind: [order.cancelled] }
";
const TOPIC: &str = "arn:aws:sns:us-east-1:000000000000:order-events";
const QUEUE: &str = "arn:aws:sqs:us-east-1:000000000000:payments";

async fn stack_of(template: &str, database: DatabaseSpec) -> Stack {
    Stack::start(options_of(template, database)).await.unwrap()
}

fn options_of(template: &str, database: DatabaseSpec) -> StackOptions {
    StackOptions {
        template: template.into(),
        parameters: BTreeMap::new(),
        surroundings: BTreeMap::new(),
        secrets: secrets::generate(&SystemIds).unwrap(),
        database,
        clock: Arc::new(LocalClock::standing("2026-01-01T00:00:00Z".parse().unwrap())),
        ids: Arc::new(SystemIds),
        http: HttpPort::Ephemeral,
        background: false,
    }
}

fn config(stack: &Stack) -> Config {
    Config::from(stack.stack_state().surroundings.clone())
}

async fn publish(stack: &Stack, kind: &str, message: &str) {
    let attribute = MessageAttributeValue::builder().data_type("String").string_value(kind).build().unwrap();
    let config = config(stack);
    let sns = Clients::new(&config).unwrap().sns();
    sns.publish().topic_arn(TOPIC).message(message).message_attributes("kind", attribute).send().await.unwrap();
}

async fn send_mail(stack: &Stack) -> Result<String, String> {
    let content = |text: &str| Content::builder().data(text).build().unwrap();
    let body = Body::builder().text(content("Thank you")).html(content("<p>Thank you</p>")).build();
    let message = Message::builder().subject(content("Your order")).body(body).build();
    let config = config(stack);
    let ses = Clients::new(&config).unwrap().ses();
    let sent = ses
        .send_email()
        .from_email_address("shop@example.com")
        .destination(Destination::builder().to_addresses("ana@example.com").build())
        .content(EmailContent::builder().simple(message).build())
        .send()
        .await;
    sent.map(|sent| sent.message_id.unwrap()).map_err(|error| format!("{:?}", error.into_service_error()))
}

async fn get(stack: &Stack, path: &str) -> (u16, Value) {
    let client = emulator::loopback::client(PATIENCE).unwrap();
    let answer = client.get(format!("{}{path}", stack.url())).send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

#[tokio::test]
async fn a_published_message_reaches_the_queue_that_asked_for_its_kind() {
    let stack = stack_of(SERVICES, DatabaseSpec::Memory).await;
    publish(&stack, "order.placed", "{\"n\":1}").await;
    publish(&stack, "order.cancelled", "{\"n\":2}").await;
    let messages = stack.queues().look_into(QUEUE).unwrap();
    assert_eq!(messages.len(), 1);
    let envelope: Value = serde_json::from_str(&messages[0].body).unwrap();
    assert_eq!(envelope["Type"], "Notification");
    assert_eq!(envelope["Message"], "{\"n\":2}");
    assert_eq!(envelope["MessageAttributes"]["kind"], json!({ "Type": "String", "Value": "order.cancelled" }));
    stack.shutdown().await;
}

#[tokio::test]
async fn without_its_subscription_a_queue_hears_nothing() {
    let unsubscribed = SERVICES.split("  Heard:").next().unwrap();
    let stack = stack_of(unsubscribed, DatabaseSpec::Memory).await;
    publish(&stack, "order.cancelled", "{}").await;
    assert!(stack.queues().look_into(QUEUE).unwrap().is_empty());
}

#[tokio::test]
async fn a_batch_is_published_and_sent_whole() {
    let stack = stack_of(SERVICES, DatabaseSpec::Memory).await;
    let config = config(&stack);
    let clients = Clients::new(&config).unwrap();
    let attribute =
        MessageAttributeValue::builder().data_type("String").string_value("order.cancelled").build().unwrap();
    let entries = ["a", "b"].map(|id| {
        let entry = aws_sdk_sns::types::PublishBatchRequestEntry::builder().id(id).message(format!("<{id}>"));
        entry.message_attributes("kind", attribute.clone()).build().unwrap()
    });
    let published = clients.sns().publish_batch().topic_arn(TOPIC);
    let published = published.set_publish_batch_request_entries(Some(entries.into())).send().await.unwrap();
    assert_eq!((published.successful().len(), published.failed().len()), (2, 0));

    let url = format!("{}/000000000000/payments", stack.stack_state().surroundings["AWS_ENDPOINT_URL_SQS"]);
    let entries = ["c", "d"]
        .map(|id| aws_sdk_sqs::types::SendMessageBatchRequestEntry::builder().id(id).message_body(id).build().unwrap());
    let sent =
        clients.sqs().send_message_batch().queue_url(&url).set_entries(Some(entries.into())).send().await.unwrap();
    assert_eq!((sent.successful().len(), sent.failed().len()), (2, 0));
    let one = clients.sqs().send_message().queue_url(&url).message_body("e").send().await.unwrap();
    assert_eq!(one.md5_of_message_body().unwrap(), "e1671797c52e15f763380b45e841ec32");
    assert_eq!(stack.queues().look_into(QUEUE).unwrap().len(), 5);
}

#[tokio::test]
async fn a_topic_or_queue_that_is_not_there_is_refused() {
    let stack = stack_of(SERVICES, DatabaseSpec::Memory).await;
    let config = config(&stack);
    let clients = Clients::new(&config).unwrap();
    let fault = clients.sns().publish().topic_arn("arn:aws:sns:us-east-1:000000000000:x").message("m").send().await;
    assert!(fault.unwrap_err().into_service_error().is_not_found_exception());
    let fault = clients.sqs().send_message().queue_url("http://127.0.0.1/0/x").message_body("m").send().await;
    assert!(fault.unwrap_err().into_service_error().is_queue_does_not_exist());
}

#[tokio::test]
async fn a_mail_can_be_read_and_its_sending_can_fail() {
    let stack = stack_of(SERVICES, DatabaseSpec::Memory).await;
    let id = send_mail(&stack).await.unwrap();
    let (status, mail) = get(&stack, &format!("/_local/mail/{id}")).await;
    assert_eq!((status, mail["subject"].as_str(), mail["text"].as_str()), (200, Some("Your order"), Some("Thank you")));
    let (_, list) = get(&stack, "/_local/mail?to=ana@example.com").await;
    assert_eq!(list["items"].as_array().unwrap().len(), 1);

    let refused = Outage { kind: OutageKind::Refused, requests: Some(1) };
    stack.stack_state().outages.begin(Service::Ses, refused);
    assert!(send_mail(&stack).await.unwrap_err().contains("MessageRejected"));
    assert_eq!(stack.mail().all().len(), 1);
}

#[tokio::test]
async fn what_the_template_does_not_route_is_not_found() {
    let stack = stack_of(SERVICES, DatabaseSpec::Memory).await;
    assert_eq!(get(&stack, "/v1/products").await, (404, json!({ "message": "Not Found" })));
    let (status, clock) = get(&stack, "/_local/clock").await;
    assert_eq!((status, clock), (200, json!({ "now": "2026-01-01T00:00:00Z", "running": false })));
    stack.advance(SignedDuration::from_secs(60));
    assert_eq!(get(&stack, "/_local/clock").await.1["now"], "2026-01-01T00:01:00Z");
}

#[tokio::test]
async fn a_request_goes_through_the_function_that_the_template_routes_it_to() {
    let function = "
  PortalHttpFunction:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: functions/portal
      Role: !GetAtt PortalRole.Arn
      Environment: { Variables: { ROLE: http, TABLE_NAME: !Ref Table } }
  Api:
    Type: AWS::Serverless::HttpApi
    Properties:
      DefinitionBody:
        paths:
          /nothing/{proxy+}:
            x-amazon-apigateway-any-method:
              x-amazon-apigateway-integration: { $ref: \"#/components/x-amazon-apigateway-integrations/portal\" }
        components:
          x-amazon-apigateway-integrations:
            portal:
              payloadFormatVersion: \"2.0\"
              uri: !Sub \"arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${PortalHttpFunction.Arn}/invocations\"
  PortalHttpPermission:
    Type: AWS::Lambda::Permission
    Properties:
      FunctionName: !GetAtt PortalHttpFunction.Arn
      Principal: apigateway.amazonaws.com
      SourceArn: !Sub \"arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*\"
  PortalRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: \"2012-10-17\"
        Statement: { Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: \"sts:AssumeRole\" }
";
    let stack = stack_of(&format!("{SERVICES}{function}"), DatabaseSpec::Memory).await;
    let (status, problem) = get(&stack, "/nothing/here").await;
    assert_eq!(
        (status, problem["code"].as_str(), problem["instance"].as_str()),
        (404, Some("not_found"), Some("/nothing/here"))
    );

    let event = json!({ "Records": [] });
    for name in ["PortalHttpFunction", "portal"] {
        let refused = stack.invoke(name, event.clone()).await;
        assert!(matches!(refused, Err(InvokeFault::Failed(_))), "{name}: not an event of an HTTP API");
    }
    assert!(matches!(stack.invoke("parlour", event).await, Err(InvokeFault::NoSuchFunction(_))));
}

#[tokio::test]
async fn the_database_answers_the_unmodified_sdk() {
    let stack = stack_of(SERVICES, DatabaseSpec::Memory).await;
    let config = config(&stack);
    let dynamodb = Clients::new(&config).unwrap().dynamodb();
    let table = dynamodb.describe_table().table_name("shop").send().await.unwrap();
    assert_eq!(table.table.unwrap().table_name.unwrap(), "shop");
}

/// A folder that is gone when the test is.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("souk-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn database(&self) -> DatabaseSpec {
        DatabaseSpec::File(Path::new(&self.0).join("shop.sqlite3"))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[tokio::test]
async fn messages_and_mails_survive_a_restart() {
    let scratch = Scratch::new("restart");
    let stack = stack_of(SERVICES, scratch.database()).await;
    publish(&stack, "order.cancelled", "{}").await;
    publish(&stack, "order.cancelled", "{}").await;
    send_mail(&stack).await.unwrap();
    let received = stack.queues().receive(QUEUE, 1);
    stack.queues().delete(QUEUE, received[0].receipt.as_deref().unwrap());
    let left = stack.queues().look_into(QUEUE).unwrap();
    let mails = stack.mail().all();
    stack.shutdown().await;

    let stack = stack_of(SERVICES, scratch.database()).await;
    assert_eq!(stack.queues().look_into(QUEUE).unwrap(), left);
    assert_eq!(stack.mail().all(), mails);
}

/// The services, with the relay between the table and the topic.
fn with_relay() -> String {
    let relay = r#"
  RelayDlq: { Type: AWS::SQS::Queue, Properties: { QueueName: relay-dlq } }
  RelayWorkerFunction:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: functions/relay
      Role: !GetAtt RelayRole.Arn
      Environment:
        Variables: { ROLE: worker, TABLE_NAME: !Ref Table, ORDER_TOPIC_ARN: !Ref Topic, DOMAIN_TOPIC_ARN: !Ref Topic }
      Events:
        Stream:
          Type: DynamoDB
          Properties:
            Stream: !GetAtt Table.StreamArn
            StartingPosition: TRIM_HORIZON
            FunctionResponseTypes: [ReportBatchItemFailures]
            MaximumRetryAttempts: 0
            DestinationConfig: { OnFailure: { Destination: !GetAtt RelayDlq.Arn } }
            FilterCriteria: { Filters: [{ Pattern: '{"eventName":["INSERT"],"dynamodb":{"NewImage":{"et":{"S":["Event"]}}}}' }] }
  RelayRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: { Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: "sts:AssumeRole" }
      Policies:
        - PolicyName: Own
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: [dynamodb:DescribeStream, dynamodb:GetRecords, dynamodb:GetShardIterator, dynamodb:ListStreams]
                Resource: !GetAtt Table.StreamArn
              - { Effect: Allow, Action: "sns:Publish", Resource: !Ref Topic }
              - { Effect: Allow, Action: "sqs:SendMessage", Resource: !GetAtt RelayDlq.Arn }
"#;
    format!("{SERVICES}{relay}")
}

/// Writes an item that says it is an event, through the SDK.
async fn write_event(stack: &Stack, key: &str, fields: &Value) {
    use aws_sdk_dynamodb::types::AttributeValue;
    let config = config(stack);
    let mut put = Clients::new(&config).unwrap().dynamodb().put_item().table_name("shop");
    put = put.item("PK", AttributeValue::S(key.to_owned())).item("et", AttributeValue::S("Event".to_owned()));
    for (name, value) in fields.as_object().unwrap() {
        let value = match value {
            Value::Number(number) => AttributeValue::N(number.to_string()),
            Value::Object(nested) => {
                let member = |(name, value): (&String, &Value)| {
                    let value = match value {
                        Value::Number(number) => AttributeValue::N(number.to_string()),
                        other => AttributeValue::S(other.as_str().unwrap().to_owned()),
                    };
                    (name.clone(), value)
                };
                AttributeValue::M(nested.iter().map(member).collect())
            }
            other => AttributeValue::S(other.as_str().unwrap().to_owned()),
        };
        put = put.item(name, value);
    }
    put.send().await.unwrap();
}

fn order_cancelled() -> Value {
    json!({
        "id": "evt_01JD8ZQ4T5M6N7P8Q9R0S1T2V3",
        "kind": "order.cancelled",
        "version": 1,
        "occurred_at": "2026-01-01T00:00:00Z",
        "aggregate": { "kind": "order", "id": "ord_01JD8ZQ4T5M6N7P8Q9R0S1T2V3", "version": 2 },
        "actor": "system",
        "correlation_id": "req_1",
        "data": {},
    })
}

#[tokio::test]
async fn a_kept_event_travels_from_the_table_to_the_queue() {
    let stack = stack_of(&with_relay(), DatabaseSpec::Memory).await;
    write_event(&stack, "a", &order_cancelled()).await;
    write_event(&stack, "b", &json!({ "id": "no event" })).await;
    assert!(stack.queues().look_into(QUEUE).unwrap().is_empty());
    stack.settle().await;
    assert_eq!(stack.queues().look_into(QUEUE).unwrap().len(), 1);
    let given_up = stack.queues().find("relay-dlq").unwrap();
    assert_eq!(stack.queues().look_into(&given_up).unwrap().len(), 1);
}

#[tokio::test]
async fn in_the_background_events_travel_by_themselves_and_once() {
    let scratch = Scratch::new("background");
    let template = with_relay();
    let options = || StackOptions { background: true, ..options_of(&template, scratch.database()) };
    let stack = Stack::start(options()).await.unwrap();
    let mut listener = stack.stack_state().wake_signal.listen();
    write_event(&stack, "a", &order_cancelled()).await;
    for _ in 0..100 {
        if !stack.queues().look_into(QUEUE).unwrap().is_empty() {
            break;
        }
        listener.wait(Duration::from_millis(100)).await;
    }
    stack.settle().await;
    stack.shutdown().await;

    let stack = Stack::start(options()).await.unwrap();
    stack.settle().await;
    let messages = stack.queues().look_into(QUEUE).unwrap();
    assert_eq!(messages.len(), 1, "the reader goes on where it stopped");
    stack.shutdown().await;
}
