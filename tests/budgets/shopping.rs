//! What it takes to fill a cart.

use serde_json::json;
use testkit::{World, a_product};

use super::costs;

#[tokio::test(flavor = "multi_thread")]
async fn filling_a_cart_keeps_its_budget() {
    let world = World::new().await;
    let lamp = world.sells(a_product("Desk Lamp")).await;
    let ana = world.customer("ana@example.com").await;
    let add = json!({ "variant_id": lamp.variant.id, "quantity": 1 });
    // Whatever changes something looks up its session first: one more round trip and one more unit.
    costs("add to cart", &ana.post("/v1/cart/items", add).await.expect(201), 3.0, 4.0, 1.0);
    // The answer is whole: what the other lines are is one more read.
    let rug = world.sells(a_product("Wool Rug")).await;
    let add = json!({ "variant_id": rug.variant.id, "quantity": 1 });
    costs("add to a cart with a line", &ana.post("/v1/cart/items", add).await.expect(201), 4.0, 6.0, 1.0);
    costs("cart of two lines", &ana.get("/v1/cart").await.expect(200), 2.0, 5.0, 0.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wishlist_keeps_its_budget_however_long_it_is() {
    let world = World::new().await;
    let ana = world.customer("ana@example.com").await;
    let mut list = String::new();
    for number in 0..25 {
        let lamp = world.sells(a_product(&format!("Lamp {number}"))).await;
        let wished = ana.post("/v1/wishlists/items", json!({ "variant_id": lamp.variant.id })).await.expect(201);
        if number == 1 {
            costs("wish", &wished, 4.0, 4.0, 4.0);
        }
        list = wished.text("/wishlist_id").to_owned();
    }
    costs("wishlist page of 20", &ana.get(&format!("/v1/wishlists/{list}")).await.expect(200), 2.0, 43.0, 0.0);
    costs("wishlists", &ana.get("/v1/wishlists").await.expect(200), 1.0, 1.0, 0.0);
}
