//! Cancelling: stock goes back once, money goes back once.

use serde_json::json;
use testkit::{World, a_product};

use super::{cancel, order_that_is, page};

#[tokio::test(flavor = "multi_thread")]
async fn cancelled_before_payment_the_stock_is_free_and_the_intent_is_void() {
    let world = World::anywhere().await;
    let lamp = world.sells(a_product("Desk Lamp").stock(1)).await;
    let guest = world.guest_with(&[&lamp], 1).await;
    let order = guest.check_out().await.expect(201);
    assert_eq!(cancel(&world, &order, &world.own("c1")).await.expect(200).text("/status"), "cancelled");
    let mails = world.when(async || Some(world.mails(&guest.email).await).filter(|mails| !mails.is_empty())).await;
    assert_eq!(mails.len(), 1, "{mails:?}");
    assert_eq!(World::sums(&world.cells_of(&lamp).await), (1, 1, 0));
    world.when(async || (world.confirm(&order, "pm_card_visa").await.status == 400).then_some(())).await;
    assert_eq!(world.money_of(&order).await, (0, 0, 0));
}

/// Part of A03-T02
#[tokio::test(flavor = "multi_thread")]
async fn cancelled_after_payment_the_money_goes_back_once() {
    let world = World::anywhere().await;
    let lamp = world.sells(a_product("Desk Lamp").stock(2)).await;
    let order = world.guest_with(&[&lamp], 2).await.check_out().await.expect(201);
    world.confirm(&order, "pm_card_visa").await.expect(200);
    order_that_is(&world, &order, "placed").await;
    assert_eq!(World::sums(&world.cells_of(&lamp).await), (0, 0, 0));
    let (one, two) = (world.own("c1"), world.own("c2"));
    let first = cancel(&world, &order, &one).await.expect(200);
    let again = cancel(&world, &order, &one).await.expect(200);
    assert_eq!(first.body, again.body);
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    let other = cancel(&world, &order, &two).await.expect_problem(409, "invalid_state_transition");
    assert_eq!(other.body["allowed"], json!([]));
    let refunded = async || Some(page(&world, &order).await).filter(|page| page.text("/payment_status") == "refunded");
    assert_eq!(world.when(refunded).await.text("/status"), "cancelled");
    assert_eq!(World::sums(&world.cells_of(&lamp).await), (2, 2, 0));
    let total = order.number("/totals/total/amount");
    assert_eq!(world.money_of(&order).await, (total, 0, total));
    assert_eq!(world.undelivered().await, 0);
}
