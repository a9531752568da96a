//! Passwords that thieves know are not taken, and whoever knows the thieves' lists learns none.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::json;
use testkit::neighbour::{nobody, silence};
use testkit::{Neighbour, World, WorldOptions};

use super::{PASSWORD, account, log_in, mailed_tokens, register};

/// A password that is good enough by rule, and was stolen.
const STOLEN: &str = "correct horse battery staple";
/// `sha1sum` of it.
const STOLEN_HASH: (&str, &str) = ("ABF7A", "AD6438836DBE526AA231ABDE2D0EEF74D42");

async fn shop(lists: &str) -> World {
    let parameters = BTreeMap::from([("BreachedPasswordsUrl".to_owned(), lists.to_owned())]);
    World::with(WorldOptions { parameters, ..WorldOptions::default() }).await
}

/// Lists that know one password, and pad.
async fn lists() -> Neighbour {
    Neighbour::open(|_| (200, format!("0018A45C4D1DEB81644B54AB7F969B88D65:0\r\n{}:37\r\n", STOLEN_HASH.1))).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stolen_password_is_refused_wherever_one_is_chosen() {
    let lists = lists().await;
    let world = shop(&lists.url).await;
    let refused = register(&world, "ana@example.com", STOLEN).await.expect_problem(422, "password_breached");
    assert_eq!(refused.text("/errors/0/pointer"), "/password");
    account(&world, "ana@example.com").await;
    let login = log_in(&world, "ana@example.com", PASSWORD).await.expect(200);
    let bearer = format!("Bearer {}", login.text("/access_token"));
    let body = json!({ "current_password": PASSWORD, "new_password": STOLEN });
    let headers = [("authorization", bearer.as_str())];
    let refused = world.send(Method::POST, "/v1/me/password", &headers, Some(&body)).await;
    assert_eq!(refused.expect_problem(422, "password_breached").text("/errors/0/pointer"), "/new_password");
    world.visitor().post("/v1/auth/forgot-password", json!({ "email": "ana@example.com" })).await.expect(202);
    let token = mailed_tokens(&world, "ana@example.com").await.pop().expect("a token");
    let body = json!({ "token": token, "password": STOLEN });
    let refused = world.visitor().post("/v1/auth/reset-password", body).await.expect_problem(422, "password_breached");
    assert_eq!(refused.text("/errors/0/pointer"), "/password");
    let body = json!({ "token": token, "password": "quite another phrase" });
    world.visitor().post("/v1/auth/reset-password", body).await.expect(204);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_five_digits_of_the_hash_leave_the_shop_and_only_when_a_password_is_chosen() {
    let lists = lists().await;
    let world = shop(&lists.url).await;
    register(&world, "ana@example.com", STOLEN).await.expect(422);
    register(&world, "ana@example.com", "short").await.expect_problem(422, "password_too_short");
    log_in(&world, "ana@example.com", STOLEN).await.expect(401);
    let asked = lists.asked();
    assert_eq!(
        asked.iter().map(|asked| asked.path.as_str()).collect::<Vec<_>>(),
        [format!("/range/{}", STOLEN_HASH.0)]
    );
    for asked in asked {
        assert_eq!(asked.headers.get("add-padding").map(reqwest::header::HeaderValue::as_bytes), Some(&b"true"[..]));
        let text = asked.text().to_ascii_uppercase();
        for secret in [STOLEN_HASH.1, &STOLEN.to_ascii_uppercase(), "ANA@", "EXAMPLE.COM"] {
            assert!(!text.contains(secret), "{text}");
        }
        assert!(asked.body.is_empty() && asked.headers.get("authorization").is_none());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shop_whose_lists_are_out_of_reach_still_opens_accounts() {
    let broken = Neighbour::open(|_| (503, String::new())).await;
    let endless = Neighbour::open(|_| (200, format!("{}:1\n", STOLEN_HASH.1) + &"0".repeat(1024 * 1024))).await;
    let (_listener, silent) = silence().await;
    for (lists, within) in [(broken.url.as_str(), 5), (&endless.url, 5), (&nobody().await, 5), (&silent, 8)] {
        let world = shop(lists).await;
        let begun = Instant::now();
        register(&world, "ana@example.com", STOLEN).await.expect(202);
        assert!(begun.elapsed() < Duration::from_secs(within), "{lists}: {:?}", begun.elapsed());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_leads_elsewhere_is_not_followed() {
    let elsewhere = lists().await;
    let there = elsewhere.url.clone();
    let moved = Neighbour::open(move |_| (302, there.clone())).await;
    let world = shop(&moved.url).await;
    register(&world, "ana@example.com", STOLEN).await.expect(202);
    assert!(elsewhere.asked().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shop_that_names_no_lists_asks_nobody() {
    let world = World::new().await;
    register(&world, "ana@example.com", STOLEN).await.expect(202);
}
