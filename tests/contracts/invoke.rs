//! The events in `infra/local/events`: each is a raw Lambda event, and the function of that folder answers as Lambda would.

use std::collections::BTreeSet;

use domain::identity::user::{Role, User};
use serde_json::{Value, json};
use store::identity::user::UserHead;
use table::Tx;
use testkit::World;

use super::{files, read, root};

/// What a function answers.
enum Answer {
    /// An HTTP response with this status.
    Http(u16),
    /// A problem document with this status and code.
    Problem(u16, &'static str),
    /// The batch is done but for these.
    Again(&'static [&'static str]),
    /// Nothing: a task has no answer.
    Nothing,
}

use Answer::{Again, Http, Nothing, Problem};

/// Function, case, answer. The second record of each queued batch is poison, and so is the third of each stream's.
const CASES: &[(&str, &str, Answer)] = &[
    ("catalog", "find-product-not-found", Problem(404, "not_found")),
    ("catalog", "list-products", Http(200)),
    ("identity", "log-in-unknown", Problem(401, "invalid_credentials")),
    ("inventory", "stock-unauthenticated", Problem(401, "unauthenticated")),
    ("notifications", "events-one-poison", Again(&["5f0c8f7e-0000-4000-8000-000000000002"])),
    ("orders", "check-out-without-key", Problem(400, "idempotency_key_missing")),
    ("orders", "expire-orders", Nothing),
    ("orders", "find-order-malformed-id", Problem(400, "malformed_id")),
    ("orders", "find-order-not-found", Problem(404, "not_found")),
    ("orders", "list-orders-unauthenticated", Problem(401, "unauthenticated")),
    ("orders", "work-one-poison", Again(&["5f0c8f7e-0000-4000-8000-000000000002"])),
    ("payments", "check-payments", Nothing),
    ("payments", "events-one-poison", Again(&["5f0c8f7e-0000-4000-8000-000000000002"])),
    ("payments", "webhook-forged", Problem(400, "invalid_signature")),
    ("payments", "work-one-poison", Again(&["5f0c8f7e-0000-4000-8000-000000000002"])),
    ("portal", "health", Http(200)),
    ("portal", "store", Http(200)),
    ("pricing", "list-taxes", Http(200)),
    ("projections", "stream-one-unreadable", Again(&["000000000000000000103"])),
    ("relay", "stream-one-unreadable", Again(&["000000000000000000103"])),
    // Its body travels in base64; that the variant is unknown shows that it was read.
    ("shopping", "add-item-base64", Problem(422, "variant_unavailable")),
    ("shopping", "add-item-malformed", Problem(400, "malformed_json")),
    ("shopping", "read-cart-empty", Http(200)),
];

/// The account that the good record for `notifications` is about: without it there is nobody to write to.
async fn register_recipient(world: &World) {
    let user = User {
        id: "usr_01JD8ZQ4T5M6N7P8Q9R0S1T2V3".parse().expect("an id"),
        email: "ana@example.com".parse().expect("an address"),
        name: None,
        role: Role::Customer,
        email_verified: true,
        created_at: world.now(),
    };
    Tx::<()>::new().create::<UserHead>(&user).commit(world.store().table()).await.expect("an account");
}

fn check(answer: &Value, expected: &Answer, case: &str) {
    let status = match expected {
        Nothing => return assert_eq!(answer, &Value::Null, "{case}"),
        Again(ids) => {
            let failures: Vec<Value> = ids.iter().map(|id| json!({ "itemIdentifier": id })).collect();
            return assert_eq!(answer, &json!({ "batchItemFailures": failures }), "{case}");
        }
        Http(status) | Problem(status, _) => *status,
    };
    assert_eq!(answer.pointer("/statusCode"), Some(&Value::from(status)), "{case}: {answer:#}");
    assert_eq!(answer.pointer("/isBase64Encoded"), Some(&Value::from(false)), "{case}: {answer:#}");
    let media = answer.pointer("/headers/content-type").and_then(Value::as_str).unwrap_or_default();
    let body = answer.pointer("/body").and_then(Value::as_str).unwrap_or_default();
    let body: Value = serde_json::from_str(body).unwrap_or_else(|error| panic!("{case}: {error} in {body:?}"));
    if let Problem(_, code) = expected {
        assert_eq!(media, "application/problem+json; charset=utf-8", "{case}");
        assert_eq!(body.pointer("/code"), Some(&Value::from(*code)), "{case}: {body:#}");
        assert_eq!(body.pointer("/status"), Some(&Value::from(status)), "{case}: {body:#}");
    } else {
        assert_eq!(media, "application/json; charset=utf-8", "{case}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_event_of_the_folder_is_answered_as_lambda_would() {
    let world = World::new().await;
    register_recipient(&world).await;
    let folder = root().join("infra/local/events");
    let mut seen = BTreeSet::new();
    for path in files(&folder, ".json") {
        let case = path.strip_prefix(&folder).expect("below the folder").with_extension("");
        let case = case.to_string_lossy();
        let (function, name) = case.split_once('/').expect("a folder for each function");
        let known = CASES.iter().find(|(area, known, _)| (*area, *known) == (function, name));
        let (_, _, expected) = known.unwrap_or_else(|| panic!("{case} is an event that no test expects"));
        let event = serde_json::from_str(&read(&path)).unwrap_or_else(|error| panic!("{case}: {error}"));
        let answer = world.stack.invoke(function, event).await.unwrap_or_else(|fault| panic!("{case}: {fault}"));
        check(&answer, expected, &case);
        seen.insert((function.to_owned(), name.to_owned()));
    }
    let missing =
        CASES.iter().find(|(function, name, _)| !seen.contains(&((*function).to_owned(), (*name).to_owned())));
    assert!(missing.is_none(), "the event {:?} is gone", missing.map(|(function, name, _)| (function, name)));
    let functions: BTreeSet<&str> = seen.iter().map(|(function, _)| function.as_str()).collect();
    let hosted: BTreeSet<&str> =
        world.stack.machinery().functions.iter().map(|function| function.spec.package.as_str()).collect();
    assert_eq!(functions, hosted, "every function has an event");
    assert_eq!(world.mail_to("ana@example.com").len(), 1, "the good record beside the poison is worked off");
}
