//! Ids that are malformed, unknown, or somebody else's.

use reqwest::Method;
use serde_json::json;
use testkit::World;

use super::{Scene, expect_code};
use crate::operation::{operation, operations};

/// No id of anything.
const UNKNOWN: &str = "01JD8ZQ4T5M6N7P8Q9R0S1T2V3";

#[tokio::test(flavor = "multi_thread")]
async fn a_malformed_id_is_told_from_an_unknown_one() {
    let world = World::new().await;
    let scene = Scene::open(&world).await;
    let before = scene.fingerprint().await;
    let long = "x_".repeat(5_000);
    for operation in operations() {
        // A token is no id: whatever it looks like, it opens something or nothing.
        let Some((name, is_id)) = operation.variable().filter(|(name, _)| name != "token") else { continue };
        let at = |value: &str| {
            let path = operation.path.replace(&format!("{{{name}}}"), value);
            scene.request(&operation).at(path)
        };
        let own = scene.path(&operation);
        let prefix = own
            .split('/')
            .find_map(|part| part.split_once('_').filter(|(_, id)| id.len() == 26))
            .expect("an id")
            .0
            .to_owned();
        let malformed = [
            "ord_1",
            "A%23B",
            "%00",
            "%FF",
            "a%20b",
            "50%25",
            "a%252Fb",
            "Gr%C3%B6%C3%9Fe",
            "%E2%98%83",
            "%E2%80%AE",
            long.as_str(),
            "usr_01JD8ZQ4T5M6N7P8Q9R0S1T2V3",
        ];
        for value in malformed.into_iter().filter(|value| !value.starts_with(&prefix) || value.len() < 10) {
            expect_code(&format!("{} {value}", operation.id), &scene.send(at(value)).await, 400, "malformed_id");
        }
        if is_id {
            for value in [
                "1",
                "nothing",
                "gr%C3%B6%C3%9Fe",
                &format!("{prefix}_{}", UNKNOWN.to_lowercase()),
                &format!("{prefix}_8{}", &"Z".repeat(25)),
            ] {
                expect_code(&format!("{} {value}", operation.id), &scene.send(at(value)).await, 400, "malformed_id");
            }
        } else {
            for unknown in ["nothing-of-that-name", "gr%C3%B6%C3%9Fe"] {
                expect_code(&operation.id, &scene.send(at(unknown)).await, 404, "not_found");
            }
            continue;
        }
        expect_code(&operation.id, &scene.send(at(&format!("{prefix}_{UNKNOWN}"))).await, 404, "not_found");
    }
    expect_nobodys(&scene).await;
    scene.expect_unchanged(before).await;
}

/// Paths below those of the API that are none.
async fn expect_nobodys(scene: &Scene<'_>) {
    for path in [
        "/v1/cart/nothing",
        "/v1/orders/x/y/z",
        "/v1/products/a/b",
        "/v1/auth/nothing",
        "/problems/nothing",
        "/docs/nothing",
    ] {
        scene.admin.get(path).await.expect_problem(404, "not_found");
    }
}

/// API Gateway decodes a path before anybody reads it.
#[tokio::test(flavor = "multi_thread")]
async fn an_encoded_slash_divides_segments_like_any_other() {
    let world = World::new().await;
    let scene = Scene::open(&world).await;
    let before = scene.fingerprint().await;
    for operation in operations() {
        let Some((name, _)) = operation.variable() else { continue };
        for value in ["..%2F..", "a%2Fb"] {
            let path = operation.path.replace(&format!("{{{name}}}"), value);
            scene.send(scene.request(&operation).at(path)).await.expect(404);
        }
    }
    scene.expect_unchanged(before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_somebody_elses_does_not_exist() {
    let world = World::new().await;
    let scene = Scene::open(&world).await;
    let before = scene.fingerprint().await;
    let order = format!("/v1/orders/{}", scene.order);
    let cancel = format!("{order}/cancel");
    let line = format!("/v1/cart/items/{}", scene.line);
    let quantity = json!({ "quantity": 9 });
    scene.bob.get(&order).await.expect_problem(404, "not_found");
    scene.bob.post_once(&cancel, "mine", json!({})).await.expect_problem(404, "not_found");
    scene.guest.get(&order).await.expect_problem(404, "not_found");
    scene.guest.post_once(&cancel, "mine", json!({})).await.expect_problem(404, "not_found");
    world.visitor().get(&order).await.expect_problem(404, "not_found");
    scene.bob.patch(&line, quantity.clone()).await.expect_problem(404, "not_found");
    scene.bob.delete(&line).await.expect_problem(404, "not_found");
    scene.guest.patch(&line, quantity).await.expect_problem(404, "not_found");
    scene.guest.delete(&line).await.expect_problem(404, "not_found");
    // M12-T02
    let address = format!("/v1/me/addresses/{}", scene.named("/v1/me/addresses/"));
    scene.bob.get(&address).await.expect_problem(404, "not_found");
    scene.bob.put(&address, testkit::world::an_address()).await.expect_problem(404, "not_found");
    scene.bob.delete(&address).await.expect_problem(404, "not_found");
    scene.expect_unchanged(before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_token_of_one_order_opens_no_other() {
    let world = World::new().await;
    let scene = Scene::open(&world).await;
    let own = scene.guest.check_out().await.expect(201);
    let token = own.text("/order_token").to_owned();
    let before = scene.fingerprint().await;
    let cut = &token[..token.len() - 1];
    let other = format!("{}A", &token[1..]);
    let long = "A".repeat(10_000);
    let mine = format!("/v1/orders/{}", own.text("/id"));
    for forged in ["", "#", "x", "ü", cut, &other, &long, &scene.guest.token] {
        let header = [("x-order-token", forged), ("idempotency-key", "k")];
        world.send(Method::GET, &mine, &header, None).await.expect_problem(404, "not_found");
        world.send(Method::POST, &format!("{mine}/cancel"), &header, None).await.expect_problem(404, "not_found");
    }
    let header = [("x-order-token", token.as_str()), ("idempotency-key", "k")];
    let anas = format!("/v1/orders/{}", scene.order);
    world.send(Method::GET, &anas, &header, None).await.expect_problem(404, "not_found");
    world.send(Method::POST, &format!("{anas}/cancel"), &header, None).await.expect_problem(404, "not_found");
    world.send(Method::GET, &mine, &header, None).await.expect(200);
    scene.expect_unchanged(before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_body_names_must_exist() {
    let world = World::new().await;
    let scene = Scene::open(&world).await;
    let before = scene.fingerprint().await;
    let add = scene.request(&operation("add_cart_item"));
    let unknown = json!({ "variant_id": format!("var_{UNKNOWN}"), "quantity": 1 });
    expect_code("a variant", &scene.send(add.clone().json(&unknown)).await, 422, "variant_unavailable");
    for wrong in
        ["", "1", "#", &format!("prd_{UNKNOWN}"), &scene.lamp.product.to_string(), "var_", &format!("var_{UNKNOWN}#")]
    {
        let answer = scene.send(add.clone().json(&json!({ "variant_id": wrong, "quantity": 1 }))).await;
        super::expect_field(wrong, &answer, "/variant_id");
    }
    for (id, body, pointer) in [
        ("update_cart_shipping_method", json!({ "code": "teleport" }), "/code"),
        ("check_out", json!({ "payment": { "provider": "barter" } }), "/payment/provider"),
        ("update_product_status", json!({ "status": "stolen" }), "/status"),
    ] {
        super::expect_field(id, &scene.send(scene.request(&operation(id)).json(&body)).await, pointer);
    }
    scene.expect_unchanged(before).await;
}
