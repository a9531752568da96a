//! Opening an account, and showing that its address is one's own.

use futures_util::future::join_all;
use serde_json::json;
use testkit::World;

use super::{PASSWORD, account, log_in, mailed_tokens, register, said, verify};

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_opened_confirmed_and_logged_into() {
    let world = World::new().await;
    let body = json!({ "email": "Ana.Lee@Example.com", "password": PASSWORD, "name": " Ana Lee " });
    world.visitor().post("/v1/auth/register", body).await.expect(202);
    log_in(&world, "ana.lee@example.com", PASSWORD).await.expect_problem(403, "email_not_verified");
    log_in(&world, "ana.lee@example.com", "not her password").await.expect_problem(401, "invalid_credentials");

    let tokens = mailed_tokens(&world, "Ana.Lee@example.com").await;
    assert_eq!(tokens.len(), 1);
    verify(&world, &tokens[0]).await.expect(200);

    let login = log_in(&world, "ANA.LEE@example.com", PASSWORD).await.expect(200);
    assert_eq!((login.text("/token_type"), login.number("/expires_in")), ("Bearer", 600));
    assert_eq!(login.header("cache-control"), Some("no-store"));
    let bearer = format!("Bearer {}", login.text("/access_token"));
    let me = world.send(reqwest::Method::GET, "/v1/me", &[("authorization", &bearer)], None).await.expect(200);
    assert_eq!(me.body, login.body["user"]);
    assert_eq!((me.text("/email"), me.text("/name"), me.text("/role")), ("Ana.Lee@example.com", "Ana Lee", "customer"));
    assert_eq!((me.header("etag"), me.number("/version")), (Some("\"v2\""), 2));
    assert_eq!(world.dead_letters(), 0);
}

