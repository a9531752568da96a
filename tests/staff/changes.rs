//! Who changes what others may do.

use context::access_token::Principal;
use domain::identity::scope::Scope;
use domain::identity::user::Role;
use operate::accounts::NewAccount;
use reqwest::Method;
use serde_json::{Value, json};
use testkit::{Admin, Answer, World};

/// A password that is good enough.
const PASSWORD: &str = "eleven copper kettles";

fn path(user: impl std::fmt::Display) -> String {
    format!("/v1/admin/staff/{user}")
}

/// Changes `user` as they are now.
async fn change(admin: &Admin<'_>, user: impl std::fmt::Display, body: Value) -> Answer {
    let tag = admin.0.world.tag_of(&user.to_string()).await.unwrap_or_else(|| "\"v1\"".to_owned());
    admin.send(Method::PATCH, &path(user), &[("if-match", &tag)], Some(&body)).await
}

/// An account with a password, which somebody of `role` logs in to.
async fn log_in(world: &World, email: &str, role: Role) -> Answer {
    let account = NewAccount { email: email.parse().unwrap(), password: PASSWORD.to_owned(), role };
    local::operator::open_account(world.stack.stack_state(), &account).await.unwrap();
    log_in_again(world, email).await.expect(200)
}

async fn log_in_again(world: &World, email: &str) -> Answer {
    world.visitor().post("/v1/auth/login", json!({ "email": email, "password": PASSWORD })).await
}

