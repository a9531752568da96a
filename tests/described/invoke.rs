//! The events in `infra/local/events`: each is a raw Lambda event, and the function of that folder answers as Lambda would.

use std::collections::{BTreeMap, BTreeSet};

use local::stack_state::InvokeFault;
use serde_json::{Value, json};
use testkit::World;

use super::{files, read, root};

/// What stands beside the events, read as JSON.
fn beside(name: &str) -> Value {
    let path = root().join("infra/local/events").join(name);
    serde_json::from_str(&read(&path)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// What each event is answered with, by function and case; the README beside them says how to read it.
fn expectations() -> BTreeMap<String, Value> {
    beside("expected.json").as_object().expect("an object").clone().into_iter().collect()
}

/// Puts what the events take for granted into the table.
async fn prepare(world: &World) {
    let puts: Vec<Value> = beside("items.json")
        .as_array()
        .expect("items")
        .iter()
        .map(|item| json!({ "PutRequest": { "Item": item } }))
        .collect();
    world.ask_database("BatchWriteItem", json!({ "RequestItems": { world.table_name(): puts } })).await;
}

fn check(answer: Result<Value, InvokeFault>, expected: &Value, case: &str) {
    if let Some(words) = expected.get("error").and_then(Value::as_str) {
        let Err(InvokeFault::Failed(fault)) = answer else { panic!("{case}: {answer:?}") };
        assert_eq!(fault.kind, "Runtime.HandlerError", "{case}: {}", fault.message);
        return assert!(fault.message.contains(words), "{case}: {}", fault.message);
    }
    let answer = answer.unwrap_or_else(|fault| panic!("{case}: {fault}"));
    if let Some(exact) = expected.get("answer") {
        return assert_eq!(&answer, exact, "{case}");
    }
    if let Some(ids) = expected.get("again").and_then(Value::as_array) {
        let failures: Vec<Value> = ids.iter().map(|id| json!({ "itemIdentifier": id })).collect();
        return assert_eq!(answer, json!({ "batchItemFailures": failures }), "{case}");
    }
    let status = expected.get("status").unwrap_or_else(|| panic!("{case}: what does {expected} mean?"));
    assert_eq!(answer.pointer("/statusCode"), Some(status), "{case}: {answer:#}");
    assert_eq!(answer.pointer("/isBase64Encoded"), Some(&Value::from(false)), "{case}: {answer:#}");
    let media = answer.pointer("/headers/content-type").and_then(Value::as_str).unwrap_or_default();
    let body = answer.pointer("/body").and_then(Value::as_str).unwrap_or_default();
    let body: Value = serde_json::from_str(body).unwrap_or_else(|error| panic!("{case}: {error} in {body:?}"));
    if let Some(code) = expected.get("problem") {
        assert_eq!(media, "application/problem+json; charset=utf-8", "{case}");
        assert_eq!(body.pointer("/code"), Some(code), "{case}: {body:#}");
        assert_eq!(body.pointer("/status"), Some(status), "{case}: {body:#}");
    } else {
        assert_eq!(media, "application/json; charset=utf-8", "{case}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_event_of_the_folder_is_answered_as_lambda_would() {
    let world = World::new().await;
    prepare(&world).await;
    let mut expectations = expectations();
    let folder = root().join("infra/local/events");
    let mut functions = BTreeSet::new();
    for path in files(&folder, ".json") {
        let case = path.strip_prefix(&folder).expect("below the folder").with_extension("");
        let case = case.to_string_lossy();
        let Some((function, _)) = case.split_once('/') else { continue };
        let expected = expectations.remove(&*case).unwrap_or_else(|| panic!("{case} is an event that nobody expects"));
        let event = serde_json::from_str(&read(&path)).unwrap_or_else(|error| panic!("{case}: {error}"));
        check(world.stack.invoke(function, event).await, &expected, &case);
        functions.insert(function.to_owned());
    }
    assert!(expectations.is_empty(), "these events are gone: {:?}", expectations.keys());
    let hosted: BTreeSet<String> =
        world.stack.stack_state().functions.iter().map(|function| function.spec.package.clone()).collect();
    assert_eq!(functions, hosted, "every function has an event");
    assert_eq!(world.mail_to("ana@example.com").len(), 1, "the good record beside the poison is worked off");
}
