//! Logging in, staying logged in, logging out.

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::json;
use table::Tx;
use testkit::{Answer, World, WorldOptions, a_product};

use crate::at_least_once::items;

use super::{PASSWORD, account, log_in, refresh, said};

/// M01-T02
#[tokio::test(flavor = "multi_thread")]
async fn the_sixth_wrong_password_of_a_minute_is_not_looked_at() {
    let world = World::new().await;
    account(&world, "ana@example.com").await;
    for email in ["ana@example.com", "nobody@example.com"] {
        for _ in 0..5 {
            log_in(&world, email, "not her password").await.expect_problem(401, "invalid_credentials");
        }
        let refused = log_in(&world, email, PASSWORD).await.expect_problem(429, "too_many_attempts");
        assert_eq!(refused.header("retry-after"), Some("60"));
    }
    world.advance(60);
    log_in(&world, "ana@example.com", PASSWORD).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn guesses_that_come_together_do_not_outrun_the_limit() {
    let world = World::new().await;
    account(&world, "ana@example.com").await;
    let answers = join_all((0..20).map(|_| log_in(&world, "ana@example.com", "not her password"))).await;
    let looked_at = answers.iter().filter(|answer| answer.status == 401).count();
    assert_eq!((looked_at, answers.iter().filter(|answer| answer.status == 429).count()), (5, 15));
}

#[tokio::test(flavor = "multi_thread")]
async fn right_passwords_that_come_together_are_no_attack_even_after_wrong_ones() {
    let world = World::new().await;
    account(&world, "ana@example.com").await;
    for _ in 0..3 {
        log_in(&world, "ana@example.com", "not her password").await.expect(401);
    }
    for answer in join_all((0..6).map(|_| log_in(&world, "ana@example.com", PASSWORD))).await {
        answer.expect(200);
    }
    let locked = items(&world).await.into_values().filter(|item| item.contains("log_in.locked_out")).count();
    assert_eq!(locked, 0, "the audit tells of no attack");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_knows_the_password_is_never_locked_out_by_logging_in() {
    let world = World::new().await;
    account(&world, "ana@example.com").await;
    for _ in 0..8 {
        log_in(&world, "ana@example.com", "not her password").await.expect(401);
        log_in(&world, "ana@example.com", PASSWORD).await.expect(200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_further_wrong_password_makes_the_account_rest_twice_as_long_and_never_for_good() {
    let world = World::new().await;
    account(&world, "ana@example.com").await;
    for _ in 0..4 {
        log_in(&world, "ana@example.com", "not her password").await.expect_problem(401, "invalid_credentials");
    }
    for rest in ["60", "120", "240", "480", "900", "900"] {
        log_in(&world, "ana@example.com", "not her password").await.expect_problem(401, "invalid_credentials");
        let refused = log_in(&world, "ana@example.com", PASSWORD).await.expect_problem(429, "too_many_attempts");
        assert_eq!(refused.header("retry-after"), Some(rest));
        world.advance(rest.parse().expect("seconds"));
    }
    log_in(&world, "ana@example.com", PASSWORD).await.expect(200);
    log_in(&world, "ana@example.com", "not her password").await.expect_problem(401, "invalid_credentials");
    log_in(&world, "ana@example.com", PASSWORD).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_place_tries_a_hundred_passwords_an_hour_whatever_it_says_of_itself() {
    // The limit of a minute would stop it sooner; that of an hour is as usual.
    let parameters = [("RateLimits".to_owned(), "log_in=1000000/60".to_owned())].into();
    let world = World::with(WorldOptions { parameters, ..WorldOptions::default() }).await;
    let guess = |number: usize| {
        let world = &world;
        async move {
            let (elsewhere, email) = (format!("198.51.100.{}", number % 250), format!("nobody{number}@example.com"));
            let body = json!({ "email": email, "password": "not a password" });
            world.send(Method::POST, "/v1/auth/login", &[("x-forwarded-for", &elsewhere)], Some(&body)).await.status
        }
    };
    let statuses = join_all((0..104).map(guess)).await;
    assert_eq!(statuses.iter().filter(|status| **status == 401).count(), 100);
    assert_eq!(statuses.iter().filter(|status| **status == 429).count(), 4);
}

/// M01-T05: the hashing is the same (see `context::password`), and so is what is asked of the table.
#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_address_costs_and_looks_like_a_wrong_password() {
    let world = World::new().await;
    account(&world, "ana@example.com").await;
    // The sixth is refused unseen.
    for _ in 0..6 {
        let wrong = log_in(&world, "ana@example.com", "not her password").await;
        let unknown = log_in(&world, "nobody@example.com", "not her password").await;
        assert_eq!(said(&wrong), said(&unknown));
        assert_eq!((wrong.cost("trips"), wrong.cost("calls")), (unknown.cost("trips"), unknown.cost("calls")));
    }
}

/// M01-T03
#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_token_that_comes_back_ends_the_whole_session() {
    let world = World::new().await;
    account(&world, "ana@example.com").await;
    let first = log_in(&world, "ana@example.com", PASSWORD).await.expect(200);
    let other_device = log_in(&world, "ana@example.com", PASSWORD).await.expect(200);
    let second = refresh(&world, first.text("/refresh_token")).await.expect(200);
    assert_ne!(first.text("/refresh_token"), second.text("/refresh_token"));
    world.advance(11);
    refresh(&world, first.text("/refresh_token")).await.expect_problem(401, "unauthenticated");
    refresh(&world, second.text("/refresh_token")).await.expect_problem(401, "unauthenticated");
    refresh(&world, other_device.text("/refresh_token")).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn thirty_refreshes_with_one_token_leave_one_living_chain() {
    let world = World::new().await;
    account(&world, "ana@example.com").await;
    let login = log_in(&world, "ana@example.com", PASSWORD).await.expect(200);
    let tabs = join_all((0..30).map(|_| refresh(&world, login.text("/refresh_token")))).await;
    for tab in &tabs {
        assert_eq!(tab.status, 200, "{tab:?}");
        assert_eq!(tab.text("/refresh_token"), tabs[0].text("/refresh_token"));
    }
    world.advance(600);
    let next = refresh(&world, tabs[0].text("/refresh_token")).await.expect(200);
    world.advance(11);
    refresh(&world, tabs[1].text("/refresh_token")).await.expect_problem(401, "unauthenticated");
    refresh(&world, next.text("/refresh_token")).await.expect_problem(401, "unauthenticated");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_made_up_refresh_token_ends_nobodys_session() {
    let world = World::new().await;
    account(&world, "ana@example.com").await;
    let login = log_in(&world, "ana@example.com", PASSWORD).await.expect(200);
    let token = login.text("/refresh_token");
    let parts: Vec<&str> = token.split('.').collect();
    let made_up = "A".repeat(43);
    for forged in [
        format!("{}.{}.{made_up}", parts[0], parts[1]),
        format!("{}.{}.{made_up}.{made_up}", parts[0], parts[1]),
        format!("{}.{}.{made_up}.{}", parts[0], parts[1], parts[3]),
        format!("{}.{}.{}.{made_up}", parts[0], parts[1], parts[2]),
    ] {
        let refused = refresh(&world, &forged).await.expect_problem(401, "unauthenticated");
        assert!(refused.cost("reads") < 0.5, "nothing is looked up");
        let out = world.visitor().post("/v1/auth/logout", json!({ "refresh_token": forged })).await;
        out.expect_problem(401, "unauthenticated");
    }
    refresh(&world, token).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_token_is_not_saved_by_the_grace() {
    let world = World::new().await;
    account(&world, "ana@example.com").await;
    let first = log_in(&world, "ana@example.com", PASSWORD).await.expect(200);
    let second = refresh(&world, first.text("/refresh_token")).await.expect(200);
    let token = json!({ "refresh_token": second.text("/refresh_token") });
    world.visitor().post("/v1/auth/logout", token).await.expect(204);
    for token in [&first, &second] {
        refresh(&world, token.text("/refresh_token")).await.expect_problem(401, "unauthenticated");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_after_two_weeks_of_silence() {
    let world = World::new().await;
    account(&world, "ana@example.com").await;
    let login = log_in(&world, "ana@example.com", PASSWORD).await.expect(200);
    world.advance(14 * 24 * 60 * 60);
    refresh(&world, login.text("/refresh_token")).await.expect_problem(401, "token_expired");
    let bearer = format!("Bearer {}", login.text("/access_token"));
    let me = world.send(Method::GET, "/v1/me", &[("authorization", &bearer)], None).await;
    me.expect_problem(401, "token_expired");
}

#[tokio::test(flavor = "multi_thread")]
async fn logging_out_ends_the_session_and_can_be_repeated() {
    let world = World::new().await;
    account(&world, "ana@example.com").await;
    let login = log_in(&world, "ana@example.com", PASSWORD).await.expect(200);
    let token = json!({ "refresh_token": login.text("/refresh_token") });
    world.visitor().post("/v1/auth/logout", token.clone()).await.expect(204);
    world.visitor().post("/v1/auth/logout", token).await.expect(204);
    refresh(&world, login.text("/refresh_token")).await.expect_problem(401, "unauthenticated");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_twenty_first_log_in_ends_the_oldest_session() {
    let world = World::new().await;
    account(&world, "ana@example.com").await;
    let mut logins = Vec::new();
    for _ in 0..21 {
        logins.push(log_in(&world, "ana@example.com", PASSWORD).await.expect(200));
    }
    refresh(&world, logins[0].text("/refresh_token")).await.expect_problem(401, "unauthenticated");
    refresh(&world, logins[1].text("/refresh_token")).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_guests_cart_is_brought_along_once() {
    let world = World::new().await;
    account(&world, "ana@example.com").await;
    let lamp = world.sells(a_product("Desk Lamp").stock(9)).await;
    let guest = world.guest_with(&[&lamp], 2).await;
    let body = json!({ "email": "ana@example.com", "password": PASSWORD });
    let login = guest.post("/v1/auth/login", body.clone()).await.expect(200);
    assert_eq!(login.body["cart_warnings"], json!([]));
    guest.post("/v1/auth/login", body).await.expect(200);
    let bearer = format!("Bearer {}", login.text("/access_token"));
    let cart = world.send(Method::GET, "/v1/cart", &[("authorization", &bearer)], None).await.expect(200);
    assert_eq!(cart.list("/items").len(), 1);
    assert_eq!(cart.number("/items/0/quantity"), 2);
}

/// Sends as whoever logged in.
async fn send(world: &World, method: Method, path: &str, login: &Answer) -> Answer {
    let bearer = format!("Bearer {}", login.text("/access_token"));
    world.send(method, path, &[("authorization", &bearer), ("user-agent", "Lantern/2.0 (Test)")], None).await
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_are_listed_with_their_device_and_ended_one_by_one() {
    let world = World::new().await;
    account(&world, "ana@example.com").await;
    let body = json!({ "email": "ana@example.com", "password": PASSWORD });
    let spoofed = [("user-agent", "Lantern/1.0"), ("x-forwarded-for", "198.51.100.9")];
    let first = world.send(Method::POST, "/v1/auth/login", &spoofed, Some(&body)).await.expect(200);
    world.advance(1);
    let second = log_in(&world, "ana@example.com", PASSWORD).await.expect(200);
    let list = send(&world, Method::GET, "/v1/me/sessions", &second).await.expect(200);
    let sessions = list.list("/items");
    assert_eq!(sessions.iter().map(|session| session["current"] == true).collect::<Vec<_>>(), [true, false]);
    assert_eq!((&sessions[1]["device"], &sessions[1]["network"]), (&json!("Lantern/1.0"), &json!("127.0.0.0/24")));
    let path = format!("/v1/me/sessions/{}", list.text("/items/1/id"));
    let eve = world.customer("eve@example.com").await;
    eve.delete(&path).await.expect_problem(404, "not_found");
    send(&world, Method::DELETE, &path, &second).await.expect(204);
    send(&world, Method::DELETE, &path, &second).await.expect_problem(404, "not_found");
    send(&world, Method::DELETE, "/v1/me/sessions/nothing", &second).await.expect_problem(400, "malformed_id");
    refresh(&world, first.text("/refresh_token")).await.expect_problem(401, "unauthenticated");
    assert_eq!(send(&world, Method::GET, "/v1/me/sessions", &second).await.expect(200).list("/items").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_ended_session_changes_nothing_at_once_and_reads_nothing_half_a_minute_later() {
    let world = World::new().await;
    account(&world, "ana@example.com").await;
    let login = log_in(&world, "ana@example.com", PASSWORD).await.expect(200);
    let other = log_in(&world, "ana@example.com", PASSWORD).await.expect(200);
    world.advance(60);
    let cold = send(&world, Method::GET, "/v1/me", &login).await.expect(200);
    let warm = send(&world, Method::GET, "/v1/me", &login).await.expect(200);
    assert_eq!((cold.cost("trips"), warm.cost("trips")), (2.0, 1.0), "the check itself costs nothing");
    let all = send(&world, Method::DELETE, "/v1/me/sessions", &other).await;
    all.expect(204);
    send(&world, Method::DELETE, "/v1/cart", &login).await.expect_problem(401, "unauthenticated");
    world.advance(30);
    send(&world, Method::GET, "/v1/me", &login).await.expect_problem(401, "unauthenticated");
    send(&world, Method::GET, "/v1/orders", &login).await.expect_problem(401, "unauthenticated");
    for login in [&login, &other] {
        refresh(&world, login.text("/refresh_token")).await.expect_problem(401, "unauthenticated");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_whose_session_has_ended_read_nothing_from_then_on() {
    let world = World::new().await;
    let admin = world.admin().await;
    admin.get("/v1/admin/orders").await.expect(200);
    let sessions = world.store().sessions().of_user(admin.0.id).await.unwrap();
    let session = sessions.first().expect("a session");
    Tx::<()>::new().delete(session).commit(world.store().table()).await.unwrap();
    admin.get("/v1/admin/orders").await.expect_problem(401, "unauthenticated");
}
