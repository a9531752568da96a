//! The headers that every answer has, whatever it says.

use reqwest::Method;
use serde_json::Value;
use testkit::{Answer, World};

use super::Scene;
use crate::operation::operations;

/// Demands the headers of the contract, and that nothing tells what the shop is built with.
#[track_caller]
fn expect_headers(what: &str, answer: &Answer) {
    let is = |name: &str, value: &str| assert_eq!(answer.header(name), Some(value), "{what}: {name}");
    is("strict-transport-security", "max-age=31536000; includeSubDomains");
    is("x-content-type-options", "nosniff");
    is("referrer-policy", "no-referrer");
    is("content-language", "en");
    assert!(answer.header("x-request-id").is_some_and(|id| id.starts_with("req_")), "{what}: {:?}", answer.headers);
    for name in ["server", "x-powered-by", "via", "set-cookie", "access-control-allow-credentials"] {
        assert_eq!(answer.header(name), None, "{what}");
    }
    let policy = answer.header("content-security-policy").unwrap_or_default();
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{what}: {policy}");
    let media = answer.header("content-type").unwrap_or_default();
    if media.starts_with("application/") && media.contains("json") {
        assert_eq!(policy, "default-src 'none'; frame-ancestors 'none'", "{what}");
        assert!(media.ends_with("; charset=utf-8"), "{what}: {media}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_answers_with_the_headers_of_the_contract() {
    let world = World::new().await;
    let scene = Scene::open(&world).await;
    for operation in operations() {
        let request = scene.request(&operation);
        let answer = scene.send(request.clone()).await;
        expect_headers(&operation.id, &answer);
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{}: its owner is signed in", operation.id);
        // A refusal before any handler has them as well.
        let refused = scene.send(request.at(format!("{}?no_such_parameter=1", scene.path(&operation)))).await;
        expect_headers(&operation.id, &refused);
        assert_eq!(refused.header("cache-control"), Some("no-store"), "{}", operation.id);
    }
    let guest = scene.guest.get("/v1/products").await.expect(200);
    assert_eq!(guest.header("cache-control"), Some("no-store"), "a cart token shows who asks, too");
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_and_what_does_not_exist_answer_with_them_too() {
    let world = World::new().await;
    let document = serde_json::from_str::<Value>(portal::DOCUMENT).expect("a document");
    let paths = document.get("paths").and_then(Value::as_object).expect("paths");
    let pages = paths.keys().filter(|path| !path.starts_with("/v1/"));
    let pages: Vec<String> = pages
        .map(|path| path.replace("{code}", "not_found").replace("{asset}", "souk.css").replace("{id}", "none"))
        .collect();
    assert!(pages.len() >= 5, "{pages:?}");
    let others = ["/nowhere", "/v1/nowhere", "/v1/products/none/nowhere"].map(str::to_owned);
    for path in pages.iter().chain(&others) {
        expect_headers(path, &world.send(Method::GET, path, &[], None).await);
        expect_headers(path, &world.send(Method::POST, path, &[], None).await);
    }
}

/// A12-T02
#[tokio::test(flavor = "multi_thread")]
async fn a_usable_request_id_is_kept_and_another_is_replaced() {
    let world = World::new().await;
    let ask = async |id: &str| world.send(Method::GET, "/v1/products", &[("x-request-id", id)], None).await;
    assert_eq!(ask("a-request_of-mine").await.header("x-request-id"), Some("a-request_of-mine"));
    for id in ["short", "with space in it", "<script>alert(1)</script>", &"x".repeat(65)] {
        expect_headers(id, &ask(id).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_pages_of_listed_origins_read_answers() {
    let world = World::new().await;
    let scene = Scene::open(&world).await;
    let ours = world.stack.url();
    let host = ours.trim_start_matches("http://");
    let theirs = [
        "null".to_owned(),
        "*".to_owned(),
        "https://evil.example".to_owned(),
        format!("https://{host}"),
        format!("{ours}.evil.example"),
        "https://localhost:5173".to_owned(),
        "http://localhost.evil.example:5173".to_owned(),
        format!("http://evil.example/{ours}"),
        format!("http://evil{host}"),
        format!("{ours}/"),
        ours.to_uppercase(),
        format!("{ours}, https://evil.example"),
    ];
    let allowed = |answer: &Answer| answer.header("access-control-allow-origin").map(str::to_owned);
    for operation in operations() {
        // What is asked for without a body changes nothing, and is answered by the same layers.
        let mut request = scene.request(&operation).at(format!("{}?no_such_parameter=1", scene.path(&operation)));
        request.body = None;
        let answer = scene.send(request.clone().header("origin", ours)).await;
        assert_eq!(allowed(&answer).as_deref(), Some(ours), "{}", operation.id);
        let tool = scene.send(request.clone().header("origin", "http://localhost:5173")).await;
        assert_eq!(allowed(&tool).as_deref(), Some("http://localhost:5173"), "a storefront that is being written");
        assert!(answer.header("vary").is_some_and(|vary| vary.contains("origin")), "{}", operation.id);
        for origin in &theirs {
            let answer = scene.send(request.clone().header("origin", origin)).await;
            assert_eq!(allowed(&answer), None, "{} {origin}", operation.id);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_is_shown_a_problem_as_a_page_and_a_program_as_a_document() {
    let world = World::new().await;
    let ask = async |path: &str, accept: &str| world.send(Method::GET, path, &[("accept", accept)], None).await;
    for (path, status, code) in [("/v1/orders", 401, "unauthenticated"), ("/no-such-page", 404, "not_found")] {
        let page = ask(path, "text/html,application/xhtml+xml,*/*;q=0.8").await.expect(status);
        assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"), "{path}");
        assert_eq!(page.header("vary"), Some("accept, origin"), "{path}");
        assert!(page.header("content-security-policy").is_some_and(|policy| policy.contains("style-src 'sha256-")));
        assert!(page.text("").contains(&format!("href=\"/problems/{code}\"")), "{:#}", page.body);
        for program in ["*/*", "application/json", "application/json, text/html"] {
            ask(path, program).await.expect_problem(status, code);
        }
    }
    let start = ask("/", "text/html").await.expect(200);
    assert!(start.text("").contains("Demo log-ins"), "browsers find the start page of this machine");
    assert!(!ask("/", "*/*").await.expect(200).text("").contains("Demo log-ins"), "programs find what AWS has");
}
