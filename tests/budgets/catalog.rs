//! What it takes to look around.

use testkit::{World, a_product};

use super::costs;

#[tokio::test(flavor = "multi_thread")]
async fn reading_the_catalog_keeps_its_budget() {
    let world = World::new().await;
    let lamp = world.sells(a_product("Desk Lamp")).await;
    world.sells(a_product("Wool Rug")).await;
    let visitor = world.visitor();
    let by_id = format!("/v1/products/{}", lamp.product);
    costs("product page by id", &visitor.get(&by_id).await.expect(200), 2.0, 3.5, 0.0);
    visitor.get("/v1/products/desk-lamp").await.expect(200);
    costs("product page by slug, warm", &visitor.get("/v1/products/desk-lamp").await.expect(200), 2.0, 3.5, 0.0);
    costs("product list", &visitor.get("/v1/products").await.expect(200), 2.0, 0.5, 0.0);
}
