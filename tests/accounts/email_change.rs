//! Another address of an account.

use reqwest::Method;
use serde_json::json;
use testkit::{Answer, World};

use super::{PASSWORD, account, log_in, mailed_tokens, refresh, said};

async fn ask(world: &World, login: &Answer, email: &str) -> Answer {
    let bearer = format!("Bearer {}", login.text("/access_token"));
    let body = json!({ "email": email });
    world.send(Method::POST, "/v1/me/email", &[("authorization", &bearer)], Some(&body)).await
}

async fn confirm(world: &World, token: &str) -> Answer {
    world.visitor().post("/v1/auth/confirm-email", json!({ "token": token })).await
}

async fn asked(world: &World, email: &str) -> Answer {
    account(world, "ana@example.com").await;
    let login = log_in(world, "ana@example.com", PASSWORD).await.expect(200);
    ask(world, &login, email).await.expect(202);
    login
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_changes_when_the_new_mailbox_says_so_and_the_old_one_is_told() {
    let world = World::new().await;
    let login = asked(&world, "lee@example.com").await;
    let token = mailed_tokens(&world, "lee@example.com").await.pop().unwrap();
    let old = world.mail_to("ana@example.com");
    assert!(
        old.iter()
            .any(|mail| mail.subject.starts_with("Your address at") && mail.subject.ends_with("is to be changed"))
    );
    log_in(&world, "ana@example.com", PASSWORD).await.expect(200);
    log_in(&world, "lee@example.com", PASSWORD).await.expect_problem(401, "invalid_credentials");
    confirm(&world, &token).await.expect(204);
    refresh(&world, login.text("/refresh_token")).await.expect_problem(401, "unauthenticated");
    log_in(&world, "ana@example.com", PASSWORD).await.expect_problem(401, "invalid_credentials");
    let again = log_in(&world, "lee@example.com", PASSWORD).await.expect(200);
    assert_eq!((again.text("/user/id"), again.text("/user/email")), (login.text("/user/id"), "lee@example.com"));
    confirm(&world, &token).await.expect_problem(410, "token_spent");
    world.settle().await;
    assert!(world.mail_to("ana@example.com").iter().any(|mail| mail.subject.ends_with("was changed")));
    // The address is free for another account.
    world.open_account("ana@example.com", PASSWORD).await;
    assert_eq!(world.dead_letters(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn whether_somebody_has_the_new_address_shows_only_in_its_mailbox() {
    let world = World::new().await;
    account(&world, "bob@example.com").await;
    let before = mailed_tokens(&world, "bob@example.com").await.len();
    account(&world, "ana@example.com").await;
    let login = log_in(&world, "ana@example.com", PASSWORD).await.expect(200);
    let taken = ask(&world, &login, "bob@example.com").await.expect(202);
    let free = ask(&world, &login, "lee@example.com").await.expect(202);
    assert_eq!((said(&taken), taken.cost("trips")), (said(&free), free.cost("trips")));
    assert_eq!(mailed_tokens(&world, "bob@example.com").await.len(), before, "no link that would work");
    assert!(world.mail_to("bob@example.com").iter().any(|mail| mail.subject.starts_with("You already have")));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_is_taken_meanwhile_stays_where_it_is() {
    let world = World::new().await;
    let login = asked(&world, "lee@example.com").await;
    let token = mailed_tokens(&world, "lee@example.com").await.pop().unwrap();
    world.open_account("lee@example.com", PASSWORD).await;
    confirm(&world, &token).await.expect_problem(409, "email_taken");
    refresh(&world, login.text("/refresh_token")).await.expect(200);
    log_in(&world, "ana@example.com", PASSWORD).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_request_and_another_password_make_a_token_worthless() {
    let world = World::new().await;
    let login = asked(&world, "lee@example.com").await;
    let first = mailed_tokens(&world, "lee@example.com").await.pop().unwrap();
    ask(&world, &login, "kim@example.com").await.expect(202);
    let second = mailed_tokens(&world, "kim@example.com").await.pop().unwrap();
    confirm(&world, &first).await.expect_problem(410, "token_spent");
    let bearer = format!("Bearer {}", login.text("/access_token"));
    let change = json!({ "current_password": PASSWORD, "new_password": "quite another phrase" });
    world.send(Method::POST, "/v1/me/password", &[("authorization", &bearer)], Some(&change)).await.expect(204);
    confirm(&world, &second).await.expect_problem(410, "token_spent");
    ask(&world, &login, "pat@example.com").await.expect(202);
    let third = mailed_tokens(&world, "pat@example.com").await.pop().unwrap();
    world.advance(24 * 3600);
    confirm(&world, &third).await.expect_problem(410, "token_spent");
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_of_another_purpose_and_made_up_ones_change_no_address() {
    let world = World::new().await;
    asked(&world, "lee@example.com").await;
    world.visitor().post("/v1/auth/forgot-password", json!({ "email": "ana@example.com" })).await.expect(202);
    let reset = mailed_tokens(&world, "ana@example.com").await.pop().unwrap();
    let change = mailed_tokens(&world, "lee@example.com").await.pop().unwrap();
    for text in [reset.as_str(), "", "tok_1.x", &format!("{change}A")] {
        confirm(&world, text).await.expect_problem(422, "token_invalid");
    }
    let body = json!({ "token": change, "password": "quite another phrase" });
    world.visitor().post("/v1/auth/reset-password", body).await.expect_problem(422, "token_invalid");
    confirm(&world, &change).await.expect(204);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_needs_a_fresh_proof_a_new_address_and_some_patience() {
    let world = World::new().await;
    account(&world, "ana@example.com").await;
    let login = log_in(&world, "ana@example.com", PASSWORD).await.expect(200);
    let refused = ask(&world, &login, "ANA@example.com").await.expect_problem(422, "email_unchanged");
    assert_eq!(refused.text("/errors/0/pointer"), "/email");
    ask(&world, &login, "no address").await.expect_problem(422, "validation_failed");
    for number in 0..4 {
        ask(&world, &login, &format!("lee{number}@example.com")).await.expect(202);
    }
    ask(&world, &login, "lee@example.com").await.expect_problem(429, "rate_limited");
    world.advance(595);
    let next = refresh(&world, login.text("/refresh_token")).await.expect(200);
    world.advance(5);
    ask(&world, &next, "lee@example.com").await.expect_problem(403, "step_up_required");
}