/// M01-T01
#[tokio::test(flavor = "multi_thread")]
async fn registrations_at_once_open_one_account_and_answer_alike() {
    let world = World::new().await;
    let passwords: Vec<String> = (0..12).map(|number| format!("{PASSWORD} {number}")).collect();
    let answers = join_all(passwords.iter().map(|password| register(&world, "ana@example.com", password))).await;
    for answer in &answers {
        assert_eq!((answer.status, &answer.body), (202, &answers[0].body));
    }
    let token = mailed_tokens(&world, "ana@example.com").await.pop().expect("a token");
    verify(&world, &token).await.expect(200);
    let mut fitting = 0;
    for password in &passwords {
        world.advance(15 * 60);
        fitting += usize::from(log_in(&world, "ana@example.com", password).await.status == 200);
    }
    assert_eq!(fitting, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_known_address_is_answered_like_an_unknown_one_and_its_mailbox_is_told() {
    let world = World::new().await;
    account(&world, "ana@example.com").await;
    let known = register(&world, "ana@example.com", "quite another phrase").await.expect(202);
    let unknown = register(&world, "bob@example.com", PASSWORD).await.expect(202);
    assert_eq!(known.body, unknown.body);
    world.settle().await;
    let mails = world.mail_to("ana@example.com");
    assert!(mails.iter().any(|mail| mail.subject.starts_with("You already have an account")), "{mails:?}");
    assert_eq!(mailed_tokens(&world, "ana@example.com").await.len(), 1, "there is nothing more to confirm");
    log_in(&world, "ana@example.com", "quite another phrase").await.expect_problem(403, "email_not_verified");
    log_in(&world, "ana@example.com", PASSWORD).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn until_the_address_is_confirmed_the_last_password_counts() {
    let world = World::new().await;
    register(&world, "ana@example.com", "somebody was here first").await.expect(202);
    register(&world, "ana@example.com", PASSWORD).await.expect(202);
    let tokens = mailed_tokens(&world, "ana@example.com").await;
    assert_eq!(tokens.len(), 2);
    verify(&world, &tokens[1]).await.expect(200);
    log_in(&world, "ana@example.com", "somebody was here first").await.expect_problem(401, "invalid_credentials");
    log_in(&world, "ana@example.com", PASSWORD).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn registering_after_somebody_does_not_change_the_password_behind_their_own_mail() {
    let world = World::new().await;
    register(&world, "ana@example.com", PASSWORD).await.expect(202);
    let own = mailed_tokens(&world, "ana@example.com").await.remove(0);
    register(&world, "ana@example.com", "somebody came later").await.expect(202);
    verify(&world, &own).await.expect(200);
    log_in(&world, "ana@example.com", "somebody came later").await.expect_problem(403, "email_not_verified");
    log_in(&world, "ana@example.com", PASSWORD).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_confirmation_works_once_however_many_follow_the_link() {
    let world = World::new().await;
    register(&world, "ana@example.com", PASSWORD).await.expect(202);
    let token = mailed_tokens(&world, "ana@example.com").await.remove(0);
    let answers = join_all((0..8).map(|_| verify(&world, &token))).await;
    let confirmed = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(confirmed, 1);
    for answer in answers.into_iter().filter(|answer| answer.status != 200) {
        answer.expect_problem(410, "token_spent");
    }
}

/// A01-T04
#[tokio::test(flavor = "multi_thread")]
async fn a_confirmation_is_good_for_a_day() {
    let world = World::new().await;
    register(&world, "ana@example.com", PASSWORD).await.expect(202);
    let token = mailed_tokens(&world, "ana@example.com").await.remove(0);
    world.advance(24 * 60 * 60);
    verify(&world, &token).await.expect_problem(410, "token_spent");
    register(&world, "ana@example.com", PASSWORD).await.expect(202);
    let fresh = mailed_tokens(&world, "ana@example.com").await.pop().expect("a token");
    verify(&world, &fresh).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_with_one_key_happen_once() {
    let world = World::new().await;
    let body = json!({ "email": "ana@example.com", "password": PASSWORD });
    let visitor = world.visitor();
    let answers = join_all((0..8).map(|_| visitor.post_once("/v1/auth/register", "r1", body.clone()))).await;
    let replayed = answers.iter().filter(|answer| answer.header("idempotent-replayed") == Some("true")).count();
    assert!(answers.iter().all(|answer| answer.status == 202));
    assert_eq!(replayed, 7);
    let tokens = mailed_tokens(&world, "ana@example.com").await;
    assert_eq!((tokens.len(), world.mail_to("ana@example.com").len()), (1, 1));
    let other = json!({ "email": "ana@example.com", "password": "quite another phrase" });
    visitor.post_once("/v1/auth/register", "r1", other).await.expect_problem(422, "idempotency_key_reused");

    let body = json!({ "token": tokens[0] });
    let answers = join_all((0..8).map(|_| visitor.post_once("/v1/auth/verify-email", "v1", body.clone()))).await;
    assert!(answers.iter().all(|answer| answer.status == 200), "{answers:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn asking_for_the_mail_again_tells_nothing_about_an_address() {
    let world = World::new().await;
    account(&world, "known@example.com").await;
    register(&world, "waiting@example.com", PASSWORD).await.expect(202);
    register(&world, "waiting@example.com", PASSWORD).await.expect(202);
    let mut answers = Vec::new();
    for email in ["known@example.com", "waiting@example.com", "unknown@example.com"] {
        let ask = || async { world.visitor().post("/v1/auth/resend-verification", json!({ "email": email })).await };
        for _ in 0..5 {
            let answer = ask().await.expect(202);
            answers.push((answer.cost("trips").to_bits(), said(&answer)));
        }
        let refused = ask().await.expect_problem(429, "rate_limited");
        assert_eq!(refused.header("retry-after"), Some("3600"), "{email}");
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    assert_eq!(mailed_tokens(&world, "waiting@example.com").await.len(), 2 + 5);
    assert_eq!(mailed_tokens(&world, "known@example.com").await.len(), 1);
    assert!(world.mail_to("unknown@example.com").is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mailbox_is_not_flooded_by_registering_again_and_again() {
    let world = World::new().await;
    for _ in 0..10 {
        register(&world, "ana@example.com", PASSWORD).await.expect(202);
    }
    world.settle().await;
    assert_eq!(world.mail_to("ana@example.com").len(), 1 + 5);
}

/// Who counts what the shop asks its table, or measures how long that takes, learns nothing either.
#[tokio::test(flavor = "multi_thread")]
async fn registering_asks_the_table_the_same_whoever_has_the_address() {
    let world = World::new().await;
    account(&world, "known@example.com").await;
    register(&world, "waiting@example.com", PASSWORD).await.expect(202);
    world.advance(3600);
    let mut costs = Vec::new();
    for email in ["known@example.com", "waiting@example.com", "unknown@example.com"] {
        // The seventh and the eighth cause no mail any more.
        for number in 0..8 {
            let answer = register(&world, email, PASSWORD).await.expect(202);
            costs.push(((number < 6, answer.cost("trips").to_bits()), said(&answer)));
        }
    }
    costs.sort_by_key(|(cost, _)| *cost);
    costs.dedup();
    assert_eq!(costs.len(), 2, "{costs:?}");
}

/// Registering and then logging in would otherwise tell who has an account.
#[tokio::test(flavor = "multi_thread")]
async fn logging_in_after_registering_tells_nothing_about_an_address() {
    let world = World::new().await;
    account(&world, "ana@example.com").await;
    let mut said_of = Vec::new();
    for email in ["ana@example.com", "new@example.com"] {
        register(&world, email, "somebody else's idea").await.expect(202);
        let right = log_in(&world, email, "somebody else's idea").await;
        let wrong = log_in(&world, email, "not that either").await;
        said_of.push((said(&right), right.cost("trips"), said(&wrong), wrong.cost("trips")));
    }
    let [known, new] = &said_of[..] else { unreachable!() };
    assert_eq!(known, new);
    assert_eq!((known.0.0, known.2.0), (403, 401));
    log_in(&world, "ana@example.com", PASSWORD).await.expect(200);
    world.advance(30 * 24 * 3600);
    for email in ["ana@example.com", "new@example.com"] {
        log_in(&world, email, "somebody else's idea").await.expect_problem(401, "invalid_credentials");
    }
}
