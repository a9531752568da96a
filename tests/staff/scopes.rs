//! What a scope opens, and that it is read from the session as it is now.

use domain::identity::scope::Scope;
use reqwest::Method;
use serde_json::{Value, json};
use store::identity::session::SessionRecord;
use table::Tx;
use testkit::{World, a_product};

/// Every operation for staff alone that the document describes: method, path and scope.
fn operations(document: &Value) -> Vec<(Method, String, Scope)> {
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            if let Some(scope) = operation.pointer("/x-access/scope").and_then(Value::as_str) {
                let method = method.to_uppercase().parse().unwrap();
                found.push((method, path.clone(), scope.parse().unwrap()));
            }
        }
    }
    found
}

/// A01-T01
#[tokio::test(flavor = "multi_thread")]
async fn each_operation_opens_to_the_scope_that_the_document_names_and_to_no_other() {
    let world = World::new().await;
    let document = world.visitor().get("/openapi.json").await.expect(200).body;
    let names: Vec<&str> = Scope::ALL.iter().map(|scope| scope.as_str()).collect();
    assert_eq!(document["components"]["schemas"]["Scope"]["enum"], json!(names));
    let operations = operations(&document);
    assert!(operations.len() >= 9, "{operations:?}");
    for held in Scope::ALL {
        let admin = world.admin_with(&[*held]).await;
        for (method, path, scope) in &operations {
            // An id that is none: whoever is let in is told so, whatever else the operation would demand.
            let place = path.replace("{variant_id}", "none").replace("{id}", "none").replace("{user_id}", "none");
            let headers = [("idempotency-key", "a-key"), ("if-match", "*")];
            let answer = admin.send(method.clone(), &place, &headers, Some(&json!({ "unknown": 1 }))).await;
            let is_open = scope.is_within(&[*held].into());
            assert_eq!(answer.status != 403, is_open, "{held} and {method} {path}: {:#}", answer.body);
            if !is_open {
                let answer = answer.expect_problem(403, "insufficient_scope");
                assert!(answer.text("/detail").contains(scope.as_str()), "{:#}", answer.body);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_see_which_role_and_scopes_they_have() {
    let world = World::new().await;
    let admin = world.admin_with(&[Scope::OrdersRead, Scope::AuditRead]).await;
    let me = admin.get("/v1/me").await.expect(200);
    assert_eq!((me.text("/role"), &me.body["scopes"]), ("admin", &json!(["audit:read", "orders:read"])));
    let ana = world.customer("ana@example.com").await.get("/v1/me").await.expect(200);
    assert_eq!((ana.text("/role"), &ana.body["scopes"]), ("customer", &json!([])));
}

#[tokio::test(flavor = "multi_thread")]
async fn scopes_are_those_of_the_session_as_it_is_stored() {
    let world = World::new().await;
    let admin = world.admin().await;
    admin.get("/v1/admin/audit").await.expect(200);
    let stored = world.store().sessions().of_user(admin.id).await.unwrap().remove(0);
    let fewer = (*stored).clone().holding([Scope::OrdersRead].into());
    Tx::<()>::new().replace::<SessionRecord>(&stored, &fewer).commit(world.store().table()).await.unwrap();
    admin.get("/v1/admin/audit").await.expect_problem(403, "insufficient_scope");
    admin.get("/v1/admin/orders").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_of_somebody_else_opens_to_the_scope_alone() {
    let world = World::new().await;
    let lamp = world.sells(a_product("Desk Lamp")).await;
    let ana = world.customer("ana@example.com").await;
    world.fill_cart_of(&ana, &[&lamp], 1).await;
    let order = ana.check_out_as("first").await.expect(201);
    let (order, missing) = (format!("/v1/orders/{}", order.text("/id")), "/v1/orders/ord_00000000000000000000000001");
    let auditor = world.admin_with(&[Scope::AuditRead]).await;
    let reader = world.admin_with(&[Scope::OrdersRead]).await;
    let cancel = |path: &str| format!("{path}/cancel");
    // Who lacks the scope is not told whether there is such an order.
    for path in [order.as_str(), missing] {
        auditor.get(path).await.expect_problem(403, "insufficient_scope");
        for admin in [&auditor, &reader] {
            let refused = admin.post_once(&cancel(path), "key", Value::Null).await;
            assert!(refused.expect_problem(403, "insufficient_scope").text("/detail").contains("orders:write"));
        }
    }
    reader.get(&order).await.expect(200);
    reader.get(missing).await.expect_problem(404, "not_found");
    world.admin_with(&[Scope::OrdersWrite]).await.post_once(&cancel(&order), "key", Value::Null).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_without_the_scope_still_buy_for_themselves() {
    let world = World::new().await;
    let lamp = world.sells(a_product("Desk Lamp")).await;
    let admin = world.admin_with(&[]).await;
    world.fill_cart_of(&admin, &[&lamp], 1).await;
    let order = admin.check_out_as("first").await.expect(201);
    admin.get(&format!("/v1/orders/{}", order.text("/id"))).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_keeps_the_scopes_of_its_log_in_and_ends_when_the_account_has_others() {
    let world = World::new().await;
    let (email, password) = ("eve@example.com", "eleven copper kettles");
    let account = operate::accounts::NewAccount {
        email: email.parse().unwrap(),
        password: password.to_owned(),
        role: domain::identity::user::Role::Admin,
    };
    local::operator::open_account(world.stack.stack_state(), &account).await.unwrap();
    let log_in = json!({ "email": email, "password": password });
    let session = world.visitor().post("/v1/auth/login", log_in).await.expect(200);
    assert_eq!(session.list("/user/scopes").len(), Scope::ALL.len());
    let users = world.store();
    let id = users.users().id_by_email(&account.email).await.unwrap().unwrap();
    let user = users.users().by_id(id).await.unwrap().unwrap();
    let mut fewer = (*user).clone();
    fewer.scopes.remove(&Scope::StaffWrite);
    Tx::<()>::new().replace(&user, &fewer).commit(users.table()).await.unwrap();
    let refresh = json!({ "refresh_token": session.text("/refresh_token") });
    world.visitor().post("/v1/auth/refresh", refresh).await.expect_problem(401, "unauthenticated");
}
