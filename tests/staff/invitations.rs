//! Who is invited, what the mail's link is good for, and for how long.

use domain::identity::invitation::invitation_text;
use domain::identity::scope::Scope;
use domain::identity::user::Role;
use reqwest::Method;
use serde_json::{Value, json};
use testkit::{Admin, Answer, World};

/// A password that is good enough.
const PASSWORD: &str = "eleven copper kettles";
const EVE: &str = "eve@example.com";

async fn invite(admin: &Admin<'_>, email: &str, role: &str, scopes: &[&str]) -> Answer {
    admin.post("/v1/admin/invitations", json!({ "email": email, "role": role, "scopes": scopes })).await
}

/// The token of the last invitation that was mailed to an address.
async fn mailed(world: &World, email: &str) -> String {
    world.settle().await;
    let texts = world.mail_to(email).into_iter().filter_map(|mail| mail.text);
    let mut tokens: Vec<String> = texts
        .filter_map(|text| Some(text.split_once("/accept-invitation#token=")?.1.split_whitespace().next()?.to_owned()))
        .collect();
    // They begin with their id, which sorts by age.
    tokens.sort();
    tokens.pop().expect("a mailed invitation")
}

async fn accept(world: &World, body: Value) -> Answer {
    world.visitor().post("/v1/auth/accept-invitation", body).await
}

