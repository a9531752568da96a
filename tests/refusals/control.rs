//! What only the local stack has is not for pages from elsewhere.

use reqwest::Method;
use testkit::World;

#[tokio::test(flavor = "multi_thread")]
async fn a_page_from_elsewhere_moves_nothing_of_the_local_stack() {
    let world = World::new().await;
    let now = world.now();
    let body = serde_json::json!({ "advance_seconds": 60 });
    let own = world.url().to_owned();
    for (header, value) in [("origin", "https://evil.example"), ("origin", "null"), ("host", "evil.example:3000")] {
        for path in ["/_local/clock", "/_local/settle", "/_local/stripe/v1/payment_intents"] {
            let answer = world.send(Method::POST, path, &[(header, value)], Some(&body)).await;
            assert_eq!(answer.status, 403, "{path} {header}: {value}");
        }
        let secrets = world.send(Method::GET, "/_local/environment", &[(header, value)], None).await;
        assert_eq!(secrets.status, 403, "{header}: {value}");
    }
    assert_eq!(world.now(), now);
    world.send(Method::POST, "/_local/clock", &[("origin", &own)], Some(&body)).await.expect(200);
    assert_ne!(world.now(), now);
}
