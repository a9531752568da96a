//! A second factor: set up, demanded, used, lost and given up.

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use testkit::{Answer, World};

use super::{PASSWORD, account, log_in, mailed_tokens, refresh};

const EMAIL: &str = "ana@example.com";

/// Sends as whoever has `token`.
async fn send(world: &World, token: &str, method: Method, path: &str, body: Option<Value>) -> Answer {
    world.send(method, path, &[("authorization", &format!("Bearer {token}"))], body.as_ref()).await
}

async fn post(world: &World, token: &str, path: &str, body: Value) -> Answer {
    send(world, token, Method::POST, path, Some(body)).await
}

/// Goes on with a log-in.
async fn finish(world: &World, challenge: &str, code: &str) -> Answer {
    world.visitor().post("/v1/auth/second-factor", json!({ "challenge": challenge, "code": code })).await
}

/// Logs in by password; the challenge that is answered.
async fn challenge(world: &World) -> String {
    let answer = log_in(world, EMAIL, PASSWORD).await.expect_problem(403, "second_factor_required");
    assert_eq!(answer.body.get("expires_in"), Some(&json!(300)));
    answer.text("/challenge").to_owned()
}

/// A second factor of whoever has `token`: the app's secret and the recovery codes. Half a minute passes.
async fn set_up(world: &World, token: &str) -> (String, Vec<String>) {
    let told = post(world, token, "/v1/me/second-factor", json!({})).await.expect(200);
    let secret = told.text("/secret").to_owned();
    let code = json!({ "code": world.code(&secret) });
    let confirmed = post(world, token, "/v1/me/second-factor/confirm", code).await.expect(200);
    let codes = confirmed.list("/recovery_codes").iter().map(|code| code.as_str().unwrap().to_owned()).collect();
    // So that the app shows another code.
    world.advance(30);
    (secret, codes)
}

