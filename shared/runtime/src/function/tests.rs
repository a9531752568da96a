//! Events of every kind, to functions of every kind.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::json;
use utoipa_axum::router::OpenApiRouter;

use super::*;
use crate::clock::SystemClock;
use crate::ids::SystemIds;

/// Takes messages that are not "poison", and records; one that says "panic" is its end.
static WORKER: Function = Function {
    name: "worker",
    router: None,
    table: crate::tables::none,
    worker: Worker {
        message: Some(|_, _, body| {
            Box::pin(async move {
                assert!(body != "panic", "as the test wants it");
                if body == "poison" || body.is_empty() { Err("poison".into()) } else { Ok(()) }
            })
        }),
        records: Some(|_, records| {
            Box::pin(async move {
                let mut answer = BatchAnswer::default();
                for record in records.iter().filter(|record| record.event_name == "POISON") {
                    answer.fail(record.change.sequence_number.as_deref().unwrap_or_default(), "poison");
                }
                answer
            })
        }),
        task: Some(|_, task, _| {
            Box::pin(async move { if task == "tidy" { Ok(Value::Null) } else { Err("there is no such task".into()) } })
        }),
    },
    gateways: crate::ports::none,
};

/// Answers requests, and nothing else.
static FRONT: Function = Function {
    name: "front",
    router: Some(OpenApiRouter::new),
    table: crate::tables::none,
    worker: Worker { message: None, records: None, task: None },
    gateways: crate::ports::none,
};

fn app(function: &Function) -> App {
    let environment =
        ["TABLE_NAME", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"].map(|name| (name.to_owned(), "test".to_owned()));
    let config = Config::from(BTreeMap::from(environment));
    function.start(&config, Arc::new(SystemClock), Arc::new(SystemIds)).unwrap()
}

async fn work(event: Value) -> Result<Value, InvokeFault> {
    WORKER.handle(&app(&WORKER), Role::Worker, event).await
}

fn message(id: &str, body: &str) -> Value {
    json!({ "messageId": id, "body": body, "eventSource": "aws:sqs", "eventSourceARN": "arn:aws:sqs:us-east-1:0:work" })
}

fn record(sequence: &str, name: &str) -> Value {
    json!({ "eventID": "1", "eventName": name, "eventSource": "aws:dynamodb", "awsRegion": "us-east-1",
        "dynamodb": { "ApproximateCreationDateTime": 1, "Keys": {}, "NewImage": {}, "SequenceNumber": sequence, "SizeBytes": 1 } })
}

fn again(ids: &[&str]) -> Value {
    json!({ "batchItemFailures": ids.iter().map(|id| json!({ "itemIdentifier": id })).collect::<Vec<_>>() })
}

fn request(method: &str) -> Value {
    json!({ "version": "2.0", "rawPath": "/nothing", "requestContext": { "http": { "method": method } } })
}

#[tokio::test]
async fn an_event_of_another_kind_is_an_error_and_not_a_crash() {
    let strange = [
        Value::Null,
        json!("hello"),
        json!(7),
        json!([]),
        json!([message("a", "work")]),
        json!({}),
        json!({ "unknown": true }),
        json!({ "Records": null }),
        json!({ "Records": "many" }),
        json!({ "Records": ["one"] }),
        json!({ "Records": [{ "EventSource": "aws:sns", "Sns": {} }] }),
        json!({ "Records": [{ "eventSource": "aws:s3" }] }),
        json!({ "source": "aws.events", "detail-type": "Scheduled Event", "detail": {} }),
        json!({ "task": 5 }),
    ];
    let front = app(&FRONT);
    for event in strange {
        assert!(matches!(work(event.clone()).await, Err(InvokeFault::Unexpected { .. })), "{event}");
        let answer = FRONT.handle(&front, Role::Http, event.clone()).await;
        assert!(matches!(answer, Err(InvokeFault::Unexpected { .. })), "{event}");
    }
    assert!(matches!(work(request("GET")).await, Err(InvokeFault::Unexpected { .. })));
    let batch = json!({ "Records": [message("a", "work")] });
    assert!(matches!(FRONT.handle(&front, Role::Http, batch.clone()).await, Err(InvokeFault::Unexpected { .. })));
    assert!(matches!(FRONT.handle(&front, Role::Worker, batch).await, Err(InvokeFault::Unexpected { .. })));
    assert!(matches!(
        FRONT.handle(&front, Role::Worker, json!({ "Records": [] })).await,
        Err(InvokeFault::Unexpected { .. })
    ));
    assert_eq!(FRONT.handle(&front, Role::Http, request("GET")).await.unwrap()["statusCode"], 404);
}

#[tokio::test]
async fn each_message_stands_alone() {
    let batch = json!({ "Records": [message("a", "work"), message("b", "poison"), message("c", "panic"), message("d", "work")] });
    assert_eq!(work(batch).await.unwrap(), again(&["b", "c"]));
    assert_eq!(work(json!({ "Records": [] })).await.unwrap(), again(&[]));
}

#[tokio::test]
async fn a_failed_message_without_a_name_brings_the_whole_batch_back() {
    let mut nameless = message("", "poison");
    nameless.as_object_mut().unwrap().remove("messageId");
    assert_eq!(work(json!({ "Records": [message("a", "work"), nameless] })).await.unwrap(), again(&[""]));
    assert_eq!(work(json!({ "Records": [message("a", "work"), null, "text"] })).await.unwrap(), again(&["", ""]));
}

#[tokio::test]
async fn a_stream_record_that_is_none_fails_alone() {
    let mut broken = record("2", "INSERT");
    broken["dynamodb"]["NewImage"] = json!({ "et": { "X": "no type of DynamoDB" } });
    let batch = json!({ "Records": [record("1", "INSERT"), broken, record("3", "POISON"), record("4", "MODIFY")] });
    assert_eq!(work(batch).await.unwrap(), again(&["3", "2"]));
    let nameless = json!({ "Records": [record("1", "INSERT"), { "eventSource": "aws:dynamodb" }] });
    assert_eq!(work(nameless).await.unwrap(), again(&[""]));
}

#[tokio::test]
async fn a_task_answers_nothing_or_fails() {
    assert_eq!(work(json!({ "task": "tidy" })).await.unwrap(), Value::Null);
    assert!(matches!(work(json!({ "task": "dance" })).await, Err(InvokeFault::Task(_))));
}

#[test]
fn every_event_finds_its_role() {
    for event in [request("GET"), request("POST"), json!({ "version": "1.0", "httpMethod": "GET" })] {
        assert_eq!(Role::of(&event), Role::Http, "{event}");
    }
    for event in [json!({ "Records": [message("a", "work")] }), json!({ "task": "tidy" }), Value::Null, json!("hello")]
    {
        assert_eq!(Role::of(&event), Role::Worker, "{event}");
    }
}
