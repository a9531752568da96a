//! What it takes to know who asks.

use testkit::World;

use super::costs;

#[tokio::test(flavor = "multi_thread")]
async fn knowing_who_asks_keeps_its_budget() {
    let world = World::new().await;
    let bob = world.customer("bob@example.com").await;
    costs("token check", &bob.get("/v1/me").await.expect(200), 1.0, 1.0, 0.0);
}
