//! One effect for one key: the rows of the contract, after the IETF draft `draft-ietf-httpapi-idempotency-key-header`.
//!
//! A key that is missing, that is none or that was used for something else is refused in `refusals::idempotency`; twins that
//! run at once are raced in `races`; a fault at every call in between is in `faults`.

use reqwest::Method;
use serde_json::{Value, json};
use stripe_simulator::{Fault, Operation};
use testkit::{Answer, Guest, World, a_product};

/// The records of commands, as the table has them.
async fn records(world: &World) -> Vec<Value> {
    let page = world.ask_database("Scan", json!({ "TableName": "souk-shop", "ConsistentRead": true })).await;
    let items = page.get("Items").and_then(Value::as_array).cloned().unwrap_or_default();
    let key = |item: &Value| item.pointer("/PK/S").and_then(Value::as_str).unwrap_or_default().to_owned();
    items.into_iter().filter(|item| key(item).starts_with("IDEM#")).collect()
}

/// Takes the one record back to where its command was still running.
async fn unfinish(world: &World) {
    let record = records(world).await.into_iter().find(|record| record.get("subject").is_some()).expect("a record");
    let question = json!({
        "TableName": "souk-shop",
        "Key": { "PK": record.get("PK"), "SK": record.get("SK") },
        "UpdateExpression": "REMOVE #answer",
        "ExpressionAttributeNames": { "#answer": "answer" },
    });
    world.ask_database("UpdateItem", question).await;
}

fn is_replayed(answer: &Answer) -> bool {
    answer.header("idempotent-replayed") == Some("true")
}

async fn guest(world: &World) -> Guest<'_> {
    let lamp = world.sells(a_product("Desk Lamp").stock(5)).await;
    world.guest_with(&[&lamp], 1).await
}

/// Rows "first use" and "same key, same fingerprint, finished".
#[tokio::test(flavor = "multi_thread")]
async fn a_finished_command_is_answered_to_the_letter_however_it_is_written() {
    let world = World::new().await;
    let guest = guest(&world).await;
    let first = guest.check_out_as("one").await.expect(201);
    assert!(!is_replayed(&first) && !first.text("/order_token").is_empty());
    let again = guest.check_out_as("one").await.expect(201);
    assert!(is_replayed(&again));
    assert_eq!((&again.body, again.header("location")), (&first.body, first.header("location")));

    // Neither the order of members nor white space makes another request of it.
    let headers = [
        ("x-cart-token", guest.token.as_str()),
        ("idempotency-key", "one"),
        ("content-type", "application/json; charset=utf-8"),
    ];
    let body = format!("{{ \"payment\":\n {{\"provider\": \"stripe\"}},\t\"email\": {} }}", json!(guest.email));
    let other = world.send_raw(Method::POST, "/v1/checkout", &headers, body.into_bytes()).await.expect(201);
    assert_eq!(other.body, first.body);
    assert_eq!(world.stripe().ledger().len(), 1);

    // The token that is told again opens the order, and the secret still pays it.
    world.confirm(&again, "pm_card_visa").await.expect(200);
    world.settle().await;
    let path = format!("/v1/orders/{}", first.text("/id"));
    let page = world.send(Method::GET, &path, &[("x-order-token", again.text("/order_token"))], None).await.expect(200);
    assert_eq!(page.text("/status"), "placed");
    assert_eq!(guest.check_out_as("one").await.expect(201).body, first.body, "weeks later, it is the same");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_keeps_no_secret_of_its_answer() {
    let world = World::new().await;
    let guest = guest(&world).await;
    let order = guest.check_out().await.expect(201);
    let kept = records(&world).await;
    assert!(!kept.is_empty());
    for record in &kept {
        let text = record.to_string();
        for secret in ["/order_token", "/payment/client_secret"] {
            let secret = order.text(secret);
            assert!(secret.len() > 20 && !text.contains(secret), "{text}");
        }
        assert!(!text.contains(&guest.token), "{text}");
    }
}

/// Row "validation, authorization or rate-limit rejection before execution".
#[tokio::test(flavor = "multi_thread")]
async fn a_rejection_before_anything_is_done_leaves_the_key_usable() {
    let world = World::new().await;
    let guest = guest(&world).await;
    let refused = json!({ "email": "no address", "payment": { "provider": "stripe" } });
    guest.post_once("/v1/checkout", "one", refused).await.expect_problem(422, "validation_failed");
    let dear = json!({ "email": guest.email, "payment": { "provider": "stripe" },
        "expected_total": { "amount": 1, "currency": "USD" } });
    guest.post_once("/v1/checkout", "one", dear).await.expect_problem(409, "price_changed");
    let headers = [("authorization", "Bearer none"), ("idempotency-key", "one")];
    let body = json!({ "payment": { "provider": "stripe" } });
    let stranger = world.send(Method::POST, "/v1/checkout", &headers, Some(&body)).await;
    stranger.expect_problem(401, "unauthenticated");
    assert!(records(&world).await.is_empty());
    assert!(!is_replayed(&guest.check_out_as("one").await.expect(201)));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_no_longer_ask_gets_no_earlier_answer() {
    let world = World::new().await;
    let lamp = world.sells(a_product("Desk Lamp")).await;
    let ana = world.customer("ana@example.com").await;
    world.fill_cart_of(&ana, &[&lamp], 1).await;
    let order = ana.check_out_as("one").await.expect(201);
    let path = format!("/v1/orders/{}/cancel", order.text("/id"));
    ana.post_once(&path, "two", json!({})).await.expect(200);
    assert!(is_replayed(&ana.post_once(&path, "two", json!({})).await.expect(200)));
    let bob = world.customer("bob@example.com").await;
    bob.post_once(&path, "two", json!({})).await.expect_problem(404, "not_found");
    world.advance(3600);
    ana.post_once(&path, "two", json!({})).await.expect_problem(401, "token_expired");
    ana.check_out_as("one").await.expect_problem(401, "token_expired");
}

/// Rows "same key while running" and "crashed while running, lease over".
#[tokio::test(flavor = "multi_thread")]
async fn a_running_command_keeps_its_twins_away_until_its_lease_is_over_and_is_then_resumed() {
    let world = World::new().await;
    let guest = guest(&world).await;
    let first = guest.check_out_as("one").await.expect(201);
    unfinish(&world).await;
    let twin = guest.check_out_as("one").await.expect_problem(409, "idempotency_in_progress");
    assert_eq!(twin.header("retry-after"), Some("1"));
    world.advance(table::idempotency::LEASE + 1);
    let resumed = guest.check_out_as("one").await.expect(201);
    assert_eq!(resumed.body, first.body);
    assert_eq!(world.stripe().ledger().len(), 1);
    assert!(is_replayed(&guest.check_out_as("one").await.expect(201)));
}

/// Row "outcome unknown".
#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_outcome_is_not_kept_and_the_next_try_finds_it_out() {
    let world = World::new().await;
    let guest = guest(&world).await;
    world.stripe().fail_next(Operation::Create, Fault::DropAnswer, 1);
    let unknown = guest.check_out_as("one").await.expect_problem(503, "unavailable");
    assert!(unknown.header("retry-after").is_some_and(|seconds| seconds.parse::<u32>().is_ok()));
    let order = guest.check_out_as("one").await.expect(201);
    assert!(!is_replayed(&order));
    assert_eq!(guest.check_out_as("one").await.expect(201).body, order.body);
    assert_eq!(world.stripe().ledger().len(), 1);
}
