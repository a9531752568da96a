//! What is refused, before anything is changed.

use reqwest::Method;
use serde_json::{Value, json};
use testkit::World;

use super::{PASSWORD, account, accounts, log_in, mailed_tokens, verify};

/// Every command of identity, with a body that has the right form.
fn commands() -> [(&'static str, Value); 8] {
    [
        ("/v1/auth/register", json!({ "email": "eve@example.com", "password": PASSWORD })),
        ("/v1/auth/verify-email", json!({ "token": "tok_00000000000000000000000001.x" })),
        ("/v1/auth/resend-verification", json!({ "email": "eve@example.com" })),
        ("/v1/auth/login", json!({ "email": "eve@example.com", "password": PASSWORD })),
        ("/v1/auth/refresh", json!({ "refresh_token": "x" })),
        ("/v1/auth/logout", json!({ "refresh_token": "x" })),
        ("/v1/auth/forgot-password", json!({ "email": "eve@example.com" })),
        ("/v1/auth/reset-password", json!({ "token": "tok_00000000000000000000000001.x", "password": PASSWORD })),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_that_are_not_what_was_asked_for_are_refused() {
    let world = World::new().await;
    let json_type = [("content-type", "application/json")];
    for (path, good) in commands() {
        let send = |headers, body: Vec<u8>| world.send_raw(Method::POST, path, headers, body);
        for broken in ["", "{", "nul", &format!("{good} x")] {
            send(&json_type, broken.to_owned().into_bytes()).await.expect_problem(400, "malformed_json");
        }
        send(&json_type, vec![0xff, 0xfe]).await.expect_problem(400, "malformed_json");
        send(&json_type, vec![b'x'; 300_000]).await.expect_problem(413, "payload_too_large");
        send(&[], good.to_string().into_bytes()).await.expect_problem(415, "unsupported_media_type");
        world.visitor().get(path).await.expect_problem(405, "method_not_allowed");
        let mut unknown = good.clone();
        unknown["role"] = json!("admin");
        let refused = world.visitor().post(path, unknown).await.expect_problem(422, "validation_failed");
        assert_eq!((refused.text("/errors/0/pointer"), refused.text("/errors/0/code")), ("/role", "unknown_field"));
        let missing = world.visitor().post(path, json!({})).await.expect_problem(422, "validation_failed");
        assert_eq!(missing.text("/errors/0/code"), "missing_field");
        for (name, _) in good.as_object().expect("members") {
            for wrong in [json!(null), json!(1), json!(["x"]), json!({ "x": 1 })] {
                let mut body = good.clone();
                body[name] = wrong;
                let refused = world.visitor().post(path, body).await.expect_problem(422, "validation_failed");
                assert_eq!(refused.text("/errors/0/pointer"), format!("/{name}"));
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_text_is_refused_or_kept_as_text() {
    let world = World::new().await;
    let long = "x".repeat(10_000);
    for text in ["#", "a#b@example.com", "\u{0}@example.com", "a\nb@example.com", "аna@example.com", long.as_str()] {
        for (path, mut body) in commands() {
            for name in ["email", "token", "refresh_token"] {
                if body.get(name).is_some() && (name != "email" || text != "a#b@example.com") {
                    body[name] = json!(text);
                    let answer = world.visitor().post(path, body.clone()).await;
                    assert!((400..500).contains(&answer.status), "{path} {text:?}: {answer:?}");
                }
            }
        }
        let name = json!({ "email": "eve@example.com", "password": PASSWORD, "name": format!("\u{0}{text}") });
        world.visitor().post("/v1/auth/register", name).await.expect_problem(422, "validation_failed");
    }
    account(&world, "a#b@example.com").await;
    log_in(&world, "a#b@example.com", PASSWORD).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn passwords_that_are_guessed_soon_are_refused_and_the_field_is_named() {
    let world = World::new().await;
    let long = "correct horse ".repeat(40);
    for (password, code) in [
        ("short", "password_too_short"),
        (long.as_str(), "password_too_long"),
        ("password1", "password_too_weak"),
        ("eve@example.com", "password_too_weak"),
    ] {
        let body = json!({ "email": "eve@example.com", "password": password });
        let refused = world.visitor().post("/v1/auth/register", body).await.expect_problem(422, code);
        assert_eq!(refused.text("/errors/0/pointer"), "/password");
    }
    world.settle().await;
    assert!(world.mail_to("eve@example.com").is_empty());
}

/// Wherever a password is set, and where one is only compared.
#[tokio::test(flavor = "multi_thread")]
async fn passwords_of_seven_and_of_three_hundred_characters_and_with_nul_bytes_are_set_nowhere() {
    let world = World::new().await;
    account(&world, "ana@example.com").await;
    let login = log_in(&world, "ana@example.com", PASSWORD).await.expect(200);
    let bearer = format!("Bearer {}", login.text("/access_token"));
    world.visitor().post("/v1/auth/forgot-password", json!({ "email": "ana@example.com" })).await.expect(202);
    let token = mailed_tokens(&world, "ana@example.com").await.pop().expect("a token");
    let before = accounts(&world).await;
    let (long, many_bytes) = ("a7!Zq".repeat(60), "\u{1F600}7!Zq ".repeat(65));
    for (password, code) in [
        ("", "password_too_short"),
        ("kX9#qLm", "password_too_short"),
        ("\u{1F600}\u{1F680}\u{1F984}\u{1F419}\u{1F335}\u{1F9ED}\u{1FA81}", "password_too_short"),
        (long.as_str(), "password_too_long"),
        (many_bytes.as_str(), "password_too_long"),
        ("vexed\u{0} otters juggle", "validation_failed"),
        ("vexed otters juggle\u{0}", "validation_failed"),
    ] {
        // Comparing is counted.
        world.advance(60);
        let sent = [
            ("/v1/auth/register", "/password", json!({ "email": "eve@example.com", "password": password })),
            ("/v1/auth/reset-password", "/password", json!({ "token": token, "password": password })),
            ("/v1/me/password", "/new_password", json!({ "current_password": PASSWORD, "new_password": password })),
        ];
        for (path, pointer, body) in sent {
            let refused = world.send(Method::POST, path, &[("authorization", &bearer)], Some(&body)).await;
            assert_eq!((refused.status, refused.text("/code")), (422, code), "{path} {password:.10?}");
            assert_eq!(refused.text("/errors/0/pointer"), pointer, "{path} {password:.10?}");
        }
        let compared = log_in(&world, "ana@example.com", password).await;
        let (status, code) = if password.contains('\0') { (422, code) } else { (401, "invalid_credentials") };
        compared.expect_problem(status, code);
        log_in(&world, "ana@example.com", PASSWORD).await.expect(200);
    }
    assert_eq!(accounts(&world).await, before);
    world.settle().await;
    assert!(world.mail_to("eve@example.com").is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_password_counts_to_its_last_character_whatever_it_is_made_of() {
    let world = World::new().await;
    let long: String = "Zwölf 足球 boxers – quick! ".chars().cycle().take(127).chain(['#']).collect();
    let words = "correct horse battery staple under seven wooden lanterns by the quay".to_owned();
    for (number, password) in
        [long, words, "otterotterjugglevexed".to_owned(), "8401 7263 9954 0178".to_owned()].into_iter().enumerate()
    {
        let email = format!("ana{number}@example.com");
        world.visitor().post("/v1/auth/register", json!({ "email": email, "password": password })).await.expect(202);
        let token = mailed_tokens(&world, &email).await.pop().expect("a token");
        verify(&world, &token).await.expect(200);
        let shorter: String = password.chars().take(password.chars().count() - 1).collect();
        for wrong in [shorter, format!("{password} "), password.to_uppercase(), password.to_lowercase()] {
            if wrong != password {
                log_in(&world, &email, &wrong).await.expect_problem(401, "invalid_credentials");
            }
        }
        log_in(&world, &email, &password).await.expect(200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn forged_tokens_and_keys_are_refused() {
    let world = World::new().await;
    for forged in ["", "x", "tok_00000000000000000000000001", "tok_00000000000000000000000001.AAAA"] {
        let refused = verify(&world, forged).await.expect_problem(422, "token_invalid");
        assert_eq!(refused.text("/errors/0/pointer"), "/token");
    }
    for path in ["/v1/auth/refresh", "/v1/auth/logout"] {
        for forged in ["", "x", "usr_1.ses_1.x", "a.b.c.d"] {
            let answer = world.visitor().post(path, json!({ "refresh_token": forged })).await;
            answer.expect_problem(401, "unauthenticated");
        }
    }
    for key in ["", "a b", "ü", &"k".repeat(256)] {
        for (path, body) in commands().into_iter().take(3) {
            let headers = [("idempotency-key", key)];
            let answer = world.visitor().send(Method::POST, path, &headers, Some(&body)).await;
            answer.expect_problem(400, "idempotency_key_invalid");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_keys_that_verify_tokens_are_public_and_nothing_else_is() {
    let world = World::new().await;
    let keys = world.visitor().get("/.well-known/jwks.json").await.expect(200);
    assert_eq!(keys.header("cache-control"), Some("public, max-age=300"));
    for key in keys.list("/keys") {
        let mut members: Vec<&str> = key.as_object().expect("a key").keys().map(String::as_str).collect();
        members.sort_unstable();
        assert_eq!(members, ["alg", "crv", "kid", "kty", "use", "x", "y"]);
    }
    let known = [("if-none-match", keys.header("etag").expect("a tag"))];
    world.send(Method::GET, "/.well-known/jwks.json", &known, None).await.expect(304);

    world.visitor().get("/v1/me").await.expect_problem(401, "unauthenticated");
    let ana = world.customer("ana@example.com").await;
    let cut = ana.access_token.get(..ana.access_token.len() - 2).expect("a shorter token");
    for value in ["", "Bearer", "Bearer ", "Basic YTpi", "Bearer x.y.z", &format!("Bearer {cut}")] {
        let answer = world.send(Method::GET, "/v1/me", &[("authorization", value)], None).await;
        answer.expect_problem(401, "unauthenticated");
    }
    // M01-T06
    ana.get("/v1/admin/orders?day=2026-01-01").await.expect_problem(403, "insufficient_scope");
}
