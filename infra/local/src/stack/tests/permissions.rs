//! How the services refuse what a role does not allow: in the words that the SDKs know.

use aws_sdk_dynamodb::error::ProvideErrorMetadata;
use aws_sdk_dynamodb::types::AttributeValue;
use emulator::iam::access_key;

use super::*;

/// The credentials of somebody with this access key.
fn with_key(stack: &Stack, key: &str) -> Config {
    let mut environment = stack.stack_state().surroundings.clone();
    environment.insert("AWS_ACCESS_KEY_ID".to_owned(), key.to_owned());
    Config::from(environment)
}

/// The credentials of the relay, which may publish to the topic and send to its dead-letter queue.
fn relay(stack: &Stack) -> Config {
    with_key(stack, &access_key("RelayWorkerFunction"))
}

/// Code and message of a refusal.
fn words(error: &impl ProvideErrorMetadata) -> (String, String) {
    (error.code().unwrap_or_default().to_owned(), error.message().unwrap_or_default().to_owned())
}

/// What IAM says to the relay.
fn sentence(action: &str, resource: &str) -> String {
    format!(
        "User: arn:aws:sts::000000000000:assumed-role/souk-RelayRole/souk-RelayWorkerFunction is not authorized to \
         perform: {action} on resource: {resource} because no identity-based policy allows the {action} action"
    )
}

async fn put(config: &Config) -> Result<(), (String, String)> {
    let put = Clients::new(config).unwrap().dynamodb().put_item().table_name("shop");
    let sent = put.item("PK", AttributeValue::S("a".to_owned())).send().await;
    sent.map(drop).map_err(|error| words(&error))
}

#[tokio::test]
async fn the_database_refuses_in_dynamodb_s_words() {
    let stack = stack_of(&with_relay(), DatabaseSpec::Memory).await;
    let (code, message) = put(&relay(&stack)).await.unwrap_err();
    assert_eq!(code, "AccessDeniedException");
    assert_eq!(message, sentence("dynamodb:PutItem", "arn:aws:dynamodb:us-east-1:000000000000:table/shop"));
    let (code, _) = put(&with_key(&stack, "somebody")).await.unwrap_err();
    assert_eq!(code, "UnrecognizedClientException");
    put(&config(&stack)).await.unwrap();
}

#[tokio::test]
async fn a_request_that_nobody_signed_is_refused() {
    let stack = stack_of(SERVICES, DatabaseSpec::Memory).await;
    let client = emulator::loopback::client(PATIENCE).unwrap();
    let database = stack.stack_state().surroundings["AWS_ENDPOINT_URL_DYNAMODB"].clone();
    let request = client.post(database).header("content-type", "application/x-amz-json-1.0");
    let request = request.header("x-amz-target", "DynamoDB_20120810.ListTables").body("{}");
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), 400);
    assert!(answer.text().await.unwrap().contains("MissingAuthenticationTokenException"));
    let services = stack.stack_state().surroundings["AWS_ENDPOINT_URL_SNS"].clone();
    let answer = client.post(services).form(&[("Action", "Publish"), ("TopicArn", TOPIC)]).send().await.unwrap();
    assert_eq!(answer.status(), 403);
}

#[tokio::test]
async fn topics_queues_and_mail_refuse_in_their_own_words() {
    let stack = stack_of(&with_relay(), DatabaseSpec::Memory).await;
    let config = relay(&stack);
    let clients = Clients::new(&config).unwrap();
    clients.sns().publish().topic_arn(TOPIC).message("m").send().await.unwrap();
    let elsewhere = "arn:aws:sns:us-east-1:000000000000:others";
    let fault = clients.sns().publish().topic_arn(elsewhere).message("m").send().await.unwrap_err();
    assert_eq!(words(&fault), ("AuthorizationError".to_owned(), sentence("SNS:Publish", elsewhere)));

    let url =
        |queue: &str| format!("{}/000000000000/{queue}", stack.stack_state().surroundings["AWS_ENDPOINT_URL_SQS"]);
    clients.sqs().send_message().queue_url(url("relay-dlq")).message_body("m").send().await.unwrap();
    let fault = clients.sqs().send_message().queue_url(url("payments")).message_body("m").send().await.unwrap_err();
    assert_eq!(words(&fault), ("AccessDenied".to_owned(), sentence("sqs:SendMessage", QUEUE)));

    let text = |text: &str| Content::builder().data(text).build().unwrap();
    let body = Body::builder().text(text("Hello")).build();
    let message = EmailContent::builder().simple(Message::builder().subject(text("Hello")).body(body).build()).build();
    let mail = clients.ses().send_email().from_email_address("Shop <shop@example.com>").content(message);
    let to = Destination::builder().to_addresses("ana@example.com").build();
    let fault = mail.destination(to).send().await.unwrap_err();
    let identity = "arn:aws:ses:us-east-1:000000000000:identity/shop@example.com";
    assert_eq!(words(&fault), ("AccessDeniedException".to_owned(), sentence("ses:SendEmail", identity)));
    assert!(stack.mail().all().is_empty());
}

#[tokio::test]
async fn a_queue_without_a_policy_lets_no_topic_in() {
    let (before, after) = SERVICES.split_once("  QueuePolicy:").unwrap();
    let closed = format!("{before}{}", &after[after.find("  Heard:").unwrap()..]);
    let stack = stack_of(&closed, DatabaseSpec::Memory).await;
    publish(&stack, "order.cancelled", "{}").await;
    assert!(stack.queues().look_into(QUEUE).unwrap().is_empty());
}
