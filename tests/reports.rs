//! Faults of ours are told to Sentry, and nothing of anybody with them.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::routing::get;
use emulator::invocable::Invocable as _;
use reqwest::Method;
use runtime::clock::SystemClock;
use runtime::ids::SystemIds;
use runtime::report::Invocation;
use runtime::{App, Config, Function, Role, Worker};
use serde_json::{Value, json};
use testkit::neighbour::{nobody, silence};
use testkit::{Asked, Customer, Neighbour, World, WorldOptions};
use utoipa_axum::router::OpenApiRouter;

const CANARY: &str = "canary.7f3a@example.com";
const CARD: &str = "4000056655665556";

/// A function that fails in every way.
static UNLUCKY: Function = Function {
    name: "unlucky",
    router: Some(|| OpenApiRouter::new().route("/panics/{what}", get(panics)).route("/fine", get(|| async { "fine" }))),
    worker: Worker {
        message: Some(|_, _, body| Box::pin(async move { Err(format!("\"{body}\" is no message").into()) })),
        records: None,
        task: Some(|_, _, _| Box::pin(async { Err(format!("there is no {CANARY} to tidy").into()) })),
    },
    table: runtime::tables::none,
    gateways: runtime::ports::none,
};

async fn panics() -> &'static str {
    panic!("nobody can pay with {CARD}")
}

/// Sentry, as far as it takes envelopes.
async fn sentry() -> (Neighbour, String) {
    let sentry = Neighbour::open(|_| (200, "{}".to_owned())).await;
    let dsn = sentry.url.replacen("http://", "http://publickey@", 1) + "/7";
    (sentry, dsn)
}

async fn shop(dsn: &str) -> World {
    let parameters = [("SentryDsn", dsn), ("BuildId", "1f2e3d")];
    let parameters = parameters.map(|(name, value)| (name.to_owned(), value.to_owned()));
    World::with(WorldOptions { parameters: parameters.into(), ..WorldOptions::default() }).await
}

fn unlucky(dsn: &str) -> App {
    let mut variables: BTreeMap<String, String> = ["TABLE_NAME", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]
        .map(|name| (name.to_owned(), "test".to_owned()))
        .into();
    variables.insert("SENTRY_DSN".to_owned(), dsn.to_owned());
    variables.insert("BUILD_ID".to_owned(), "1f2e3d".to_owned());
    UNLUCKY.start(&Config::from(variables), Arc::new(SystemClock), Arc::new(SystemIds)).unwrap()
}

/// The event in an envelope (<https://develop.sentry.dev/sdk/data-model/envelopes/>).
fn event(asked: &Asked) -> Value {
    assert_eq!(asked.path, "/api/7/envelope/");
    let auth = asked.headers.get("x-sentry-auth").unwrap().to_str().unwrap();
    assert!(auth.contains("sentry_key=publickey"), "{auth}");
    let text = String::from_utf8(asked.body.clone()).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let [head, item, event] = &lines[..] else { panic!("{text}") };
    assert_eq!(item["type"], "event");
    let id = head["event_id"].as_str().unwrap();
    assert_eq!(id.replace('-', ""), event["event_id"].as_str().unwrap());
    event.clone()
}

fn events(sentry: &Neighbour) -> Vec<Value> {
    sentry.asked().iter().map(event).collect()
}

/// Makes a customer's account unreadable: their role becomes a text that somebody typed.
async fn break_account(world: &World, customer: &Customer<'_>) {
    let key = json!({ "PK": { "S": format!("USER#{}", customer.id) }, "SK": { "S": "HEAD" } });
    let question = json!({
        "TableName": world.table_name(), "Key": key, "UpdateExpression": "SET #role = :role",
        "ExpressionAttributeNames": { "#role": "role" }, "ExpressionAttributeValues": { ":role": { "S": CANARY } },
    });
    world.ask_database("UpdateItem", question).await;
}

