//! Lambda delivers at least once: what comes again changes nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use emulator::state_file::StateFile;
use emulator::stream::{Reader, Shared};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::{Answer, World, a_product};

/// How long an order waits for its payment.
const RESERVATION: i64 = 900;

/// Every item of the table, by its key.
pub(crate) async fn items(world: &World) -> BTreeMap<String, String> {
    let mut items = BTreeMap::new();
    let mut query = json!({ "TableName": world.table_name(), "ConsistentRead": true });
    loop {
        let page = world.ask_database("Scan", query.clone()).await;
        for item in page.get("Items").and_then(Value::as_array).expect("items") {
            let part = |pointer: &str| item.pointer(pointer).and_then(Value::as_str).expect("a key").to_owned();
            items.insert(format!("{} {}", part("/PK/S"), part("/SK/S")), item.to_string());
        }
        match (page.get("LastEvaluatedKey"), query.as_object_mut()) {
            (Some(last), Some(query)) => query.insert("ExclusiveStartKey".to_owned(), last.clone()),
            _ => return items,
        };
    }
}

/// Everything that lasts, in words that can be compared: items, money, mails, and letters that nobody could work off.
async fn state(world: &World) -> BTreeMap<String, String> {
    let mut state = items(world).await;
    state.insert("money".to_owned(), format!("{:#?}", world.stripe().ledger()));
    let mails: Vec<_> = world.stack.mail().all().into_iter().map(|mail| (mail.to, mail.subject)).collect();
    state.insert("mails".to_owned(), format!("{mails:#?}"));
    state.insert("dead letters".to_owned(), world.dead_letters().to_string());
    state
}

/// Demands that nothing is another way than `before`.
async fn expect_unchanged(world: &World, before: &BTreeMap<String, String>) {
    let after = state(world).await;
    for (name, was) in before {
        assert_eq!(after.get(name), Some(was), "{name}");
    }
    assert_eq!(before.len(), after.len(), "{:?}", after.keys().find(|name| !before.contains_key(*name)));
}

/// Hands the table's whole stream to every function that follows it, as if none of it had been delivered yet.
pub(crate) async fn replay_streams(world: &World) -> usize {
    let stack_state = world.stack.stack_state();
    let mut batches = 0;
    for function in &stack_state.functions {
        for source in &function.spec.streams {
            let shared = Shared {
                database: stack_state.database.clone(),
                queues: Arc::clone(&stack_state.queues),
                topics: Arc::clone(&stack_state.topics),
                clock: Arc::clone(&stack_state.clock),
                ids: Arc::clone(&stack_state.ids),
                state_file: Arc::new(StateFile::in_memory().expect("a state file")),
            };
            let reader = Reader::open("replay", &function.spec.arn, source.clone(), function.clone(), Arc::new(shared));
            let reader = reader.expect("a reader");
            while reader.once().await {
                batches += 1;
            }
        }
    }
    batches
}

async fn call(world: &World, function: &str, task: &str) {
    let answer = world.stack.invoke(function, json!({ "task": task })).await.expect("an answer");
    assert_eq!(answer, Value::Null);
}

async fn status(world: &World, order: &Answer) -> String {
    let path = format!("/v1/orders/{}", order.text("/id"));
    let page = world.send(Method::GET, &path, &[("x-order-token", order.text("/order_token"))], None).await;
    page.expect(200).text("/status").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_is_delivered_again_changes_nothing() {
    let world = World::new().await;
    let lamp = world.sells(a_product("Desk Lamp").stock(9)).await;
    let body = json!({ "email": "ana@example.com", "password": "seven wooden lanterns" });
    world.visitor().post("/v1/auth/register", body).await.expect(202);
    let paid = world.guest_with(&[&lamp], 1).await.check_out().await.expect(201);
    world.confirm(&paid, "pm_card_visa").await.expect(200);
    let returned = world.guest_with(&[&lamp], 2).await.check_out().await.expect(201);
    world.confirm(&returned, "pm_card_visa").await.expect(200);
    let declined = world.guest_with(&[&lamp], 1).await.check_out().await.expect(201);
    world.confirm(&declined, "pm_card_chargeDeclined").await;
    world.settle().await;
    let path = format!("/v1/orders/{}/cancel", returned.text("/id"));
    let headers = [("x-order-token", returned.text("/order_token")), ("idempotency-key", "cancel-1")];
    world.send(Method::POST, &path, &headers, None).await.expect(200);
    world.settle().await;
    world.pass(RESERVATION + 60).await;
    assert_eq!(
        [status(&world, &paid).await, status(&world, &returned).await, status(&world, &declined).await],
        ["placed", "cancelled", "expired"]
    );

    let before = state(&world).await;
    for _ in 0..2 {
        assert!(replay_streams(&world).await >= 2);
        world.settle().await;
        expect_unchanged(&world, &before).await;
    }
    assert_eq!(World::sums(&world.cells_of(&lamp).await), (8, 8, 0));
    assert_eq!(world.mail_to("ana@example.com").len(), 1);
    assert_eq!(world.dead_letters(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schedule_that_calls_twice_ends_an_order_once() {
    let world = World::new().await;
    let lamp = world.sells(a_product("Desk Lamp").stock(1)).await;
    let order = world.guest_with(&[&lamp], 1).await.check_out().await.expect(201);
    world.settle().await;
    world.advance(RESERVATION + 60);
    // Both calls find the order before anybody has worked on it.
    call(&world, "orders", "expire-orders").await;
    call(&world, "orders", "expire-orders").await;
    world.settle().await;
    assert_eq!(status(&world, &order).await, "expired");
    assert_eq!(World::sums(&world.cells_of(&lamp).await), (1, 1, 0));
    assert_eq!(world.mail_to("guest@example.com").len(), 1);

    let before = state(&world).await;
    call(&world, "orders", "expire-orders").await;
    world.settle().await;
    expect_unchanged(&world, &before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schedule_that_calls_twice_captures_a_payment_once() {
    let world = World::new().await;
    let lamp = world.sells(a_product("Desk Lamp").stock(1)).await;
    let order = world.guest_with(&[&lamp], 1).await.check_out().await.expect(201);
    world.stripe().hold_webhooks();
    world.confirm(&order, "pm_card_visa").await.expect(200);
    world.settle().await;
    // Nobody has told the shop: it asks.
    world.advance(RESERVATION - 1);
    call(&world, "payments", "check-payments").await;
    call(&world, "payments", "check-payments").await;
    world.settle().await;
    assert_eq!(status(&world, &order).await, "placed");
    let ledger = world.stripe().ledger();
    assert_eq!((ledger.len(), ledger[0].captured), (1, order.number("/totals/total/amount")));
    assert_eq!(world.mail_to("guest@example.com").len(), 1);

    let before = state(&world).await;
    call(&world, "payments", "check-payments").await;
    world.stripe().deliver_webhooks();
    world.settle().await;
    let after = state(&world).await;
    for part in ["money", "mails", "dead letters"] {
        assert_eq!(before[part], after[part]);
    }
    assert_eq!(World::sums(&world.cells_of(&lamp).await), (0, 0, 0));
}
