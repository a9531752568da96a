//! How often callers may do what others could misuse.

use std::collections::BTreeMap;

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::json;
use testkit::{Answer, World, WorldOptions, a_product};

/// A shop with these limits, and the usual ones beside them.
async fn world(limits: &str) -> World {
    let parameters = BTreeMap::from([("RateLimits".to_owned(), limits.to_owned())]);
    World::with(WorldOptions { parameters, ..WorldOptions::default() }).await
}

async fn guess(world: &World, number: u32, headers: &[(&str, &str)]) -> Answer {
    let body = json!({ "email": format!("somebody-{number}@example.com"), "password": "seven wooden lanterns" });
    world.send(Method::POST, "/v1/auth/login", headers, Some(&body)).await
}

#[track_caller]
fn expect_limited(answer: &Answer, policy: &str, standing: &str) {
    answer.clone().expect_problem(429, "rate_limited");
    assert_eq!((answer.header("ratelimit-policy"), answer.header("ratelimit")), (Some(policy), Some(standing)));
    let wait = standing.rsplit("t=").next();
    assert_eq!(answer.header("retry-after"), wait);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_address_tries_ten_passwords_a_minute_whatever_accounts_and_headers_it_names() {
    let world = world("").await;
    for number in 1..=10 {
        let answer = guess(&world, number, &[]).await.expect_problem(401, "invalid_credentials");
        assert_eq!(answer.header("ratelimit-policy"), Some("\"log_in\";q=10;w=60"));
        assert_eq!(answer.header("ratelimit"), Some(format!("\"log_in\";r={};t=60", 10 - number).as_str()));
    }
    let claimed = ["x-forwarded-for", "forwarded", "x-real-ip", "true-client-ip", "cf-connecting-ip", "x-client-ip"];
    let others =
        ["cloudfront-viewer-address", "x-cluster-client-ip", "x-user-id", "x-amzn-oidc-identity", "user-agent"];
    for header in claimed.into_iter().chain(others) {
        let answer = guess(&world, 11, &[(header, "203.0.113.9")]).await;
        expect_limited(&answer, "\"log_in\";q=10;w=60", "\"log_in\";r=0;t=60");
    }
    world.advance(20);
    expect_limited(&guess(&world, 12, &[]).await, "\"log_in\";q=10;w=60", "\"log_in\";r=0;t=40");
    world.advance(40);
    guess(&world, 12, &[]).await.expect_problem(401, "invalid_credentials");
}

#[tokio::test(flavor = "multi_thread")]
async fn guesses_that_come_together_are_counted_one_by_one() {
    let world = world("log_in=5/60").await;
    let answers = join_all((0..20).map(|number| guess(&world, number, &[]))).await;
    let looked_at = answers.iter().filter(|answer| answer.status == 401).count();
    let limited = answers.iter().filter(|answer| answer.status == 429).count();
    assert_eq!((looked_at, limited), (5, 15));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_address_opens_five_accounts_an_hour() {
    let world = world("").await;
    let open = async |number: u32| {
        let body = json!({ "email": format!("somebody-{number}@example.com"), "password": "seven wooden lanterns" });
        world.visitor().post("/v1/auth/register", body).await
    };
    for number in 1..=5 {
        open(number).await.expect(202);
    }
    expect_limited(&open(6).await, "\"register\";q=5;w=3600", "\"register\";r=0;t=3600");
    world.settle().await;
    assert!(world.mail_to("somebody-6@example.com").is_empty());
    world.advance(3600);
    open(6).await.expect(202);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_counted_by_itself_and_a_limited_key_stays_usable() {
    let world = world("check_out=2/60").await;
    let lamp = world.sells(a_product("Desk Lamp").stock(9)).await;
    let (ana, bob) = (world.customer("ana@example.com").await, world.customer("bob@example.com").await);
    world.fill_cart_of(&bob, &[&lamp], 1).await;
    ana.check_out_as("one").await.expect_problem(422, "cart_empty");
    ana.check_out_as("two").await.expect_problem(422, "cart_empty");
    expect_limited(&ana.check_out_as("three").await, "\"check_out\";q=2;w=60", "\"check_out\";r=0;t=60");
    bob.check_out_as("one").await.expect(201);
    world.advance(60);
    world.fill_cart_of(&ana, &[&lamp], 1).await;
    ana.check_out_as("three").await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn guests_are_counted_by_their_address_as_tokens_are_to_be_had_for_nothing() {
    let world = world("guest_check_out=2/60").await;
    let lamp = world.sells(a_product("Desk Lamp").stock(9)).await;
    for _ in 0..2 {
        world.guest_with(&[&lamp], 1).await.check_out().await.expect(201);
    }
    let third = world.guest_with(&[&lamp], 1).await;
    let policy = "\"guest_check_out\";q=2;w=60";
    expect_limited(&third.check_out().await, policy, "\"guest_check_out\";r=0;t=60");
    assert_eq!(World::sums(&world.cells_of(&lamp).await), (9, 7, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn reading_the_catalog_is_not_counted() {
    let world = world("").await;
    world.sells(a_product("Desk Lamp")).await;
    for path in ["/v1/products", "/v1/products?q=lamp", "/v1/products/desk-lamp", "/v1/categories", "/v1/store"] {
        let answer = world.visitor().get(path).await.expect(200);
        assert_eq!((answer.header("ratelimit"), answer.header("ratelimit-policy")), (None, None), "{path}");
        assert!(answer.cost("writes").abs() < f64::EPSILON, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shop_with_limits_that_cannot_be_read_does_not_open() {
    for limits in ["log_in=0/60", "passwords=1/1"] {
        let parameters = BTreeMap::from([("RateLimits".to_owned(), limits.to_owned())]);
        assert!(World::open(WorldOptions { parameters, ..WorldOptions::default() }).await.is_err(), "{limits}");
    }
}
