//! Access tokens that are missing, expired, forged, or not enough; and in which order things are checked.

use kernel::secret::{base64url, unbase64url};
use testkit::World;

use super::{Scene, expect_code};
use crate::operation::{Operation, operations};

/// `token` with its claims altered, under its old signature.
fn promoted(token: &str) -> String {
    let (header, rest) = token.split_once('.').expect("a header");
    let (claims, signature) = rest.split_once('.').expect("claims");
    let claims = String::from_utf8(unbase64url(claims).expect("claims")).expect("text").replace("customer", "admin");
    assert!(claims.contains("admin"));
    format!("{header}.{}.{signature}", base64url(claims.as_bytes()))
}

/// `token` that says it is not signed.
fn unsigned(token: &str) -> String {
    let altered = promoted(token);
    let claims = altered.split('.').nth(1).expect("claims");
    format!("{}.{claims}.", base64url(br#"{"alg":"none","typ":"JWT"}"#))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_token_is_refused_wherever_one_is_read() {
    let world = World::new().await;
    let scene = Scene::open(&world).await;
    let before = scene.fingerprint().await;
    let good = &scene.ana.access_token;
    let long = format!("Bearer {}", "A".repeat(10_000));
    let forged = [
        String::new(),
        "Bearer".to_owned(),
        "Bearer ".to_owned(),
        "Bearer #".to_owned(),
        "Basic YW5hOnNlY3JldA==".to_owned(),
        good.clone(),
        format!("Bearer {}", &good[..good.len() - 2]),
        format!("Bearer {}", promoted(good)),
        format!("Bearer {}", unsigned(good)),
        format!("Bearer {good}x"),
        long,
    ];
    for operation in operations().iter().filter(|operation| operation.reads_tokens()) {
        let request = scene.request(operation);
        for value in &forged {
            let answer = scene.send(request.clone().header("authorization", value)).await;
            expect_code(&format!("{} {value:.40}", operation.id), &answer, 401, "unauthenticated");
            assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
        }
        if operation.needs_credentials() || operation.id == "check_out" {
            let answer = scene.send(request.clone().without("authorization")).await;
            expect_code(&operation.id, &answer, 401, "unauthenticated");
            let broken = request.clone().without("authorization").without("content-type").raw("{");
            expect_code(&operation.id, &scene.send(broken).await, 401, "unauthenticated");
        }
    }
    scene.expect_unchanged(before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_routes_are_closed_to_everybody_else() {
    let world = World::new().await;
    let scene = Scene::open(&world).await;
    let seller = world.seller("seller@example.com").await.access_token;
    let before = scene.fingerprint().await;
    let staff: Vec<_> = operations().into_iter().filter(Operation::is_for_staff).collect();
    assert!(staff.len() >= 8);
    for operation in &staff {
        for token in [&scene.ana.access_token, &scene.bob.access_token, &seller] {
            let request = scene.request(operation).header("authorization", &format!("Bearer {token}"));
            expect_code(&operation.id, &scene.send(request).await, 403, "insufficient_scope");
        }
        let request = scene.request(operation).without("authorization").header("x-cart-token", &scene.guest.token);
        expect_code(&operation.id, &scene.send(request).await, 401, "unauthenticated");
    }
    scene.expect_unchanged(before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_is_checked_first_then_where_then_the_headers_then_the_body() {
    let world = World::new().await;
    let scene = Scene::open(&world).await;
    let before = scene.fingerprint().await;
    let customer = format!("Bearer {}", scene.ana.access_token);
    for operation in operations().iter().filter(|operation| operation.is_for_staff() && operation.body.is_some()) {
        let headless = scene.request(operation).without("if-match").without("idempotency-key").raw("{");
        let variable = operation.variable();
        let nowhere = match &variable {
            Some((name, _)) => headless.clone().at(operation.path.replace(&format!("{{{name}}}"), "nothing_at_all")),
            None => headless.clone(),
        };
        let said = |answer: testkit::Answer| answer.text("/code").to_owned();
        assert_eq!(
            said(scene.send(nowhere.clone().without("authorization")).await),
            "unauthenticated",
            "{}",
            operation.id
        );
        assert_eq!(said(scene.send(nowhere.clone().header("authorization", &customer)).await), "insufficient_scope");
        if variable.is_some() {
            assert_eq!(said(scene.send(nowhere).await), "malformed_id", "{}", operation.id);
        }
        let needed = [("If-Match", "precondition_required"), ("Idempotency-Key", "idempotency_key_missing")];
        if let Some((_, expected)) = needed.into_iter().find(|(header, _)| operation.needs_header(header)) {
            assert_eq!(said(scene.send(headless.clone()).await), expected, "{}", operation.id);
        }
        let complete = headless.header("if-match", "\"v1\"").header("idempotency-key", "k");
        assert_eq!(said(scene.send(complete).await), "malformed_json", "{}", operation.id);
    }
    scene.expect_unchanged(before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_good_for_minutes() {
    let world = World::new().await;
    let scene = Scene::open(&world).await;
    world.advance(900);
    for operation in operations().iter().filter(|operation| operation.reads_tokens()) {
        expect_code(&operation.id, &scene.send(scene.request(operation)).await, 401, "token_expired");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cart_token_that_is_none_opens_no_cart() {
    let world = World::new().await;
    let scene = Scene::open(&world).await;
    let before = scene.fingerprint().await;
    let long = "A".repeat(10_000);
    let carts = |operation: &&Operation| operation.path.starts_with("/v1/cart") || operation.id == "check_out";
    for operation in operations().iter().filter(carts) {
        for token in ["", "#", "x", "ü", "a b", &long, &scene.guest.token[1..]] {
            let request = scene.request(operation).without("authorization").header("x-cart-token", token);
            let refused = scene.send(request).await;
            expect_code(&format!("{} {token:.20}", operation.id), &refused, 404, "not_found");
            assert!(refused.text("/detail").contains("begins another"), "{}: {:#}", operation.id, refused.body);
        }
    }
    scene.expect_unchanged(before).await;
}
