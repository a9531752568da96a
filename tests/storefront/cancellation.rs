//! Cancelling: stock goes back once, money goes back once.

use serde_json::json;
use testkit::{Answer, World, a_product};

async fn cancel(world: &World, order: &Answer, key: &str) -> Answer {
    let path = format!("/v1/orders/{}/cancel", order.text("/id"));
    let headers = [("x-order-token", order.text("/order_token")), ("idempotency-key", key)];
    world.send(reqwest::Method::POST, &path, &headers, None).await
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelled_before_payment_the_stock_is_free_and_the_intent_is_void() {
    let world = World::new().await;
    let lamp = world.sells(a_product("Desk Lamp").stock(1)).await;
    let order = world.guest_with(&[&lamp], 1).await.check_out().await.expect(201);
    assert_eq!(cancel(&world, &order, "c1").await.expect(200).text("/status"), "cancelled");
    world.settle().await;
    assert_eq!(World::sums(&world.cells_of(&lamp).await), (1, 1, 0));
    world.confirm(&order, "pm_card_visa").await.expect(400);
    let ledger = world.stripe().ledger();
    assert_eq!((ledger[0].captured, ledger[0].capturable), (0, 0));
    assert_eq!(world.mail_to("guest@example.com").len(), 1);
}

/// A03-T02
#[tokio::test(flavor = "multi_thread")]
async fn cancelled_after_payment_the_money_goes_back_once() {
    let world = World::new().await;
    let lamp = world.sells(a_product("Desk Lamp").stock(2)).await;
    let order = world.guest_with(&[&lamp], 2).await.check_out().await.expect(201);
    world.confirm(&order, "pm_card_visa").await.expect(200);
    world.settle().await;
    assert_eq!(World::sums(&world.cells_of(&lamp).await), (0, 0, 0));
    let first = cancel(&world, &order, "c1").await.expect(200);
    let again = cancel(&world, &order, "c1").await.expect(200);
    assert_eq!(first.body, again.body);
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    let other = cancel(&world, &order, "c2").await.expect_problem(409, "invalid_state_transition");
    assert_eq!(other.body["allowed"], json!([]));
    world.settle().await;
    world.settle().await;
    assert_eq!(World::sums(&world.cells_of(&lamp).await), (2, 2, 0));
    let ledger = world.stripe().ledger();
    assert_eq!(
        (ledger[0].captured, ledger[0].refunded),
        (order.number("/totals/total/amount"), order.number("/totals/total/amount"))
    );
    let path = format!("/v1/orders/{}", order.text("/id"));
    let page = world
        .send(reqwest::Method::GET, &path, &[("x-order-token", order.text("/order_token"))], None)
        .await
        .expect(200);
    assert_eq!((page.text("/status"), page.text("/payment_status")), ("cancelled", "refunded"));
    assert_eq!(world.dead_letters(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelled_while_the_payment_is_on_its_way_nothing_is_kept() {
    let world = World::new().await;
    let lamp = world.sells(a_product("Desk Lamp").stock(1)).await;
    let order = world.guest_with(&[&lamp], 1).await.check_out().await.expect(201);
    world.confirm(&order, "pm_card_visa").await.expect(200);
    cancel(&world, &order, "c1").await.expect(200);
    world.settle().await;
    world.pass(600).await;
    let ledger = world.stripe().ledger();
    assert_eq!((ledger[0].captured - ledger[0].refunded, ledger[0].capturable), (0, 0));
    assert_eq!(World::sums(&world.cells_of(&lamp).await), (1, 1, 0));
}
