//! Methods that a path does not know, and those that every path knows.

use std::collections::BTreeSet;

use reqwest::Method;
use testkit::World;

use super::{Scene, expect_code};
use crate::operation::operations;

#[tokio::test(flavor = "multi_thread")]
async fn a_method_that_a_path_does_not_have_is_refused() {
    let world = World::new().await;
    let scene = Scene::open(&world).await;
    let before = scene.fingerprint().await;
    let all = operations();
    let paths: BTreeSet<&str> = all.iter().map(|operation| operation.path.as_str()).collect();
    for path in paths {
        let known: Vec<_> = all.iter().filter(|operation| operation.path == path).collect();
        let request = scene.request(known[0]);
        for name in ["GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW", "get"] {
            if known.iter().any(|operation| operation.method.as_str() == name) {
                continue;
            }
            let mut request = request.clone();
            request.method = Method::from_bytes(name.as_bytes()).expect("a method");
            let answer = scene.send(request).await;
            expect_code(&format!("{name} {path}"), &answer, 405, "method_not_allowed");
            let allowed = answer.header("allow").unwrap_or_else(|| panic!("{name} {path}: {:?}", answer.headers));
            assert!(known.iter().all(|operation| allowed.contains(operation.method.as_str())), "{path}: {allowed}");
        }
    }
    scene.expect_unchanged(before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn head_is_get_without_its_body_and_options_asks_for_nothing() {
    let world = World::new().await;
    let scene = Scene::open(&world).await;
    let before = scene.fingerprint().await;
    for operation in operations() {
        let request = scene.request(&operation);
        if operation.method == Method::GET {
            let got = scene.send(request.clone()).await;
            let mut head = request.clone();
            head.method = Method::HEAD;
            let answer = scene.send(head).await;
            assert_eq!((answer.status, answer.body.as_str()), (got.status, Some("")), "{}", operation.id);
            assert_eq!(answer.header("content-type"), got.header("content-type"), "{}", operation.id);
        }
        let mut options = request.without("authorization");
        options.method = Method::OPTIONS;
        options.body = None;
        expect_code(&operation.id, &scene.send(options.clone()).await, 405, "method_not_allowed");
        let preflight = options.header("origin", "https://evil.example").header("access-control-request-method", "PUT");
        let answer = scene.send(preflight).await.expect(204);
        assert_eq!(answer.header("access-control-allow-origin"), None);
    }
    scene.expect_unchanged(before).await;
}