/// A12-T03
#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_fails_through_our_fault_is_told_without_anything_of_the_caller() {
    let (sentry, dsn) = sentry().await;
    let world = shop(&dsn).await;
    let ana = world.customer("ana@example.com").await;
    break_account(&world, &ana).await;
    let headers = [("x-canary", CANARY), ("user-agent", CANARY), ("x-request-id", "req-of-the-test")];
    ana.send(Method::GET, "/v1/me", &headers, None).await.expect_problem(500, "internal");
    let events = events(&sentry);
    let [event] = &events[..] else { panic!("{events:?}") };
    let tags = &event["tags"];
    for (name, value) in [
        ("origin", "request"),
        ("code", "internal"),
        ("place", "GET /v1/me"),
        ("function", "identity"),
        ("role", "http"),
        ("request_id", "req-of-the-test"),
    ] {
        assert_eq!(tags[name], value, "{event}");
    }
    assert!(tags["cold_start"].is_string());
    assert_eq!((&event["release"], &event["transaction"]), (&json!("1f2e3d"), &json!("GET /v1/me")));
    assert_eq!(event["fingerprint"], json!(["request", "internal", "identity", "GET /v1/me"]));
    let words = event["exception"]["values"][0]["value"].as_str().unwrap();
    assert!(words.len() > 10, "{words}");
    let told = sentry.asked()[0].text();
    for secret in [CANARY, "canary", "ana@", &ana.access_token, &ana.id.to_string(), "authorization"] {
        assert!(!told.contains(secret), "{secret}: {told}");
    }
    for member in ["user", "request", "server_name", "breadcrumbs", "contexts", "extra", "modules"] {
        assert!(event.get(member).is_none(), "{member}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_callers_do_wrong_is_not_told() {
    let (sentry, dsn) = sentry().await;
    let world = shop(&dsn).await;
    let visitor = world.visitor();
    visitor.get("/v1/me").await.expect(401);
    visitor.get("/v1/products/none").await.expect(404);
    visitor.post("/v1/auth/register", json!({ "email": CANARY })).await.expect(422);
    world
        .send_raw(Method::POST, "/v1/auth/login", &[("content-type", "application/json")], b"{".to_vec())
        .await
        .expect(400);
    visitor.get("/v1/products").await.expect(200);
    world.settle().await;
    assert!(sentry.asked().is_empty(), "{:?}", sentry.asked());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_cannot_be_worked_off_is_told() {
    let (sentry, dsn) = sentry().await;
    let world = shop(&dsn).await;
    let record = |id: &str| {
        json!({ "messageId": id, "body": CANARY, "eventSource": "aws:sqs",
            "eventSourceARN": "arn:aws:sqs:eu-west-1:123456789012:souk-prod-notifications-events" })
    };
    let batch = json!({ "Records": [record("19dd0b57"), record("2e1424d4")] });
    let worker = world.stack.stack_state().function("notifications", &batch).expect("a worker");
    let answer = worker.invoke(batch.clone()).await.unwrap();
    assert_eq!(answer["batchItemFailures"].as_array().unwrap().len(), 2);
    let mut events = events(&sentry);
    events.sort_by_key(|event| event["tags"]["record"].to_string());
    assert_eq!(events.len(), 2);
    for (event, id) in events.iter().zip(["19dd0b57", "2e1424d4"]) {
        assert_eq!((&event["tags"]["record"], &event["tags"]["origin"]), (&json!(id), &json!("message")));
        assert_eq!(event["fingerprint"], json!(["message", "message_failed", "notifications", "notifications-events"]));
        assert!(!event.to_string().contains("canary"), "{event}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn panics_and_tasks_are_told_under_the_names_of_their_invocation() {
    let (sentry, dsn) = sentry().await;
    let app = unlucky(&dsn);
    let invocation = Invocation {
        id: Some("8476a536-e9f4-11e8-9739-2dfe598c3fcd".to_owned()),
        trace: Some("1-5759e988-bd862e3fe1be46a994272793".to_owned()),
    };
    let path = format!("/panics/{CARD}");
    let request = json!({ "version": "2.0", "rawPath": path, "rawQueryString": "",
        "requestContext": { "http": { "method": "GET", "path": path } } });
    let answer = UNLUCKY.handle_in(&app, Role::Http, request, &invocation).await.unwrap();
    assert_eq!(answer["statusCode"], 500);
    let task = json!({ "task": "tidy" });
    UNLUCKY.handle_in(&app, Role::Worker, task, &invocation).await.unwrap_err();
    UNLUCKY.handle_in(&app, Role::Worker, json!({ "email": CANARY }), &invocation).await.unwrap_err();
    let events = events(&sentry);
    let [panic, task, unknown] = &events[..] else { panic!("{events:?}") };
    assert_eq!(panic["fingerprint"], json!(["panic", "internal", "unlucky", "GET /panics/{what}"]));
    assert_eq!(panic["exception"]["values"][0]["value"], "a handler panicked: nobody can pay with …");
    assert_eq!(task["fingerprint"], json!(["task", "task_failed", "unlucky", "tidy"]));
    assert_eq!(task["exception"]["values"][0]["value"], "there is no … to tidy");
    assert_eq!(unknown["tags"]["code"], "unexpected_event");
    assert_eq!(panic["tags"]["cold_start"], "true");
    assert_eq!(task["tags"]["cold_start"], "false");
    for event in &events {
        assert_eq!(event["tags"]["invocation"], "8476a536-e9f4-11e8-9739-2dfe598c3fcd");
        assert_eq!(event["tags"]["trace_id"], "1-5759e988-bd862e3fe1be46a994272793");
        assert!(!event.to_string().contains("canary") && !event.to_string().contains(CARD), "{event}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_faults_of_one_invocation_are_told_at_once_and_not_without_end() {
    let (sentry, dsn) = sentry().await;
    let app = unlucky(&dsn);
    let record = |id: u32| json!({ "messageId": id.to_string(), "body": CANARY, "eventSource": "aws:sqs", "eventSourceARN": "a:b" });
    let batch = json!({ "Records": (0..25).map(record).collect::<Vec<_>>() });
    let answer = UNLUCKY.handle(&app, Role::Worker, batch).await.unwrap();
    assert_eq!(answer["batchItemFailures"].as_array().unwrap().len(), 25);
    assert_eq!(sentry.asked().len(), 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sentry_out_of_reach_costs_one_answer_a_moment_and_no_answer_its_outcome() {
    let (_listener, silent) = silence().await;
    for url in [nobody().await, silent] {
        let app = unlucky(&(url.replacen("http://", "http://publickey@", 1) + "/7"));
        let fails = || json!({ "Records": [{ "messageId": "1", "body": "x", "eventSource": "aws:sqs", "eventSourceARN": "a:b" }] });
        let begun = Instant::now();
        let answer = UNLUCKY.handle(&app, Role::Worker, fails()).await.unwrap();
        assert_eq!(answer["batchItemFailures"][0]["itemIdentifier"], "1");
        assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
        let begun = Instant::now();
        for _ in 0..20 {
            UNLUCKY.handle(&app, Role::Worker, fails()).await.unwrap();
        }
        assert!(begun.elapsed() < Duration::from_secs(1), "it is left alone: {:?}", begun.elapsed());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sentry_that_has_enough_is_left_alone_as_long_as_it_says() {
    let sentry = Neighbour::open(|_| (429, String::new())).await;
    let app = unlucky(&(sentry.url.replacen("http://", "http://publickey@", 1) + "/7"));
    for _ in 0..3 {
        UNLUCKY.handle(&app, Role::Worker, json!({ "task": "tidy" })).await.unwrap_err();
    }
    assert_eq!(sentry.asked().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_shops_in_one_process_tell_their_own_sentries() {
    let (ours, theirs) = (sentry().await, sentry().await);
    let (app, _idle) = (unlucky(&ours.1), unlucky(&theirs.1));
    UNLUCKY.handle(&app, Role::Worker, json!({ "task": "tidy" })).await.unwrap_err();
    assert_eq!((ours.0.asked().len(), theirs.0.asked().len()), (1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_project_nothing_is_told_and_a_wrong_one_opens_no_shop() {
    assert!(unlucky("").gateways.faults.is_none());
    let variables = [
        ("SENTRY_DSN", "https://sentry.example.com"),
        ("AWS_ACCESS_KEY_ID", "a"),
        ("AWS_SECRET_ACCESS_KEY", "b"),
        ("TABLE_NAME", "t"),
    ];
    let config = Config::from(BTreeMap::from(variables.map(|(name, value)| (name.to_owned(), value.to_owned()))));
    let refused = UNLUCKY.start(&config, Arc::new(SystemClock), Arc::new(SystemIds)).err().expect("no function");
    assert!(refused.to_string().contains("SENTRY_DSN") && !refused.to_string().contains("example.com"), "{refused}");
}
