//! An account, from its registration to the end of its session.

use reqwest::Method;
use serde_json::json;
use testkit::World;

use super::{log_in, mailed_token, register};

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_opened_confirmed_used_and_left() {
    let world = World::anywhere().await;
    let email = format!("{}@example.com", world.own("ana"));
    log_in(&world, &email, &[]).await.expect_problem(401, "invalid_credentials");
    register(&world, &email).await;
    let first = log_in(&world, &email, &[]).await.expect(200);
    let bearer = format!("Bearer {}", first.text("/access_token"));
    let me = world.send(Method::GET, "/v1/me", &[("authorization", &bearer)], None).await.expect(200);
    assert_eq!((me.text("/email"), me.text("/role")), (email.as_str(), "customer"));

    let refresh = |token: &str| {
        let (world, body) = (&world, json!({ "refresh_token": token }));
        async move { world.visitor().post("/v1/auth/refresh", body).await }
    };
    let second = refresh(first.text("/refresh_token")).await.expect(200);
    let body = json!({ "refresh_token": second.text("/refresh_token") });
    world.visitor().post("/v1/auth/logout", body).await.expect(204);
    refresh(second.text("/refresh_token")).await.expect(401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_factor_guards_an_account() {
    let world = World::anywhere().await;
    let email = format!("{}@example.com", world.own("lee"));
    register(&world, &email).await;
    let first = log_in(&world, &email, &[]).await.expect(200);
    let bearer = format!("Bearer {}", first.text("/access_token"));
    let own = [("authorization", bearer.as_str())];
    let told = world.send(Method::POST, "/v1/me/second-factor", &own, None).await.expect(200);
    let code = json!({ "code": world.code(told.text("/secret")) });
    let codes = world.send(Method::POST, "/v1/me/second-factor/confirm", &own, Some(&code)).await.expect(200);

    let asked = log_in(&world, &email, &[]).await.expect_problem(403, "second_factor_required");
    // The code of the app was used a moment ago.
    let body = json!({ "challenge": asked.text("/challenge"), "code": codes.text("/recovery_codes/0") });
    let session = world.visitor().post("/v1/auth/second-factor", body.clone()).await.expect(200);
    assert_eq!(session.text("/user/email"), email);
    world.visitor().post("/v1/auth/second-factor", body).await.expect_problem(422, "otp_invalid");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_moves_to_another_address() {
    let world = World::anywhere().await;
    let (email, other) = (format!("{}@example.com", world.own("kim")), format!("{}@example.com", world.own("pat")));
    register(&world, &email).await;
    let first = log_in(&world, &email, &[]).await.expect(200);
    let bearer = format!("Bearer {}", first.text("/access_token"));
    let body = json!({ "email": other });
    world.send(Method::POST, "/v1/me/email", &[("authorization", &bearer)], Some(&body)).await.expect(202);
    let token = mailed_token(&world, &other).await;
    world.visitor().post("/v1/auth/confirm-email", json!({ "token": token })).await.expect(204);
    log_in(&world, &email, &[]).await.expect_problem(401, "invalid_credentials");
    assert_eq!(log_in(&world, &other, &[]).await.expect(200).text("/user/id"), first.text("/user/id"));
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_fetches_what_is_known_about_them_and_leaves() {
    let world = World::anywhere().await;
    let email = format!("{}@example.com", world.own("sam"));
    register(&world, &email).await;
    let session = log_in(&world, &email, &[]).await.expect(200);
    let bearer = format!("Bearer {}", session.text("/access_token"));
    let own = [("authorization", bearer.as_str())];
    world.send(Method::POST, "/v1/me/export", &own, None).await.expect(202);
    // The worker's queue hides a message for as long as a request may be under way.
    world.let_pass(15).await;
    let token = world
        .when(async || {
            let mails = world.mails(&email).await;
            let token =
                |text: &str| Some(text.split_once("/data-export#token=")?.1.split_whitespace().next()?.to_owned());
            mails.iter().find_map(|mail| token(mail.text.as_deref()?))
        })
        .await;
    let answer = world.visitor().post("/v1/exports/download", json!({ "token": token })).await.expect(200);
    let archive = reqwest::get(answer.text("/url")).await.unwrap().error_for_status().unwrap().bytes().await.unwrap();
    assert!(archive.starts_with(b"PK"), "no ZIP archive of {} bytes", archive.len());

    world.send(Method::DELETE, "/v1/me", &own, None).await.expect(204);
    log_in(&world, &email, &[]).await.expect_problem(401, "invalid_credentials");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_keys_that_verify_tokens_are_public() {
    let world = World::anywhere().await;
    let keys = world.visitor().get("/.well-known/jwks.json").await.expect(200);
    let [key] = keys.list("/keys") else { panic!("one key: {:#}", keys.body) };
    assert_eq!((key["alg"].as_str(), key["d"].as_str()), (Some("ES256"), None));
}