async fn log_in(world: &World, email: &str, password: &str) -> Answer {
    world.visitor().post("/v1/auth/login", json!({ "email": email, "password": password })).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_without_an_account_gets_one_with_the_role_that_was_offered() {
    let world = World::new().await;
    let admin = world.admin().await;
    let sent = invite(&admin, EVE, "admin", &["orders:read", "catalog:write"]).await.expect(201);
    let place = sent.header("location").unwrap().to_owned();
    assert_eq!(sent.text("/status"), "pending");
    let token = mailed(&world, EVE).await;
    accept(&world, json!({ "token": token })).await.expect_problem(422, "validation_failed");
    let weak = accept(&world, json!({ "token": token, "password": "12345678" })).await;
    weak.expect_problem(422, "password_too_weak");
    accept(&world, json!({ "token": token, "password": PASSWORD, "name": "Eve" })).await.expect(204);
    let session = log_in(&world, EVE, PASSWORD).await.expect(200);
    assert_eq!((session.text("/user/role"), session.text("/user/name")), ("admin", "Eve"));
    assert_eq!(session.body["user"]["scopes"], json!(["catalog:write", "orders:read"]));
    assert_eq!(session.body["user"]["email_verified"], json!(true));
    assert_eq!(admin.get(&place).await.expect(200).text("/status"), "accepted");
    // Once is all.
    accept(&world, json!({ "token": token, "password": PASSWORD })).await.expect_problem(410, "token_spent");
    let id = session.text("/user/id");
    let entries = admin.get(&format!("/v1/admin/audit?target={id}")).await.expect(200);
    assert_eq!(entries.list("/items").len(), 1);
    assert_eq!(entries.text("/items/0/action"), "invitation.accepted");
    assert_eq!(entries.body["items"][0]["changes"]["scopes"]["after"], json!(["catalog:write", "orders:read"]));
    let own = admin.get(&format!("/v1/admin/audit?actor={}", admin.id)).await.expect(200);
    assert_eq!(own.text("/items/0/action"), "invitation.sent");
    assert!(!own.body.to_string().contains(EVE), "the audit holds no addresses");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_keeps_its_password_and_loses_its_sessions() {
    let world = World::new().await;
    let admin = world.admin().await;
    world.open_account(EVE, PASSWORD).await;
    let before = log_in(&world, EVE, PASSWORD).await.expect(200);
    invite(&admin, EVE, "seller", &[]).await.expect(201);
    let token = mailed(&world, EVE).await;
    for (field, value) in [("/password", "another set of words"), ("/name", "Mallory")] {
        let sent = accept(&world, json!({ "token": token, (field.trim_start_matches('/')): value })).await;
        assert_eq!(sent.expect_problem(422, "validation_failed").text("/errors/0/pointer"), field);
    }
    accept(&world, json!({ "token": token })).await.expect(204);
    let bearer = format!("Bearer {}", before.text("/access_token"));
    let profile = json!({ "name": "Eve" });
    let stale = [("authorization", bearer.as_str())];
    world.send(Method::PATCH, "/v1/me/profile", &stale, Some(&profile)).await.expect_problem(401, "unauthenticated");
    let refresh = json!({ "refresh_token": before.text("/refresh_token") });
    world.visitor().post("/v1/auth/refresh", refresh).await.expect_problem(401, "unauthenticated");
    let after = log_in(&world, EVE, PASSWORD).await.expect(200);
    assert_eq!((after.text("/user/role"), after.text("/user/id")), ("seller", before.text("/user/id")));
    world.settle().await;
    let told = world.mail_to(EVE).into_iter().filter_map(|mail| mail.text).filter(|text| text.contains("may sell"));
    assert_eq!(told.count(), 1);
}

/// Somebody else may have registered with the address and a password of theirs, and waits for its holder to become staff.
#[tokio::test(flavor = "multi_thread")]
async fn the_password_of_an_account_that_nobody_confirmed_counts_for_nothing() {
    let world = World::new().await;
    let admin = world.admin().await;
    let register = json!({ "email": EVE, "password": "mallory knows these words" });
    world.visitor().post("/v1/auth/register", register).await.expect(202);
    invite(&admin, EVE, "admin", &["orders:read"]).await.expect(201);
    let token = mailed(&world, EVE).await;
    accept(&world, json!({ "token": token })).await.expect_problem(422, "validation_failed");
    accept(&world, json!({ "token": token, "password": PASSWORD })).await.expect(204);
    log_in(&world, EVE, "mallory knows these words").await.expect_problem(401, "invalid_credentials");
    assert_eq!(log_in(&world, EVE, PASSWORD).await.expect(200).text("/user/role"), "admin");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_newest_invitation_to_an_address_is_the_only_one() {
    let world = World::new().await;
    let admin = world.admin().await;
    let first = invite(&admin, EVE, "admin", &["orders:read"]).await.expect(201);
    let older = mailed(&world, EVE).await;
    world.advance(1);
    let second = invite(&admin, "Eve@Example.com", "admin", &["audit:read"]).await.expect(201);
    let body = |token: &str| json!({ "token": token, "password": PASSWORD });
    accept(&world, body(&older)).await.expect_problem(410, "token_spent");
    let shown = admin.get("/v1/admin/invitations").await.expect(200);
    let seen: Vec<(&str, &str)> = shown
        .list("/items")
        .iter()
        .map(|shown| (shown["id"].as_str().unwrap(), shown["status"].as_str().unwrap()))
        .collect();
    assert_eq!(seen, [(second.text("/id"), "pending"), (first.text("/id"), "replaced")]);
    let newer = mailed(&world, EVE).await;
    accept(&world, body(&newer)).await.expect(204);
    let session = log_in(&world, EVE, PASSWORD).await.expect(200);
    assert_eq!(session.body["user"]["scopes"], json!(["audit:read"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_ends_after_a_week_or_when_it_is_taken_back() {
    let world = World::new().await;
    let admin = world.admin().await;
    let sent = invite(&admin, EVE, "admin", &[]).await.expect(201);
    let place = sent.header("location").unwrap().to_owned();
    let token = mailed(&world, EVE).await;
    let body = json!({ "token": token, "password": PASSWORD });
    admin.delete(&place).await.expect(204);
    accept(&world, body).await.expect_problem(410, "token_spent");
    let twice = admin.delete(&place).await.expect_problem(409, "invalid_state_transition");
    assert_eq!((twice.text("/current"), &twice.body["allowed"]), ("revoked", &json!([])));
    admin.delete("/v1/admin/invitations/inv_00000000000000000000000001").await.expect_problem(404, "not_found");
    invite(&admin, "max@example.com", "admin", &[]).await.expect(201);
    let token = mailed(&world, "max@example.com").await;
    world.advance(7 * 86_400);
    accept(&world, json!({ "token": token, "password": PASSWORD })).await.expect_problem(410, "token_spent");
}

/// Part of A01-T02
#[tokio::test(flavor = "multi_thread")]
async fn nobody_offers_what_they_do_not_hold_nor_changes_who_holds_more() {
    let world = World::new().await;
    let clerk = world.admin_with(&[Scope::StaffWrite, Scope::OrdersRead]).await;
    let refused = invite(&clerk, EVE, "admin", &["orders:write"]).await;
    assert!(refused.expect_problem(403, "insufficient_scope").text("/detail").contains("orders:write"));
    let boss = world.admin_named("boss@example.com").await;
    invite(&clerk, &boss.email, "seller", &[]).await.expect_problem(403, "insufficient_scope");
    invite(&clerk, &clerk.email, "admin", &[]).await.expect_problem(403, "own_role");
    let reader = world.admin_with(&[Scope::StaffRead]).await;
    invite(&reader, EVE, "seller", &[]).await.expect_problem(403, "insufficient_scope");
    let seller = invite(&clerk, EVE, "seller", &["orders:read"]).await;
    assert_eq!(seller.expect_problem(422, "validation_failed").text("/errors/0/pointer"), "/scopes");
    invite(&clerk, EVE, "customer", &[]).await.expect_problem(422, "validation_failed");
    invite(&clerk, EVE, "admin", &["orders:read"]).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_gives_nothing_that_its_sender_has_lost_since() {
    let world = World::new().await;
    let boss = world.admin().await;
    let clerk = world.admin_with(&[Scope::StaffWrite, Scope::OrdersWrite]).await;
    invite(&clerk, EVE, "admin", &["orders:write"]).await.expect(201);
    let token = mailed(&world, EVE).await;
    let change = |scopes: Value| {
        let path = format!("/v1/admin/staff/{}", clerk.id);
        let (boss, world, clerk) = (&boss, &world, clerk.id.to_string());
        async move {
            let tag = world.tag_of(&clerk).await.expect("an account");
            boss.send(Method::PATCH, &path, &[("if-match", &tag)], Some(&json!({ "scopes": scopes }))).await
        }
    };
    let body = || json!({ "token": token, "password": PASSWORD });
    for fewer in [json!(["staff:write", "orders:read"]), json!(["orders:write"])] {
        change(fewer).await.expect(200);
        accept(&world, body()).await.expect_problem(409, "invitation_void");
    }
    log_in(&world, EVE, PASSWORD).await.expect_problem(401, "invalid_credentials");
    change(json!(["orders:write", "staff:write"])).await.expect(200);
    accept(&world, body()).await.expect(204);
}

/// Somebody who is given more between the invitation and its acceptance is not taken it by who could not.
#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_takes_nothing_that_its_sender_does_not_hold() {
    let world = World::new().await;
    let clerk = world.admin_with(&[Scope::StaffWrite]).await;
    invite(&clerk, EVE, "seller", &[]).await.expect(201);
    let token = mailed(&world, EVE).await;
    world.admin_named(EVE).await;
    accept(&world, json!({ "token": token })).await.expect_problem(409, "invitation_void");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forged_token_is_refused_and_changes_nothing() {
    let world = World::new().await;
    let admin = world.admin().await;
    let sent = invite(&admin, EVE, "admin", &["staff:write"]).await.expect(201);
    let id = sent.text("/id").parse().unwrap();
    let other = kernel::secret::LinkKey::from_hex(&"cd".repeat(32)).unwrap();
    for token in [invitation_text(&other, id), format!("{id}."), String::new(), "inv_1.x".to_owned()] {
        let answer = accept(&world, json!({ "token": token, "password": PASSWORD })).await;
        answer.expect_problem(422, "token_invalid");
    }
    log_in(&world, EVE, PASSWORD).await.expect_problem(401, "invalid_credentials");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_is_sent_once_for_one_key() {
    let world = World::new().await;
    let admin = world.admin().await;
    let body = json!({ "email": EVE, "role": "admin", "scopes": ["orders:read"] });
    let first = admin.post_once("/v1/admin/invitations", "a-key", body.clone()).await.expect(201);
    let again = admin.post_once("/v1/admin/invitations", "a-key", body).await.expect(201);
    assert_eq!((first.text("/id"), again.header("idempotent-replayed")), (again.text("/id"), Some("true")));
    assert_eq!(first.header("location"), again.header("location"));
    world.settle().await;
    assert_eq!(world.mail_to(EVE).len(), 1);
    let other = json!({ "email": EVE, "role": "seller" });
    let reused = admin.post_once("/v1/admin/invitations", "a-key", other).await;
    reused.expect_problem(422, "idempotency_key_reused");
}

#[tokio::test(flavor = "multi_thread")]
async fn many_who_accept_one_invitation_at_once_open_one_account() {
    let world = World::new().await;
    let admin = world.admin().await;
    for round in 0..5 {
        let email = format!("eve{round}@example.com");
        invite(&admin, &email, "admin", &["orders:read"]).await.expect(201);
        let token = mailed(&world, &email).await;
        let attempts = (0..6).map(|_| accept(&world, json!({ "token": token, "password": PASSWORD })));
        let answers = futures_util::future::join_all(attempts).await;
        let won = answers.iter().filter(|answer| answer.status == 204).count();
        // One that is too late finds the token spent, or the account there and no use for a password.
        assert!(answers.iter().all(|answer| [204, 410].contains(&answer.status)), "{answers:?}");
        assert_eq!(won, 1);
        log_in(&world, &email, PASSWORD).await.expect(200);
    }
}

/// Two invitations to one address that are sent at the same time: one of them is good, and the other is not.
#[tokio::test(flavor = "multi_thread")]
async fn of_invitations_at_the_same_time_one_is_good() {
    let world = World::new().await;
    let (one, other) = (world.admin().await, world.admin_with(Scope::ALL).await);
    let (first, second) =
        tokio::join!(invite(&one, EVE, "admin", &["orders:read"]), invite(&other, EVE, "admin", &["audit:read"]));
    let sent = [first.expect(201), second.expect(201)];
    let mut good = 0;
    for invitation in &sent {
        let id = invitation.text("/id").parse().unwrap();
        let stored = world.store().invitations().by_id(id).await.unwrap().unwrap();
        good += usize::from(stored.is_open(world.now()));
    }
    assert_eq!(good, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn inviting_needs_a_fresh_proof_and_the_role_of_staff() {
    let world = World::new().await;
    let ana = world.customer("ana@example.com").await;
    let body = json!({ "email": EVE, "role": "admin", "scopes": [] });
    ana.post("/v1/admin/invitations", body.clone()).await.expect_problem(403, "insufficient_scope");
    let admin = world.admin().await;
    world.advance(601);
    let stored = world.store().sessions().of_user(admin.id).await.unwrap().remove(0);
    let principal = context::access_token::Principal { user: admin.id, role: Role::Admin, session: stored.id };
    let bearer = format!("Bearer {}", world.token_for(principal));
    let late = world.send(Method::POST, "/v1/admin/invitations", &[("authorization", &bearer)], Some(&body)).await;
    late.expect_problem(403, "step_up_required");
}
