//! Hostile text in every field that takes text.

use reqwest::Method;
use serde_json::json;
use testkit::World;
use testkit::world::an_address;

use super::{Scene, expect_refusal};
use crate::operation::{Operation, operation, operations};

/// Fields whose text is compared with a secret, so that it is not judged by its form.
const SECRETS: &[&str] = &["/password", "/current_password", "/new_password", "/token", "/refresh_token", "/challenge"];

#[tokio::test(flavor = "multi_thread")]
async fn control_characters_and_endless_text_are_refused_in_every_field() {
    let world = World::new().await;
    let scene = Scene::open(&world).await;
    let before = scene.fingerprint().await;
    let long = "x".repeat(10_000);
    let wide = "\u{1F600}".repeat(2_500);
    let hostile = [
        "\u{0}",
        "a\u{0}b",
        "a\nb",
        "a\r\nb: c",
        "a\u{7f}b",
        "a\u{1b}[2Jb",
        "a\u{202E}b",
        "a\u{2028}b",
        "",
        "   ",
        &long,
        &wide,
    ];
    let mut fields_seen = 0;
    for operation in operations() {
        for field in operation.fields().iter().filter(|field| field.schema["type"] == "string") {
            fields_seen += 1;
            // Where paragraphs are written, a line feed is none of an attacker's.
            let has_lines = field.schema["format"] == kernel::paragraphs::FORMAT;
            for text in hostile.iter().copied().filter(|text| !(has_lines && text.contains('\n'))) {
                let mut body = scene.body(&operation).expect("a body");
                let Some(place) = body.pointer_mut(&field.pointer) else { continue };
                *place = json!(text);
                let answer = scene.send(scene.request(&operation).json(&body)).await;
                let what = format!("{} {} {text:.20?}", operation.id, field.pointer);
                expect_refusal(&what, &answer);
                if !SECRETS.contains(&field.pointer.as_str()) {
                    super::expect_field(&what, &answer, &field.pointer);
                }
            }
        }
    }
    assert!(fields_seen >= 20, "{fields_seen} fields");
    scene.expect_unchanged(before).await;
}

/// The sign that parts the keys of the table is a sign like any other.
#[tokio::test(flavor = "multi_thread")]
async fn a_hash_is_text_like_any_other_where_text_is_free() {
    let world = World::new().await;
    let scene = Scene::open(&world).await;
    let mut address = an_address();
    for field in ["name", "line1", "line2", "city", "region", "phone"] {
        address[field] = json!("#ORDER#1");
    }
    let cart = scene.guest.put("/v1/cart/address", address.clone()).await.expect(200);
    assert_eq!(cart.body["shipping_address"], address);
    let body = json!({ "email": "a#b@example.com", "payment": { "provider": "stripe" } });
    let order = scene.guest.post_once("/v1/checkout", "#", body).await.expect(201);
    let token = [("x-order-token", order.text("/order_token"))];
    let page = world.send(Method::GET, &format!("/v1/orders/{}", order.text("/id")), &token, None).await.expect(200);
    assert_eq!(page.body["shipping_address"], address, "{:#}", page.body);

    let stock = format!("/v1/admin/stock/{}", scene.lamp.variant.id);
    let reason = json!({ "change": 1, "reason": "#EVENT#1" });
    scene.admin.post_once(&format!("{stock}/adjustments"), "#", reason).await.expect(200);
    world.settle().await;
    scene.admin.get(&format!("{stock}/movements")).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hash_is_refused_where_text_has_a_form() {
    let world = World::new().await;
    let scene = Scene::open(&world).await;
    let before = scene.fingerprint().await;
    let has_form = |schema: &serde_json::Value| schema.get("pattern").is_some() || schema.get("enum").is_some();
    for operation in operations() {
        for field in operation.fields().iter().filter(|field| has_form(&field.schema)) {
            let mut body = scene.body(&operation).expect("a body");
            let Some(place) = body.pointer_mut(&field.pointer) else { continue };
            *place = json!("#");
            let answer = scene.send(scene.request(&operation).json(&body)).await;
            super::expect_field(&format!("{} {}", operation.id, field.pointer), &answer, &field.pointer);
        }
    }
    scene.expect_unchanged(before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn headers_of_no_sense_harm_nothing() {
    let world = World::new().await;
    let scene = Scene::open(&world).await;
    let before = scene.fingerprint().await;
    let long = "v".repeat(10_000);
    let demanding = |operation: &&Operation| operation.takes_header("If-Match");
    for operation in operations().iter().filter(demanding) {
        for tag in ["", "v1", "\"v\"", "\"v-1\"", "\"v99999999999999999999\"", "\"v0\"", "W/\"v1\"", "#", "ü", &long] {
            let answer = scene.send(scene.request(operation).header("if-match", tag)).await;
            expect_refusal(&format!("{} {tag:.20}", operation.id), &answer);
        }
    }
    for id in ["", "#", "ü", "a b", "<script>", &long] {
        let answer = scene.send(scene.request(&operation("get_me")).header("x-request-id", id)).await.expect(200);
        assert!(answer.header("x-request-id").is_some_and(|given| given.starts_with("req_")), "{answer:?}");
    }
    for signature in ["", "#", "t=,v1=", "t=x,v1=00", "t=1767225600,v1=zz", "ü", &long] {
        let headers = [("stripe-signature", signature), ("content-type", "application/json")];
        let answer = world.send_raw(Method::POST, "/v1/webhooks/stripe", &headers, b"{}".to_vec()).await;
        answer.expect_problem(400, "invalid_signature");
    }
    for body in [&b""[..], b"{", b"\xff"] {
        let answer = world.send_raw(Method::POST, "/v1/webhooks/stripe", &[], body.to_vec()).await;
        answer.expect_problem(400, "invalid_signature");
    }
    scene.expect_unchanged(before).await;
}
