//! Speed is counted: DynamoDB round trips and capacity units of each operation, pinned.

use serde_json::json;
use testkit::{Answer, World, a_product};

/// Demands at most so many round trips, and exactly so many units; shows them all when one is off.
#[track_caller]
fn costs(name: &str, answer: &Answer, trips: f64, reads: f64, writes: f64) {
    let found = (answer.cost("trips"), answer.cost("reads"), answer.cost("writes"));
    println!("{name}: {} round trips, {} read units, {} write units", found.0, found.1, found.2);
    assert!(found.0 <= trips, "{name} takes {} round trips, {trips} are allowed", found.0);
    let tenths = |units: f64| (units * 10.0).round();
    let off = tenths(found.1) - tenths(reads) + tenths(found.2) - tenths(writes);
    assert!(off.abs() < 1.0, "{name} costs {} reads and {} writes, {reads} and {writes} are pinned", found.1, found.2);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_keeps_its_budget() {
    let world = World::new().await;
    let (lamp, rug) = (world.sells(a_product("Desk Lamp")).await, world.sells(a_product("Wool Rug")).await);
    let visitor = world.visitor();
    let by_id = format!("/v1/products/{}", lamp.product);
    costs("product page by id", &visitor.get(&by_id).await.expect(200), 2.0, 3.5, 0.0);
    visitor.get("/v1/products/desk-lamp").await.expect(200);
    costs("product page by slug, warm", &visitor.get("/v1/products/desk-lamp").await.expect(200), 2.0, 3.5, 0.0);
    costs("product list", &visitor.get("/v1/products").await.expect(200), 2.0, 0.5, 0.0);

    let ana = world.customer("ana@example.com").await;
    let add = json!({ "variant_id": lamp.variant.id, "quantity": 1 });
    // Whatever changes something looks up its session first: one more round trip and one more unit.
    costs("add to cart", &ana.post("/v1/cart/items", add).await.expect(201), 3.0, 4.0, 1.0);
    costs("cart", &ana.get("/v1/cart").await.expect(200), 2.0, 3.0, 0.0);

    let bob = world.customer("bob@example.com").await;
    world.fill_cart_of(&bob, &[&lamp, &rug], 1).await;
    let order = bob.check_out_as("one").await.expect(201);
    costs("check-out of two lines", &order, 6.0, 8.0, 37.0);
    let path = format!("/v1/orders/{}", order.text("/id"));
    costs("order page", &bob.get(&path).await.expect(200), 1.0, 1.0, 0.0);
    costs("token check", &bob.get("/v1/me").await.expect(200), 1.0, 1.0, 0.0);
}
