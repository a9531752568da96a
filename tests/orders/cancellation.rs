//! Cancelling while something else is on its way.

use testkit::{Answer, World, a_product};

async fn cancel(world: &World, order: &Answer, key: &str) -> Answer {
    let path = format!("/v1/orders/{}/cancel", order.text("/id"));
    let headers = [("x-order-token", order.text("/order_token")), ("idempotency-key", key)];
    world.send(reqwest::Method::POST, &path, &headers, None).await
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
