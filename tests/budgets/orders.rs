//! What it takes to check out and to read an order.

use testkit::{World, a_product};

use super::costs;

#[tokio::test(flavor = "multi_thread")]
async fn checking_out_keeps_its_budget() {
    let world = World::new().await;
    let (lamp, rug) = (world.sells(a_product("Desk Lamp")).await, world.sells(a_product("Wool Rug")).await);
    let bob = world.customer("bob@example.com").await;
    world.fill_cart_of(&bob, &[&lamp, &rug], 1).await;
    let order = bob.check_out_as("one").await.expect(201);
    costs("check-out of two lines", &order, 6.0, 8.0, 37.0);
    let path = format!("/v1/orders/{}", order.text("/id"));
    costs("order page", &bob.get(&path).await.expect(200), 1.0, 1.0, 0.0);
}
