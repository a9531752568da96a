//! Numbers that count nothing, and money of another kind.

use serde_json::json;
use testkit::World;

use super::{Scene, expect_code, expect_field};
use crate::operation::{operation, operations};

/// What is no quantity, as JSON text.
const NO_QUANTITY: &[&str] = &[
    "0",
    "-1",
    "4294967296",
    "4294967297",
    "1.5",
    "\"1\"",
    "1000",
    "null",
    "true",
    "[1]",
    "1.0",
    "1e2",
    "-0.0",
    "9223372036854775808",
    "-9223372036854775809",
    "1e308",
];

#[tokio::test(flavor = "multi_thread")]
async fn a_quantity_is_a_whole_number_from_1_to_999() {
    let world = World::new().await;
    let scene = Scene::open(&world).await;
    let before = scene.fingerprint().await;
    let mut counted = 0;
    for operation in operations() {
        for field in operation.fields().iter().filter(|field| field.schema["maximum"] == 999) {
            counted += 1;
            for wrong in NO_QUANTITY {
                let mut body = scene.body(&operation).expect("a body");
                *body.pointer_mut(&field.pointer).expect("the field") = json!("HERE");
                let body = body.to_string().replace("\"HERE\"", wrong);
                let request = scene.request(&operation).header("content-type", "application/json").raw(body);
                expect_field(&format!("{} {wrong}", operation.id), &scene.send(request).await, &field.pointer);
            }
        }
    }
    assert!(counted >= 2);
    scene.expect_unchanged(before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_stock_is_a_whole_number_within_bounds() {
    let world = World::new().await;
    let scene = Scene::open(&world).await;
    let before = scene.fingerprint().await;
    let adjust = scene.request(&operation("adjust_stock"));
    for wrong in [
        "0",
        "4294967296",
        "-4294967296",
        "1000000001",
        "1.5",
        "\"1\"",
        "null",
        "9223372036854775807",
        "-9223372036854775808",
        "9223372036854775808",
    ] {
        let body = format!("{{\"change\":{wrong},\"reason\":\"count\"}}");
        let answer = scene.send(adjust.clone().raw(body)).await;
        assert_eq!(answer.status, 422, "{wrong}: {:#}", answer.body);
        expect_field(wrong, &answer, "/change");
    }
    let answer = scene.send(adjust.json(&json!({ "change": -11, "reason": "loss" }))).await;
    let answer = answer.expect_problem(409, "insufficient_stock");
    assert_eq!(answer.number("/available"), 9);
    scene.expect_unchanged(before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn amounts_are_whole_and_in_the_currency_of_the_shop() {
    let world = World::new().await;
    let scene = Scene::open(&world).await;
    let before = scene.fingerprint().await;
    let (price, pay) = (scene.request(&operation("update_price")), scene.request(&operation("check_out")));
    for wrong in ["-1", "1.5", "\"1\"", "null", "9223372036854775808", "1e3", "[1]"] {
        let money = format!("{{\"amount\":{wrong},\"currency\":\"USD\"}}");
        let answer = scene.send(price.clone().raw(format!("{{\"price\":{money}}}"))).await;
        expect_field(&format!("price {wrong}"), &answer, "/price/amount");
        if wrong != "-1" {
            let body = format!("{{\"payment\":{{\"provider\":\"stripe\"}},\"expected_total\":{money}}}");
            expect_field(&format!("total {wrong}"), &scene.send(pay.clone().raw(body)).await, "/expected_total/amount");
        }
    }
    for wrong in ["usd", "XYZ", "", "US", "USDD", "#", "U\u{0}D", "$"] {
        let money = json!({ "amount": 100, "currency": wrong });
        expect_field(wrong, &scene.send(price.clone().json(&json!({ "price": money }))).await, "/price/currency");
        let body = json!({ "payment": { "provider": "stripe" }, "expected_total": money });
        expect_field(wrong, &scene.send(pay.clone().json(&body)).await, "/expected_total/currency");
    }
    for amount in [1, i64::MAX] {
        let euros = json!({ "amount": amount, "currency": "EUR" });
        let answer =
            scene.send(price.clone().json(&json!({ "price": euros }))).await.expect_problem(422, "currency_mismatch");
        assert!(answer.text("/errors/0/pointer").starts_with("/price"), "{:#}", answer.body);
    }
    scene.expect_unchanged(before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agreed_total_in_another_currency_or_of_another_amount_buys_nothing() {
    let world = World::new().await;
    let scene = Scene::open(&world).await;
    let before = scene.fingerprint().await;
    let with = |amount: i64, currency: &str| {
        let total = json!({ "amount": amount, "currency": currency });
        json!({ "email": "guest@example.com", "payment": { "provider": "stripe" }, "expected_total": total })
    };
    let refused =
        scene.guest.post_once("/v1/checkout", "euros", with(100, "EUR")).await.expect_problem(422, "currency_mismatch");
    assert_eq!(refused.text("/errors/0/pointer"), "/expected_total/currency");
    for amount in [-1, 0, 1, i64::MAX, i64::MIN] {
        let answer = scene
            .guest
            .post_once("/v1/checkout", &format!("total {amount}").replace(' ', "-"), with(amount, "USD"))
            .await;
        expect_code(&amount.to_string(), &answer, 409, "price_changed");
    }
    scene.expect_unchanged(before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_price_beyond_all_bounds_breaks_nothing() {
    let world = World::new().await;
    let scene = Scene::open(&world).await;
    let price = scene.request(&operation("update_price"));
    let answer = scene.send(price.json(&json!({ "price": { "amount": i64::MAX, "currency": "USD" } }))).await;
    expect_code("the largest amount", &answer, 422, "validation_failed");
    scene
        .guest
        .patch(
            &format!("/v1/cart/items/{}", scene.guest.get("/v1/cart").await.text("/items/0/line_id")),
            json!({ "quantity": 2 }),
        )
        .await
        .expect(200);
    scene.guest.get("/v1/cart/quote").await.expect(200);
}