/// A world with an account that has a second factor, and a session of it.
async fn guarded() -> (World, String, String, Vec<String>) {
    let world = World::new().await;
    account(&world, EMAIL).await;
    let login = log_in(&world, EMAIL, PASSWORD).await.expect(200);
    let token = login.text("/access_token").to_owned();
    let (secret, codes) = set_up(&world, &token).await;
    (world, token, secret, codes)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_in_asks_for_the_code_of_the_app_and_takes_it_once() {
    let (world, token, secret, codes) = guarded().await;
    assert_eq!(codes.len(), 10);
    let me = send(&world, &token, Method::GET, "/v1/me", None).await.expect(200);
    assert_eq!(me.body["second_factor"], true);
    let challenge = challenge(&world).await;
    let code = world.code(&secret);
    let wrong = if code == "000000" { "000001" } else { "000000" };
    let refused = finish(&world, &challenge, wrong).await.expect_problem(422, "otp_invalid");
    assert_eq!(refused.text("/errors/0/pointer"), "/code");
    let login = finish(&world, &challenge, &code).await.expect(200);
    refresh(&world, login.text("/refresh_token")).await.expect(200);
    finish(&world, &challenge, &code).await.expect_problem(422, "otp_invalid");
    world.settle().await;
    assert!(world.mail_to(EMAIL).iter().any(|mail| mail.subject.starts_with("Your second factor is on")));
    assert_eq!(world.dead_letters(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reset_gets_around_no_second_factor() {
    let (world, _, secret, _) = guarded().await;
    world.visitor().post("/v1/auth/forgot-password", json!({ "email": EMAIL })).await.expect(202);
    let token = mailed_tokens(&world, EMAIL).await.pop().unwrap();
    let password = "quite another phrase";
    let body = json!({ "token": token, "password": password });
    let reset = world.visitor().post("/v1/auth/reset-password", body).await.expect(204);
    assert!(reset.body.is_null() || reset.body == json!(""), "nobody is logged in by it: {:?}", reset.body);
    let answer = log_in(&world, EMAIL, password).await.expect_problem(403, "second_factor_required");
    finish(&world, answer.text("/challenge"), "000000").await.expect_problem(422, "otp_invalid");
    finish(&world, answer.text("/challenge"), &world.code(&secret)).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_of_another_person_or_of_another_purpose_open_nothing() {
    let (world, token, secret, codes) = guarded().await;
    account(&world, "bob@example.com").await;
    let bob = log_in(&world, "bob@example.com", PASSWORD).await.expect(200);
    let bob = bob.text("/access_token").to_owned();
    let (his_secret, his_codes) = set_up(&world, &bob).await;
    let hers = challenge(&world).await;
    for code in [&world.code(&his_secret), &his_codes[0]] {
        finish(&world, &hers, code).await.expect_problem(422, "otp_invalid");
        post(&world, &token, "/v1/me/step-up", json!({ "code": code })).await.expect_problem(422, "otp_invalid");
    }
    for code in [&world.code(&secret), &codes[0]] {
        post(&world, &token, "/v1/me/step-up", json!({ "code": code })).await.expect(200);
        finish(&world, &hers, code).await.expect_problem(422, "otp_invalid");
    }
    // A challenge is no token of any other kind, and none of those is a challenge.
    send(&world, &hers, Method::GET, "/v1/me", None).await.expect_problem(401, "unauthenticated");
    refresh(&world, &hers).await.expect_problem(401, "unauthenticated");
    for path in ["/v1/auth/verify-email", "/v1/auth/confirm-email"] {
        world.visitor().post(path, json!({ "token": hers })).await.expect_problem(422, "token_invalid");
    }
    world.visitor().post("/v1/auth/forgot-password", json!({ "email": EMAIL })).await.expect(202);
    let reset = mailed_tokens(&world, EMAIL).await.pop().unwrap();
    for other in [&reset, &token] {
        finish(&world, other, &codes[1]).await.expect_problem(422, "token_invalid");
    }
    finish(&world, &hers, &codes[1]).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_challenge_ends_after_five_minutes_and_with_the_password() {
    let (world, token, secret, _) = guarded().await;
    let old = challenge(&world).await;
    world.advance(300);
    finish(&world, &old, &world.code(&secret)).await.expect_problem(410, "token_spent");
    let before = challenge(&world).await;
    let change = json!({ "current_password": PASSWORD, "new_password": "quite another phrase" });
    post(&world, &token, "/v1/me/password", change).await.expect(204);
    finish(&world, &before, &world.code(&secret)).await.expect_problem(422, "token_invalid");
    for forged in ["", "x", "a.b.c", &format!("{before}x")] {
        finish(&world, forged, &world.code(&secret)).await.expect_problem(422, "token_invalid");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_guesses_at_a_time_are_five() {
    let (world, _, secret, _) = guarded().await;
    let challenge = challenge(&world).await;
    let right = world.code(&secret);
    let wrong = (0..).map(|number| format!("{number:06}")).filter(|code| *code != right).take(20);
    let guesses: Vec<String> = wrong.collect();
    let answers = join_all(guesses.iter().map(|code| finish(&world, &challenge, code))).await;
    let compared = answers.iter().filter(|answer| answer.status == 422).count();
    let stopped = answers.iter().filter(|answer| answer.status == 429).count();
    assert_eq!((compared, stopped), (5, 15));
    finish(&world, &challenge, &right).await.expect_problem(429, "too_many_attempts");
    world.advance(60);
    finish(&world, &challenge, &world.code(&secret)).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_code_that_is_used_twice_at_a_time_begins_one_session() {
    let (world, _, secret, _) = guarded().await;
    let challenge = challenge(&world).await;
    let code = world.code(&secret);
    let answers = join_all((0..5).map(|_| finish(&world, &challenge, &code))).await;
    let begun = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(begun, 1, "{:?}", answers.iter().map(|answer| answer.status).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recovery_code_stands_in_for_the_app_once_and_is_told_by_mail() {
    let (world, token, _, codes) = guarded().await;
    let first = challenge(&world).await;
    finish(&world, &first, &codes[3].to_uppercase()).await.expect(200);
    finish(&world, &first, &codes[3]).await.expect_problem(422, "otp_invalid");
    let state = send(&world, &token, Method::GET, "/v1/me/second-factor", None).await.expect(200);
    assert_eq!(state.body["recovery_codes_left"], 9);
    let renewed = post(&world, &token, "/v1/me/second-factor/recovery-codes", json!({})).await.expect(200);
    let new = renewed.text("/recovery_codes/0").to_owned();
    finish(&world, &first, &codes[4]).await.expect_problem(422, "otp_invalid");
    finish(&world, &first, &new).await.expect(200);
    world.settle().await;
    let subjects: Vec<String> = world.mail_to(EMAIL).iter().map(|mail| mail.subject.clone()).collect();
    assert_eq!(subjects.iter().filter(|subject| subject.starts_with("A recovery code was used")).count(), 2);
    assert!(subjects.iter().any(|subject| subject.starts_with("You have new recovery codes")), "{subjects:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_factor_that_was_never_confirmed_is_not_demanded() {
    let world = World::new().await;
    account(&world, EMAIL).await;
    let login = log_in(&world, EMAIL, PASSWORD).await.expect(200);
    let token = login.text("/access_token");
    post(&world, token, "/v1/me/second-factor/confirm", json!({ "code": "123456" }))
        .await
        .expect_problem(409, "second_factor_inactive");
    let first = post(&world, token, "/v1/me/second-factor", json!({})).await.expect(200);
    let second = post(&world, token, "/v1/me/second-factor", json!({})).await.expect(200);
    assert_ne!(first.text("/secret"), second.text("/secret"));
    let outdated = json!({ "code": world.code(first.text("/secret")) });
    post(&world, token, "/v1/me/second-factor/confirm", outdated).await.expect_problem(422, "otp_invalid");
    log_in(&world, EMAIL, PASSWORD).await.expect(200);
    let state = send(&world, token, Method::GET, "/v1/me/second-factor", None).await.expect(200);
    assert_eq!((&state.body["active_since"], &state.body["recovery_codes_left"]), (&Value::Null, &json!(0)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_gives_up_their_second_factor_with_a_fresh_proof() {
    let (world, token, secret, _) = guarded().await;
    post(&world, &token, "/v1/me/second-factor", json!({})).await.expect_problem(409, "second_factor_active");
    world.advance(600);
    // The access token is as old.
    let challenge = challenge(&world).await;
    let login = finish(&world, &challenge, &world.code(&secret)).await.expect(200);
    world.advance(599);
    let token = refresh(&world, login.text("/refresh_token")).await.expect(200).text("/access_token").to_owned();
    world.advance(1);
    let path = "/v1/me/second-factor";
    send(&world, &token, Method::DELETE, path, None).await.expect_problem(403, "step_up_required");
    let password = json!({ "password": PASSWORD });
    post(&world, &token, "/v1/me/step-up", password).await.expect_problem(403, "second_factor_required");
    post(&world, &token, "/v1/me/step-up", json!({ "code": world.code(&secret) })).await.expect(200);
    send(&world, &token, Method::DELETE, path, None).await.expect(204);
    send(&world, &token, Method::DELETE, path, None).await.expect_problem(409, "second_factor_inactive");
    log_in(&world, EMAIL, PASSWORD).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_second_factor_the_password_proves_who_it_is() {
    let world = World::new().await;
    account(&world, EMAIL).await;
    let login = log_in(&world, EMAIL, PASSWORD).await.expect(200);
    world.advance(599);
    let token = refresh(&world, login.text("/refresh_token")).await.expect(200).text("/access_token").to_owned();
    world.advance(1);
    post(&world, &token, "/v1/me/second-factor", json!({})).await.expect_problem(403, "step_up_required");
    for body in [json!({}), json!({ "password": PASSWORD, "code": "123456" })] {
        post(&world, &token, "/v1/me/step-up", body).await.expect_problem(422, "validation_failed");
    }
    let wrong = json!({ "password": "not her password" });
    post(&world, &token, "/v1/me/step-up", wrong).await.expect_problem(401, "invalid_credentials");
    post(&world, &token, "/v1/me/step-up", json!({ "code": "123456" }))
        .await
        .expect_problem(409, "second_factor_inactive");
    post(&world, &token, "/v1/me/step-up", json!({ "password": PASSWORD })).await.expect(200);
    post(&world, &token, "/v1/me/second-factor", json!({})).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_do_nothing_without_a_second_factor_and_cannot_give_it_up() {
    let world = World::new().await;
    let account = operate::accounts::NewAccount {
        email: EMAIL.parse().unwrap(),
        password: PASSWORD.to_owned(),
        role: domain::identity::user::Role::Admin,
    };
    local::operator::open_account(world.stack.stack_state(), &account).await.unwrap();
    let login = log_in(&world, EMAIL, PASSWORD).await.expect(200);
    let token = login.text("/access_token").to_owned();
    send(&world, &token, Method::GET, "/v1/admin/audit", None).await.expect_problem(403, "second_factor_missing");
    let other = log_in(&world, EMAIL, PASSWORD).await.expect(200);
    set_up(&world, &token).await;
    send(&world, &token, Method::GET, "/v1/admin/audit", None).await.expect(200);
    let elsewhere = other.text("/access_token");
    send(&world, elsewhere, Method::GET, "/v1/admin/audit", None).await.expect_problem(403, "second_factor_missing");
    send(&world, &token, Method::DELETE, "/v1/me/second-factor", None)
        .await
        .expect_problem(403, "second_factor_mandatory");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happens_to_a_second_factor_is_in_the_audit_without_a_code() {
    let (world, _, _, codes) = guarded().await;
    let challenge = challenge(&world).await;
    finish(&world, &challenge, "000000").await.expect_problem(422, "otp_invalid");
    finish(&world, &challenge, &codes[0]).await.expect(200);
    let admin = world.admin().await;
    let audit = admin.get("/v1/admin/audit").await.expect(200);
    let entries = audit.list("/items");
    let told: Vec<(&str, &Value)> = entries
        .iter()
        .map(|entry| (entry["action"].as_str().unwrap(), &entry["changes"]["second_factor"]["after"]))
        .filter(|(action, _)| *action != "log_in.failed")
        .collect();
    let (used, on) = (json!("recovery_code_used"), json!("activated"));
    assert_eq!(told, [("second_factor.changed", &used), ("code.failed", &Value::Null), ("second_factor.changed", &on)]);
    for code in codes {
        assert!(!audit.body.to_string().contains(&code));
    }
}
