//! What callers say of themselves in headers that only an intermediary should write.

use reqwest::Method;
use serde_json::{Value, json};
use testkit::World;

use super::{Request, Scene, expect_code};
use crate::operation::{Operation, operations};

/// Headers by which one proxy or another tells who asks, from where and for what, all in the name of `user` who holds `token`.
fn spoofed(user: &str, token: &str) -> Vec<(&'static str, String)> {
    let told =
        |names: &[&'static str], value: &str| names.iter().map(|name| (*name, value.to_owned())).collect::<Vec<_>>();
    let somebody = [
        "x-user-id",
        "x-user",
        "x-authenticated-user",
        "x-forwarded-user",
        "x-remote-user",
        "remote-user",
        "x-amzn-oidc-identity",
        "x-wcpay-platform-checkout-user",
        "x-principal-id",
    ];
    let tokens =
        ["x-amzn-oidc-data", "x-amzn-oidc-accesstoken", "x-access-token", "x-auth-token", "proxy-authorization"];
    let addresses = [
        "x-forwarded-for",
        "x-real-ip",
        "x-client-ip",
        "x-cluster-client-ip",
        "true-client-ip",
        "cf-connecting-ip",
        "cloudfront-viewer-address",
    ];
    let mut all = told(&somebody, user);
    all.extend(told(&tokens, token));
    all.extend(told(&addresses, "203.0.113.9"));
    all.extend(told(&["x-role", "x-user-role", "x-scopes"], "admin"));
    all.extend(told(&["forwarded"], "for=203.0.113.9;host=evil.example;proto=https"));
    all.extend(told(&["x-forwarded-host", "x-host", "x-original-host"], "evil.example"));
    all.extend(told(&["x-original-url", "x-rewrite-url"], "/v1/admin/orders"));
    all.extend(told(&["x-http-method-override", "x-method-override"], "DELETE"));
    all.extend(told(&["cookie"], &format!("access_token={token}; session={token}; __Host-session={token}")));
    all.extend(told(&["cloudfront-viewer-country", "cf-ipcountry", "x-country"], "FR"));
    all
}

fn pretending(mut request: Request, headers: &[(&'static str, String)]) -> Request {
    request.headers.extend(headers.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
    request
}

#[tokio::test(flavor = "multi_thread")]
async fn what_callers_say_of_themselves_makes_nobody_of_them() {
    let world = World::new().await;
    let scene = Scene::open(&world).await;
    let before = scene.fingerprint().await;
    let headers = spoofed(&scene.admin.id.to_string(), &scene.admin.access_token);
    for operation in operations().iter().filter(|operation| operation.needs_credentials()) {
        let request = pretending(scene.request(operation).without("authorization"), &headers);
        expect_code(&operation.id, &scene.send(request).await, 401, "unauthenticated");
    }
    for operation in operations().iter().filter(|operation| operation.is_for_staff()) {
        let bob = format!("Bearer {}", scene.bob.access_token);
        let request = pretending(scene.request(operation).header("authorization", &bob), &headers);
        expect_code(&operation.id, &scene.send(request).await, 403, "insufficient_scope");
    }
    for header in &headers {
        let one = [(header.0, header.1.as_str())];
        world.send(Method::GET, "/v1/me", &one, None).await.expect_problem(401, "unauthenticated");
        world.send(Method::GET, "/v1/admin/orders", &one, None).await.expect_problem(401, "unauthenticated");
    }
    scene.expect_unchanged(before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_callers_say_of_themselves_shows_them_nothing_else() {
    let world = World::new().await;
    let scene = Scene::open(&world).await;
    let before = scene.fingerprint().await;
    let headers = spoofed(&scene.ana.id.to_string(), &scene.ana.access_token);
    let borrowed: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let own = |operation: &&Operation| operation.method == Method::GET && operation.path.starts_with("/v1/me");
    let own: Vec<String> = operations().iter().filter(own).map(|operation| scene.path(operation)).collect();
    assert!(own.len() >= 6, "{own:?}");
    for path in own.iter().map(String::as_str).chain(["/v1/cart", "/v1/orders", "/v1/store"]) {
        let plain = scene.bob.get(path).await;
        let pretended = scene.bob.send(Method::GET, path, &borrowed, None).await;
        assert_eq!((plain.status, said(plain.body)), (pretended.status, said(pretended.body)), "{path}");
    }
    scene.expect_unchanged(before).await;
}

/// A body without what differs from request to request.
fn said(mut body: Value) -> Value {
    if let Some(members) = body.as_object_mut() {
        members.remove("request_id");
    }
    body
}

#[tokio::test(flavor = "multi_thread")]
async fn who_shows_two_tokens_is_nobody() {
    let world = World::new().await;
    let scene = Scene::open(&world).await;
    let before = scene.fingerprint().await;
    let second = ("authorization".to_owned(), format!("Bearer {}", scene.admin.access_token));
    for operation in operations().iter().filter(|operation| operation.reads_tokens()) {
        let mut request =
            scene.request(operation).header("authorization", &format!("Bearer {}", scene.bob.access_token));
        request.headers.push(second.clone());
        expect_code(&operation.id, &scene.send(request).await, 401, "unauthenticated");
    }
    scene.expect_unchanged(before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn links_in_mails_lead_to_the_shop_whatever_host_was_asked() {
    let world = World::new().await;
    world.open_account("ana@example.com", "vexed otters juggle").await;
    let mut headers = spoofed("nobody", "nothing");
    headers.push(("host", "evil.example".to_owned()));
    headers.push(("origin", "https://evil.example".to_owned()));
    let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let forgotten = json!({ "email": "ana@example.com" });
    world.send(Method::POST, "/v1/auth/forgot-password", &headers, Some(&forgotten)).await.expect(202);
    let registered = json!({ "email": "bob@example.com", "password": "vexed otters juggle" });
    world.send(Method::POST, "/v1/auth/register", &headers, Some(&registered)).await.expect(202);
    world.settle().await;
    for address in ["ana@example.com", "bob@example.com"] {
        let mails = world.mail_to(address);
        let mail = mails.last().expect("a mail");
        assert!(mail.text.as_deref().unwrap_or_default().contains("#token="), "{mail:?}");
        assert!(!format!("{mail:?}").contains("evil.example"), "{mail:?}");
    }
}
