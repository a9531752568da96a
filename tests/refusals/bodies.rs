//! Bodies that are not what was asked for.

use serde_json::{Value, json};
use testkit::World;

use super::{Scene, expect_code, expect_field, expect_refusal};
use crate::operation::{Field, operations};

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_json_is_refused_wherever_json_is_read() {
    let world = World::new().await;
    let scene = Scene::open(&world).await;
    let before = scene.fingerprint().await;
    for operation in operations().iter().filter(|operation| operation.body.is_some()) {
        let request = scene.request(operation);
        let good = scene.body(operation).expect("a body").to_string();
        let broken: [&[u8]; 10] = [
            b"",
            b"{",
            b"nul",
            b"\0",
            b"\xff\xfe",
            b"{\"a\":1,}",
            b"{'a':1}",
            b"\xef\xbb\xbf{}",
            &[b"{\"a\":\"".as_slice(), b"\xc3\x28\"}"].concat(),
            &[good.as_bytes(), b" x"].concat(),
        ];
        for body in broken {
            let what = format!("{} {:?}", operation.id, String::from_utf8_lossy(body));
            let answer = scene.send(request.clone().raw(body)).await;
            expect_refusal(&what, &answer);
            // A body that is broken behind a field that is unknown may be refused for either.
            assert!(
                answer.text("/code") == "malformed_json" || body.starts_with(b"{\"a\""),
                "{what}: {:#}",
                answer.body
            );
        }
        for (name, deep) in [("arrays", "[".repeat(100_000)), ("objects", "{\"a\":".repeat(40_000))] {
            let answer = scene.send(request.clone().raw(deep)).await;
            expect_refusal(&format!("{} deep {name}", operation.id), &answer);
        }
    }
    scene.expect_unchanged(before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_that_are_too_large_or_of_another_kind_are_refused() {
    let world = World::new().await;
    let scene = Scene::open(&world).await;
    let before = scene.fingerprint().await;
    for operation in operations() {
        let request = scene.request(&operation);
        let large = request.clone().header("content-type", "application/json").raw(vec![b' '; 256 * 1024 + 1]);
        expect_code(&operation.id, &scene.send(large).await, 413, "payload_too_large");
        let Some(good) = scene.body(&operation) else { continue };
        for media in [
            "",
            "text/plain",
            "application/xml",
            "application/x-www-form-urlencoded",
            "application/jsonx",
            "multipart/form-data",
        ] {
            let other = request.clone().header("content-type", media).raw(good.to_string());
            expect_code(&format!("{} {media}", operation.id), &scene.send(other).await, 415, "unsupported_media_type");
        }
        let none = request.without("content-type");
        expect_code(&operation.id, &scene.send(none).await, 415, "unsupported_media_type");
    }
    let webhook = [("content-type", "application/json"), ("stripe-signature", "t=1,v1=00")];
    let large = world.send_raw(reqwest::Method::POST, "/v1/webhooks/stripe", &webhook, vec![b'x'; 300_000]).await;
    large.expect_problem(413, "payload_too_large");
    scene.expect_unchanged(before).await;
}

/// A09-T06
#[tokio::test(flavor = "multi_thread")]
async fn fields_that_are_unknown_missing_or_of_another_type_are_named() {
    let world = World::new().await;
    let scene = Scene::open(&world).await;
    let before = scene.fingerprint().await;
    for operation in operations().iter().filter(|operation| operation.body.is_some()) {
        let (request, good) = (scene.request(operation), scene.body(operation).expect("a body"));
        for whole in [json!(null), json!(1), json!("text"), json!(true), json!([]), json!([good]), positional(&good)] {
            let answer = scene.send(request.clone().json(&whole)).await;
            expect_code(&format!("{} {whole}", operation.id), &answer, 422, "validation_failed");
        }
        let mut unknown = good.clone();
        unknown["is_admin"] = json!(true);
        let answer = scene.send(request.clone().json(&unknown)).await;
        expect_field(&operation.id, &answer, "/is_admin");
        assert_eq!(answer.text("/errors/0/code"), "unknown_field");
        for field in operation.fields() {
            for (wrong, pointer) in damaged(&field, &good) {
                let what = format!("{} {} {wrong}", operation.id, field.pointer);
                expect_field(&what, &scene.send(request.clone().json(&wrong)).await, &pointer);
            }
        }
    }
    scene.expect_unchanged(before).await;
}

/// The values of an object without their names, as some readers would take them.
fn positional(body: &Value) -> Value {
    body.as_object().expect("an object").values().cloned().collect()
}

/// `good` with one field damaged in every way, each with what must be named.
fn damaged(field: &Field, good: &Value) -> Vec<(Value, String)> {
    let with = |value: Value| {
        let mut body = good.clone();
        *body.pointer_mut(&field.pointer)? = value;
        Some((body, field.pointer.clone()))
    };
    let is = |kind: &str| field.schema.get("type").is_some_and(|told| told == kind);
    let other = if is("integer") { json!("1") } else { json!(1) };
    let mut wrong =
        vec![if is("boolean") { json!("true") } else { json!(true) }, json!({ "x": 1 }), json!([["x"]]), other];
    if field.is_required {
        wrong.push(json!(null));
    }
    let mut all: Vec<(Value, String)> = wrong.into_iter().filter_map(with).collect();
    let (above, name) = field.pointer.rsplit_once('/').expect("a name");
    let mut without = good.clone();
    if let (true, Some(object)) = (field.is_required, without.pointer_mut(above).and_then(Value::as_object_mut)) {
        object.remove(name);
        all.push((without, field.pointer.clone()));
    }
    let mut strange = good.clone();
    if let (true, Some(object)) = (is("object"), strange.pointer_mut(&field.pointer).and_then(Value::as_object_mut)) {
        object.insert("is_admin".to_owned(), json!(true));
        all.push((strange, format!("{}/is_admin", field.pointer)));
    }
    all
}

/// Fields that the shop decides about, with what somebody might wish for.
fn wishes() -> [(&'static str, Value); 14] {
    [
        ("role", json!("admin")),
        ("roles", json!(["admin"])),
        ("scopes", json!(["orders:write"])),
        ("id", json!("usr_00000000000000000000000001")),
        ("user_id", json!("usr_00000000000000000000000001")),
        ("owner", json!("usr_00000000000000000000000001")),
        ("version", json!(99)),
        ("email_verified", json!(true)),
        ("phone_verified", json!(true)),
        ("second_factor", json!(false)),
        ("created_at", json!("2020-01-01T00:00:00Z")),
        ("unit_price", json!({ "amount": 1, "currency": "USD" })),
        ("total", json!({ "amount": 1, "currency": "USD" })),
        ("__proto__", json!({ "role": "admin" })),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_shop_decides_cannot_be_sent_along() {
    let world = World::new().await;
    let scene = Scene::open(&world).await;
    let before = scene.fingerprint().await;
    let mut tried = 0;
    for operation in operations().iter().filter(|operation| operation.body.is_some()) {
        let good = scene.body(operation).expect("a body");
        for (name, wish) in wishes() {
            let pointer = format!("/{name}");
            if operation.fields().iter().any(|field| field.pointer == pointer) {
                assert!(operation.is_for_staff(), "{} takes {name} from anybody", operation.id);
                continue;
            }
            let mut body = good.clone();
            body[name] = wish;
            let answer = scene.send(scene.request(operation).json(&body)).await;
            expect_field(&format!("{} {name}", operation.id), &answer, &pointer);
            assert_eq!(answer.text("/errors/0/code"), "unknown_field", "{} {name}", operation.id);
            tried += 1;
        }
    }
    assert!(tried >= 250, "{tried} tried");
    scene.expect_unchanged(before).await;
}
