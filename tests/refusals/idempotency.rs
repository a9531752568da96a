//! Idempotency keys that are missing, no keys, or used for something else.

use serde_json::json;
use testkit::World;

use super::{Scene, expect_code};
use crate::operation::operations;

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_demanded_where_money_or_stock_moves_and_checked_wherever_it_is_taken() {
    let world = World::new().await;
    let scene = Scene::open(&world).await;
    let before = scene.fingerprint().await;
    let keyed: Vec<_> =
        operations().into_iter().filter(|operation| operation.takes_header("Idempotency-Key")).collect();
    let needed: Vec<&str> =
        keyed.iter().filter(|one| one.needs_header("Idempotency-Key")).map(|one| one.id.as_str()).collect();
    assert!(["check_out", "cancel_order", "adjust_stock"].iter().all(|id| needed.contains(id)), "{needed:?}");
    let long = "k".repeat(256);
    for operation in &keyed {
        let request = scene.request(operation);
        for key in ["", "a b", "ü", "a\tb", &long] {
            let answer = scene.send(request.clone().header("idempotency-key", key)).await;
            expect_code(&format!("{} {key:.10}", operation.id), &answer, 400, "idempotency_key_invalid");
        }
        if operation.needs_header("Idempotency-Key") {
            let answer = scene.send(request.without("idempotency-key")).await;
            expect_code(&operation.id, &answer, 400, "idempotency_key_missing");
        }
    }
    scene.expect_unchanged(before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_was_used_for_something_else_is_refused() {
    let world = World::new().await;
    let scene = Scene::open(&world).await;
    let stock = format!("/v1/admin/stock/{}/adjustments", scene.lamp.variant.id);
    let other_stock = format!("/v1/admin/stock/{}/adjustments", scene.rug.variant.id);
    let (items, line) = ("/v1/cart/items", format!("/v1/cart/items/{}", scene.line));
    let count = |change: i64| json!({ "change": change, "reason": "count" });
    let add = |quantity: i64| json!({ "variant_id": scene.lamp.variant.id, "quantity": quantity });
    let set = [("idempotency-key", "set")];
    let change = |quantity: i64| json!({ "quantity": quantity });
    let order = scene.guest.check_out_as("buy").await.expect(201);
    scene.admin.post_once(&stock, "count", count(2)).await.expect(200);
    scene.ana.post_once(items, "add", add(1)).await.expect(201);
    scene.ana.send(reqwest::Method::PATCH, &line, &set, Some(&change(3))).await.expect(200);
    let before = scene.fingerprint().await;

    let reused = |answer: testkit::Answer| answer.expect_problem(422, "idempotency_key_reused");
    reused(scene.admin.post_once(&stock, "count", count(3)).await);
    reused(scene.admin.post_once(&other_stock, "count", count(2)).await);
    reused(scene.ana.post_once(items, "add", add(2)).await);
    reused(scene.ana.send(reqwest::Method::PATCH, &line, &set, Some(&change(4))).await);
    let body = json!({ "email": "other@example.com", "payment": { "provider": "stripe" } });
    reused(scene.guest.post_once("/v1/checkout", "buy", body).await);
    scene.expect_unchanged(before.clone()).await;

    // The same again is the same answer, and changes as little.
    let again = scene.guest.check_out_as("buy").await.expect(201);
    assert_eq!((again.text("/id"), again.header("idempotent-replayed")), (order.text("/id"), Some("true")));
    scene.admin.post_once(&stock, "count", count(2)).await.expect(200);
    scene.ana.post_once(items, "add", add(1)).await.expect(201);
    scene.ana.send(reqwest::Method::PATCH, &line, &set, Some(&change(3))).await.expect(200);
    scene.expect_unchanged(before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_was_refused_is_still_free_and_belongs_to_its_caller() {
    let world = World::new().await;
    let scene = Scene::open(&world).await;
    let cancel = format!("/v1/orders/{}/cancel", scene.order);
    scene.bob.post_once(&cancel, "key", json!({})).await.expect_problem(404, "not_found");
    scene.bob.check_out_as("key").await.expect_problem(422, "cart_empty");
    world.fill_cart_of(&scene.bob, &[&scene.lamp], 1).await;
    scene.bob.check_out_as("key").await.expect(201);
    let stale = [("idempotency-key", "key"), ("if-match", "\"v99\"")];
    let refused = scene.ana.send(reqwest::Method::POST, &cancel, &stale, None).await;
    refused.expect_problem(412, "stale_version");
    scene.ana.post_once(&cancel, "key", json!({})).await.expect(200);
}
