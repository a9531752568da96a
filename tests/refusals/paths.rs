//! Paths that are nobody's: the template's `$default` route brings them to the portal, which answers as every function does.

use reqwest::Method;
use testkit::World;

use super::expect_code;

/// Nearly a path of the API, somebody else's, or none that could be anyone's.
const NOBODYS: &[&str] = &[
    "/v1",
    "/v1/",
    "/v2/products",
    "/v1/nothing",
    "/v1/cart/",
    "/V1/cart",
    "/v1/checkout/again",
    "/v1/admin",
    "/v1/admin/",
    "/wp-login.php",
    "/.env",
    "/.well-known/",
    "/orders",
    "/orders/a/b",
    "//v1//cart",
    "/%E2%98%83",
    "/v1/nothing?page=1&page=2",
];

#[tokio::test(flavor = "multi_thread")]
async fn a_path_that_is_nobody_s_is_not_found_whatever_the_method() {
    let world = World::new().await;
    for path in NOBODYS {
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"] {
            let what = format!("{method} {path}");
            let method = Method::from_bytes(method.as_bytes()).expect("a method");
            let answer = world.send(method, path, &[], None).await;
            expect_code(&what, &answer, 404, "not_found");
            let instance = path.split('?').next().unwrap_or_default();
            assert_eq!(answer.text("/instance"), instance, "{what}");
            assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{what}");
            assert_eq!(answer.header("cache-control"), Some("no-store"), "{what}");
            assert_eq!(answer.header("x-request-id"), Some(answer.text("/request_id")), "{what}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_may_read_that_a_path_is_nobody_s() {
    let world = World::new().await;
    let origin = world.stack.url();
    let ours = [("origin", origin), ("access-control-request-method", "GET")];
    let answer = world.send(Method::GET, "/v1/nothing", &ours[..1], None).await.expect_problem(404, "not_found");
    assert_eq!(answer.header("access-control-allow-origin"), Some(origin));
    let preflight = world.send(Method::OPTIONS, "/v1/nothing", &ours, None).await.expect(204);
    assert_eq!(preflight.header("access-control-allow-origin"), Some(origin));

    let theirs = [("origin", "https://evil.example")];
    let answer = world.send(Method::GET, "/v1/nothing", &theirs, None).await.expect_problem(404, "not_found");
    assert_eq!(answer.header("access-control-allow-origin"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_sent_to_nobody_changes_nothing_and_breaks_nothing() {
    let world = World::new().await;
    for body in [Vec::new(), b"{".to_vec(), vec![0xff; 1000], b"{\"a\":1}".to_vec()] {
        let answer = world.send_raw(Method::POST, "/v1/nothing", &[("authorization", "Bearer x")], body).await;
        answer.expect_problem(404, "not_found");
    }
}