async fn read(world: &World, path: &str, token: &str) -> Answer {
    world.send(Method::GET, path, &[("authorization", &format!("Bearer {token}"))], None).await
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_list_who_is_more_than_a_customer() {
    let world = World::new().await;
    let (admin, seller) = (world.admin().await, world.seller("sam@example.com").await);
    world.customer("ana@example.com").await;
    let reader = world.admin_with(&[Scope::StaffRead]).await;
    let first = reader.get("/v1/admin/staff?limit=2").await.expect(200);
    let rest = reader.get(&format!("/v1/admin/staff?limit=2&cursor={}", first.text("/next_cursor"))).await.expect(200);
    assert_eq!([first.list("/items"), rest.list("/items")].concat().len(), 3);
    let all = reader.get("/v1/admin/staff").await.expect(200);
    let roles: Vec<(&str, &str)> = all
        .list("/items")
        .iter()
        .map(|person| (person["id"].as_str().unwrap(), person["role"].as_str().unwrap()))
        .collect();
    let (admin, seller, reader) = (admin.id.to_string(), seller.id.to_string(), reader.id.to_string());
    assert_eq!(roles, [(admin.as_str(), "admin"), (seller.as_str(), "seller"), (reader.as_str(), "admin")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_takes_effect_with_the_next_request_and_is_told_and_written_down() {
    let world = World::new().await;
    let admin = world.admin().await;
    let session = log_in(&world, "eve@example.com", Role::Admin).await;
    let (eve, token) = (session.text("/user/id").to_owned(), session.text("/access_token").to_owned());
    read(&world, "/v1/me", &token).await.expect(200);
    let before = admin.get(&path(&eve)).await.expect(200);
    let tag = before.header("etag").unwrap().to_owned();
    let fewer = json!({ "scopes": ["audit:read"] });
    let changed = admin.send(Method::PATCH, &path(&eve), &[("if-match", &tag)], Some(&fewer)).await.expect(200);
    assert_eq!(changed.body["scopes"], json!(["audit:read"]));
    assert_eq!(changed.number("/version"), before.number("/version") + 1);
    // The session is over; the next one has what is left.
    read(&world, "/v1/me", &token).await.expect_problem(401, "unauthenticated");
    let refresh = json!({ "refresh_token": session.text("/refresh_token") });
    world.visitor().post("/v1/auth/refresh", refresh).await.expect_problem(401, "unauthenticated");
    let again = log_in_again(&world, "eve@example.com").await.expect(200);
    assert_eq!(again.body["user"]["scopes"], json!(["audit:read"]));
    let proved = world.signed_in(eve.parse().unwrap()).await;
    proved.get("/v1/admin/orders").await.expect_problem(403, "insufficient_scope");
    proved.get("/v1/admin/audit").await.expect(200);
    world.settle().await;
    let mails = world.mail_to("eve@example.com");
    assert_eq!(mails.len(), 1);
    assert!(mails[0].text.as_deref().unwrap_or_default().contains("audit:read"));
    let entries = admin.get(&format!("/v1/admin/audit?target={eve}")).await.expect(200);
    let entry = &entries.list("/items")[0];
    assert_eq!((&entry["action"], &entry["actor"]), (&json!("user.role_changed"), &json!(admin.id)));
    assert_eq!(entry["changes"]["scopes"]["after"], json!(["audit:read"]));
    assert_eq!(entry["changes"]["scopes"]["before"].as_array().map(Vec::len), Some(Scope::ALL.len()));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_made_a_customer_is_no_staff_and_holds_nothing() {
    let world = World::new().await;
    let (admin, other) = (world.admin().await, world.admin_with(&[Scope::OrdersRead]).await);
    let changed = change(&admin, other.id, json!({ "role": "customer" })).await.expect(200);
    assert_eq!((changed.text("/role"), &changed.body["scopes"]), ("customer", &json!([])));
    admin.get(&path(other.id)).await.expect_problem(404, "not_found");
    change(&admin, other.id, json!({ "role": "admin" })).await.expect_problem(404, "not_found");
    other.get("/v1/me").await.expect_problem(401, "unauthenticated");
}

/// Part of A01-T02
#[tokio::test(flavor = "multi_thread")]
async fn nobody_gives_or_takes_what_they_do_not_hold() {
    let world = World::new().await;
    let boss = world.admin().await;
    let clerk = world.admin_with(&[Scope::StaffWrite, Scope::OrdersRead]).await;
    let other = world.admin_with(&[Scope::OrdersRead]).await;
    let refused = change(&clerk, other.id, json!({ "scopes": ["orders:write"] })).await;
    assert!(refused.expect_problem(403, "insufficient_scope").text("/detail").contains("orders:write"));
    for body in [json!({ "scopes": [] }), json!({ "role": "customer" })] {
        change(&clerk, boss.id, body).await.expect_problem(403, "insufficient_scope");
    }
    // To write includes to read, so what includes it can be given.
    change(&clerk, other.id, json!({ "scopes": ["orders:read", "staff:read"] })).await.expect(200);
    let reader = world.admin_with(&[Scope::StaffRead]).await;
    change(&reader, other.id, json!({ "scopes": [] })).await.expect_problem(403, "insufficient_scope");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_changes_their_own_role() {
    let world = World::new().await;
    let admin = world.admin().await;
    for body in [json!({ "scopes": ["orders:read"] }), json!({ "role": "seller" }), json!({})] {
        change(&admin, admin.id, body).await.expect_problem(403, "own_role");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_needs_a_version_a_fresh_proof_and_a_form() {
    let world = World::new().await;
    let (admin, other) = (world.admin().await, world.admin_with(&[]).await);
    let body = json!({ "scopes": ["orders:read"] });
    admin.patch(&path(other.id), body.clone()).await.expect_problem(428, "precondition_required");
    let unseen = admin.send(Method::PATCH, &path(other.id), &[("if-match", "*")], Some(&body)).await;
    unseen.expect_problem(428, "precondition_required");
    let stale = [("if-match", "\"v7\"")];
    admin.send(Method::PATCH, &path(other.id), &stale, Some(&body)).await.expect_problem(412, "stale_version");
    for wrong in [json!({ "scopes": ["orders:delete"] }), json!({ "role": "owner" }), json!({ "email": "x@y.zz" })] {
        change(&admin, other.id, wrong).await.expect_problem(422, "validation_failed");
    }
    let mixed = change(&admin, other.id, json!({ "role": "seller", "scopes": ["orders:read"] })).await;
    assert_eq!(mixed.expect_problem(422, "validation_failed").text("/errors/0/pointer"), "/scopes");
    change(&admin, "usr_00000000000000000000000001", body.clone()).await.expect_problem(404, "not_found");
    world.advance(601);
    let stored = world.store().sessions().of_user(admin.id).await.unwrap().remove(0);
    let late = world.token_for(Principal { user: admin.id, role: Role::Admin, session: stored.id });
    let headers = [("authorization", &*format!("Bearer {late}")), ("if-match", "\"v1\"")];
    let asked = world.send(Method::PATCH, &path(other.id), &headers, Some(&body)).await;
    asked.expect_problem(403, "step_up_required");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_happens_once_for_one_key() {
    let world = World::new().await;
    let (admin, other) = (world.admin().await, world.admin_with(&[]).await);
    let body = json!({ "scopes": ["orders:read"] });
    let headers = [("if-match", "\"v1\""), ("idempotency-key", "a-key")];
    let first = admin.send(Method::PATCH, &path(other.id), &headers, Some(&body)).await.expect(200);
    let again = admin.send(Method::PATCH, &path(other.id), &headers, Some(&body)).await.expect(200);
    assert_eq!((first.body, again.header("idempotent-replayed")), (again.body.clone(), Some("true")));
}

/// Of two who demote each other at the same time one is too late, so there always is somebody who can change staff.
#[tokio::test(flavor = "multi_thread")]
async fn two_admins_who_demote_each_other_do_not_both_succeed() {
    let world = World::new().await;
    for _ in 0..20 {
        let (one, other) = (world.admin_with(Scope::ALL).await, world.admin_with(Scope::ALL).await);
        let gone = || json!({ "role": "customer" });
        let (first, second) = tokio::join!(change(&one, other.id, gone()), change(&other, one.id, gone()));
        let mut statuses = [first.status, second.status];
        statuses.sort_unstable();
        // Whoever is too late has lost the session, the scope or, if both were contended to the end, a try.
        assert!(statuses[0] == 200 && [401, 403, 503].contains(&statuses[1]), "{statuses:?}");
        let users = world.store();
        let mut left = 0;
        for admin in [one.id, other.id] {
            let user = users.users().by_id(admin).await.unwrap().unwrap();
            left += usize::from(user.role == Role::Admin && user.scopes.contains(&Scope::StaffWrite));
        }
        assert_eq!(left, 1);
    }
}

/// A log-in that was let in before the change does not begin a session with what was taken.
#[tokio::test(flavor = "multi_thread")]
async fn log_ins_at_the_time_of_a_change_begin_no_session_with_what_was_taken() {
    let world = World::new().await;
    let admin = world.admin().await;
    for round in 0..5 {
        let email = format!("eve{round}@example.com");
        let eve = log_in(&world, &email, Role::Admin).await.text("/user/id").to_owned();
        let (changed, one, two) = tokio::join!(
            change(&admin, &eve, json!({ "scopes": ["audit:read"] })),
            log_in_again(&world, &email),
            log_in_again(&world, &email),
        );
        changed.expect(200);
        assert!([&one, &two].iter().all(|answer| [200, 401].contains(&answer.status)), "{one:?} {two:?}");
        let sessions = world.store().sessions().of_user(eve.parse().unwrap()).await.unwrap();
        assert!(sessions.iter().all(|session| session.scopes == [Scope::AuditRead].into()), "{sessions:?}");
    }
}
