//! Carts: every answer is whole.

use reqwest::Method;
use serde_json::{Value, json};
use testkit::world::an_address;
use testkit::{Answer, World, a_product};

/// A cart without its version and its token, which is told once.
fn content(cart: &Answer) -> Value {
    let mut body = cart.body.clone();
    let members = body.as_object_mut().expect("a cart");
    members.remove("token");
    body
}

#[tokio::test(flavor = "multi_thread")]
async fn every_change_answers_with_the_cart_as_it_is_read() {
    let world = World::new().await;
    let (lamp, rug) = (world.sells(a_product("Desk Lamp")).await, world.sells(a_product("Wool Rug").stock(3)).await);
    let add = |variant| json!({ "variant_id": variant, "quantity": 1 });
    let first = world.visitor().post("/v1/cart/items", add(lamp.variant.id)).await.expect(201);
    let token = first.text("/token").to_owned();
    let cart = [("x-cart-token", token.as_str())];
    let read = || async { content(&world.send(Method::GET, "/v1/cart", &cart, None).await.expect(200)) };
    assert_eq!(first.text("/items/0/variant/title"), "Desk Lamp");
    assert_eq!(content(&first), read().await);

    let line = format!("/v1/cart/items/{}", first.text("/items/0/line_id"));
    let method = json!({ "code": "standard" });
    for (how, path, body) in [
        (Method::POST, "/v1/cart/items", Some(add(rug.variant.id))),
        (Method::PATCH, line.as_str(), Some(json!({ "quantity": 2 }))),
        (Method::PUT, "/v1/cart/address", Some(an_address())),
        (Method::PUT, "/v1/cart/shipping-method", Some(method)),
        (Method::DELETE, line.as_str(), None),
    ] {
        let changed = world.send(how.clone(), path, &cart, body.as_ref()).await;
        assert!((200..300).contains(&changed.status), "{how} {path}: {:#}", changed.body);
        let shown = changed.list("/items").iter().all(|item| item["variant"]["title"].is_string());
        assert!(shown, "{how} {path}: {:#}", changed.body);
        assert_eq!(content(&changed), read().await, "{how} {path}");
    }
    let whole = read().await;
    assert!(whole["totals"]["total"]["amount"].as_i64().is_some_and(|total| total > 0), "{whole:#}");
}
