//! Passwords that are changed, forgotten and reset.

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use testkit::{Answer, World};

use super::{PASSWORD, account, log_in, mailed_tokens, refresh, said};

/// Another password that is good enough.
const OTHER: &str = "quite another phrase";

async fn change(world: &World, login: &Answer, body: Value) -> Answer {
    let bearer = format!("Bearer {}", login.text("/access_token"));
    world.send(Method::POST, "/v1/me/password", &[("authorization", &bearer)], Some(&body)).await
}

async fn forget(world: &World, email: &str) -> Answer {
    world.visitor().post("/v1/auth/forgot-password", json!({ "email": email })).await
}

async fn reset(world: &World, token: &str, password: &str) -> Answer {
    world.visitor().post("/v1/auth/reset-password", json!({ "token": token, "password": password })).await
}

/// The token of the latest mail that resets the password of `email`.
async fn reset_token(world: &World, email: &str) -> String {
    forget(world, email).await.expect(202);
    mailed_tokens(world, email).await.pop().expect("a token")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_password_ends_the_other_sessions_and_is_told_by_mail() {
    let world = World::new().await;
    account(&world, "ana@example.com").await;
    let here = log_in(&world, "ana@example.com", PASSWORD).await.expect(200);
    let there = log_in(&world, "ana@example.com", PASSWORD).await.expect(200);
    let wrong = json!({ "current_password": "not her password", "new_password": OTHER });
    change(&world, &here, wrong).await.expect_problem(401, "invalid_credentials");
    change(&world, &here, json!({ "current_password": PASSWORD, "new_password": OTHER })).await.expect(204);
    refresh(&world, there.text("/refresh_token")).await.expect_problem(401, "unauthenticated");
    let again = json!({ "current_password": OTHER, "new_password": PASSWORD });
    change(&world, &there, again).await.expect_problem(401, "unauthenticated");
    refresh(&world, here.text("/refresh_token")).await.expect(200);
    log_in(&world, "ana@example.com", PASSWORD).await.expect_problem(401, "invalid_credentials");
    log_in(&world, "ana@example.com", OTHER).await.expect(200);
    world.settle().await;
    let mails = world.mail_to("ana@example.com");
    assert!(mails.iter().any(|mail| mail.subject.contains("was changed")), "{mails:?}");
    assert_eq!(world.dead_letters(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_must_be_good_and_the_current_one_is_not_guessed() {
    let world = World::new().await;
    account(&world, "ana@example.com").await;
    let login = log_in(&world, "ana@example.com", PASSWORD).await.expect(200);
    let long = "a7!Zq".repeat(60);
    for (new, code) in
        [("kX9#qLm", "password_too_short"), (long.as_str(), "password_too_long"), ("password1", "password_too_weak")]
    {
        world.advance(60);
        let body = json!({ "current_password": PASSWORD, "new_password": new });
        let refused = change(&world, &login, body).await.expect_problem(422, code);
        assert_eq!(refused.text("/errors/0/pointer"), "/new_password");
    }
    let nul = json!({ "current_password": PASSWORD, "new_password": "vexed\u{0} otters juggle" });
    change(&world, &login, nul).await.expect_problem(422, "validation_failed");
    world.advance(60);
    let wrong = json!({ "current_password": "not her password", "new_password": OTHER });
    for _ in 0..5 {
        change(&world, &login, wrong.clone()).await.expect_problem(401, "invalid_credentials");
    }
    let right = json!({ "current_password": PASSWORD, "new_password": OTHER });
    change(&world, &login, right).await.expect_problem(429, "too_many_attempts");
    log_in(&world, "ana@example.com", PASSWORD).await.expect(200);
}

/// M01-T04
#[tokio::test(flavor = "multi_thread")]
async fn a_reset_works_once_and_ends_every_session() {
    let world = World::new().await;
    account(&world, "ana@example.com").await;
    let login = log_in(&world, "ana@example.com", PASSWORD).await.expect(200);
    let token = reset_token(&world, "ana@example.com").await;
    reset(&world, &token, "password1").await.expect_problem(422, "password_too_weak");
    let answers = join_all((0..6).map(|_| reset(&world, &token, OTHER))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 204).count(), 1);
    for answer in answers.into_iter().filter(|answer| answer.status != 204) {
        answer.expect_problem(410, "token_spent");
    }
    refresh(&world, login.text("/refresh_token")).await.expect_problem(401, "unauthenticated");
    log_in(&world, "ana@example.com", PASSWORD).await.expect_problem(401, "invalid_credentials");
    log_in(&world, "ana@example.com", OTHER).await.expect(200);
    reset(&world, "tok_00000000000000000000000001.x", OTHER).await.expect_problem(422, "token_invalid");
}

/// M01-T04
#[tokio::test(flavor = "multi_thread")]
async fn a_reset_dies_with_a_newer_one_with_a_change_and_after_half_an_hour() {
    let world = World::new().await;
    account(&world, "ana@example.com").await;
    let older = reset_token(&world, "ana@example.com").await;
    world.advance(1);
    let newer = reset_token(&world, "ana@example.com").await;
    reset(&world, &older, OTHER).await.expect_problem(410, "token_spent");
    let login = log_in(&world, "ana@example.com", PASSWORD).await.expect(200);
    change(&world, &login, json!({ "current_password": PASSWORD, "new_password": OTHER })).await.expect(204);
    reset(&world, &newer, PASSWORD).await.expect_problem(410, "token_spent");
    world.advance(1);
    let late = reset_token(&world, "ana@example.com").await;
    world.advance(30 * 60);
    reset(&world, &late, PASSWORD).await.expect_problem(410, "token_spent");
    log_in(&world, "ana@example.com", OTHER).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forgotten_password_is_answered_alike_whoever_asks() {
    let world = World::new().await;
    account(&world, "known@example.com").await;
    super::register(&world, "waiting@example.com", PASSWORD).await.expect(202);
    let mut answers = Vec::new();
    for email in ["known@example.com", "waiting@example.com", "unknown@example.com"] {
        let answer = forget(&world, email).await.expect(202);
        answers.push((said(&answer), answer.cost("trips").to_bits()));
        for _ in 0..4 {
            forget(&world, email).await.expect(202);
        }
        forget(&world, email).await.expect_problem(429, "rate_limited");
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    assert_eq!(mailed_tokens(&world, "known@example.com").await.len(), 1 + 5);
    assert_eq!(mailed_tokens(&world, "waiting@example.com").await.len(), 1);
    assert!(world.mail_to("unknown@example.com").is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_of_one_purpose_is_none_of_another() {
    let world = World::new().await;
    super::register(&world, "ana@example.com", PASSWORD).await.expect(202);
    let confirmation = mailed_tokens(&world, "ana@example.com").await.remove(0);
    reset(&world, &confirmation, OTHER).await.expect_problem(422, "token_invalid");
    super::verify(&world, &confirmation).await.expect(200);
    let token = reset_token(&world, "ana@example.com").await;
    super::verify(&world, &token).await.expect_problem(422, "token_invalid");
    reset(&world, &token, OTHER).await.expect(204);
}
