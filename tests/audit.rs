//! What staff do and who tries the doors is written down, once, and for good.

use reqwest::Method;
use serde_json::{Value, json};
use testkit::{Answer, World, a_product};

use crate::cast::Cast;
use crate::operation::operations;

/// A password that is good enough.
const PASSWORD: &str = "vexed otters juggle";

/// The audit of today, newest first.
async fn today(world: &World) -> Vec<Value> {
    world
        .admin_named("auditor@example.com")
        .await
        .get("/v1/admin/audit?limit=100")
        .await
        .expect(200)
        .list("/items")
        .to_vec()
}

/// A way to change something as staff: an operation, its target, the request, and what must have changed.
struct Deed {
    operation: String,
    /// None if it is made by the deed itself.
    target: Option<String>,
    path: String,
    method: Method,
    body: Value,
    /// The action and the changes, where the deed is not the example of the document.
    told: Option<(&'static str, Value)>,
}

impl Deed {
    /// The path of what it is done to.
    fn thing(&self) -> &str {
        let end = self.target.as_ref().and_then(|target| Some(self.path.find(target)? + target.len()));
        end.and_then(|end| self.path.get(..end)).unwrap_or(&self.path)
    }
}

/// A deed for each operation: one that is told here, or else its example, done to what there is.
async fn deeds(world: &World) -> Vec<Deed> {
    let mut deeds: Vec<Deed> =
        [deeds_to_goods(world).await, deeds_to_staff(world).await].into_iter().flatten().collect();
    let cast = Cast::enter(world).await;
    for operation in operations() {
        let is_told = deeds.iter().any(|deed| deed.operation == operation.id);
        if is_told || !operation.is_for_staff() || operation.method == Method::GET {
            continue;
        }
        let (name, _) = operation.variable().unwrap_or_else(|| panic!("{} names nothing: tell a deed", operation.id));
        let target = cast.value_for(&operation.path, &name).await;
        deeds.push(Deed {
            path: operation.at(&target),
            method: operation.method.clone(),
            body: operation.example().unwrap_or_else(|| json!({})),
            operation: operation.id,
            target: Some(target),
            told: None,
        });
    }
    deeds
}

async fn deeds_to_staff(world: &World) -> Vec<Deed> {
    let seller = world.seller("sam@example.com").await.id.to_string();
    let offer = |email: &str| json!({ "email": email, "role": "admin", "scopes": ["orders:read"] });
    let sent = world.admin().await.post("/v1/admin/invitations", offer("max@example.com")).await.expect(201);
    let invitation = sent.text("/id").to_owned();
    vec![
        Deed {
            operation: "update_staff".to_owned(),
            target: Some(seller.clone()),
            path: format!("/v1/admin/staff/{seller}"),
            method: Method::PATCH,
            body: json!({ "role": "customer" }),
            told: Some(("user.role_changed", json!({ "role": { "before": "seller", "after": "customer" } }))),
        },
        Deed {
            operation: "create_invitation".to_owned(),
            target: None,
            path: "/v1/admin/invitations".to_owned(),
            method: Method::POST,
            body: offer("eve@example.com"),
            told: Some((
                "invitation.sent",
                json!({
                    "role": { "before": null, "after": "admin" },
                    "scopes": { "before": null, "after": ["orders:read"] },
                }),
            )),
        },
        Deed {
            operation: "revoke_invitation".to_owned(),
            target: Some(invitation.clone()),
            path: format!("/v1/admin/invitations/{invitation}"),
            method: Method::DELETE,
            body: json!({}),
            told: Some(("invitation.revoked", json!({ "status": { "before": "pending", "after": "revoked" } }))),
        },
    ]
}

async fn deeds_to_goods(world: &World) -> Vec<Deed> {
    let lamp = world.sells(a_product("Table Lamp").stock(10).price(2000)).await;
    let (variant, product) = (lamp.variant.id.to_string(), lamp.product.to_string());
    let money = |amount: i64| json!({ "amount": amount, "currency": "USD" });
    vec![
        Deed {
            operation: "adjust_stock".to_owned(),
            target: Some(variant.clone()),
            path: format!("/v1/admin/stock/{variant}/adjustments"),
            method: Method::POST,
            body: json!({ "change": -3, "reason": "count" }),
            told: Some(("stock.adjusted", json!({ "on_hand": { "before": 10, "after": 7 } }))),
        },
        Deed {
            operation: "update_price".to_owned(),
            target: Some(variant.clone()),
            path: format!("/v1/admin/prices/{variant}"),
            method: Method::PUT,
            body: json!({ "price": money(2500) }),
            told: Some(("price.set", json!({ "price": { "before": money(2000), "after": money(2500) } }))),
        },
        Deed {
            operation: "update_product_status".to_owned(),
            target: Some(product.clone()),
            path: format!("/v1/admin/products/{product}/status"),
            method: Method::PUT,
            body: json!({ "status": "draft" }),
            told: Some(("product.status_set", json!({ "status": { "before": "active", "after": "draft" } }))),
        },
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn every_change_that_staff_make_leaves_one_entry() {
    let world = World::new().await;
    let admin = world.admin().await;
    let deeds = deeds(&world).await;
    for deed in &deeds {
        let before = today(&world).await.len();
        let read = admin.get(deed.thing()).await;
        let tag = read.header("etag").unwrap_or("*").to_owned();
        let headers = [
            ("if-match", tag.as_str()),
            ("idempotency-key", deed.operation.as_str()),
            ("x-request-id", "audit-test-1"),
        ];
        let denied = world.customer(&format!("{}@example.com", deed.operation.replace('_', "."))).await;
        denied.send(deed.method.clone(), &deed.path, &headers, Some(&deed.body)).await.expect(403);
        assert_eq!(today(&world).await.len(), before, "{}: what is refused changes nothing", deed.operation);
        let done = admin.send(deed.method.clone(), &deed.path, &headers, Some(&deed.body)).await;
        assert!((200..300).contains(&done.status), "{}: {:#}", deed.operation, done.body);
        admin.send(deed.method.clone(), &deed.path, &headers, Some(&deed.body)).await;
        let entries = today(&world).await;
        assert_eq!(entries.len(), before + 1, "{}: {entries:#?}", deed.operation);
        let entry = entries.first().expect("an entry");
        match &deed.told {
            Some((action, changes)) => assert_eq!((&entry["action"], &entry["changes"]), (&json!(action), changes)),
            None => assert!(entry["changes"].is_object(), "{}: {entry:#}", deed.operation),
        }
        assert_eq!(entry["actor"], admin.id.to_string());
        assert_eq!(entry["target"], deed.target.as_deref().unwrap_or(done.text("/id")));
        assert_eq!(entry["request_id"], "audit-test-1");
        assert_eq!(entry["at"], testkit::world::BEGINNING);
    }
    assert!(deeds.len() >= 6, "{} operations", deeds.len());
}

async fn log_in(world: &World, email: &str, password: &str) -> Answer {
    world.visitor().post("/v1/auth/login", json!({ "email": email, "password": password })).await
}

#[tokio::test(flavor = "multi_thread")]
async fn who_tries_the_doors_is_written_down_without_addresses_and_secrets() {
    let world = World::new().await;
    world.open_account("ana@example.com", PASSWORD).await;
    let ana = world.store().users().id_by_email(&"ana@example.com".parse().unwrap()).await.unwrap().unwrap();
    for _ in 0..5 {
        log_in(&world, "ana@example.com", "hunter2 hunter2").await.expect(401);
    }
    for _ in 0..3 {
        log_in(&world, "ana@example.com", PASSWORD).await.expect(429);
    }
    log_in(&world, "nobody@example.com", "hunter2 hunter2").await.expect(401);
    let entries = today(&world).await;
    let of = |action: &str, target: &dyn Fn(&str) -> bool| {
        let alike = |entry: &&Value| entry["action"] == action && target(entry["target"].as_str().unwrap());
        entries.iter().filter(alike).count()
    };
    assert_eq!(of("log_in.failed", &|target| target == ana.to_string()), 5);
    assert_eq!(of("log_in.locked_out", &|target| target == ana.to_string()), 1, "once, however often they try");
    assert_eq!(of("log_in.failed", &|target| target.starts_with("address:")), 1);
    assert!(!Value::from(entries).to_string().contains("example.com"));

    world.advance(120);
    let first = log_in(&world, "ana@example.com", PASSWORD).await.expect(200).text("/refresh_token").to_owned();
    world.visitor().post("/v1/auth/refresh", json!({ "refresh_token": first })).await.expect(200);
    world.advance(3_600);
    for _ in 0..2 {
        world.visitor().post("/v1/auth/refresh", json!({ "refresh_token": first })).await.expect(401);
    }
    let reused: Vec<Value> =
        today(&world).await.into_iter().filter(|entry| entry["action"] == "session.reused").collect();
    assert_eq!(reused.len(), 1, "{reused:#?}");
    assert_eq!(reused[0]["target"], ana.to_string());
    world.settle().await;
    let told = world.mail_to("ana@example.com");
    let told = told.iter().filter(|mail| mail.subject.starts_with("You were logged out")).count();
    assert_eq!(told, 1, "its owner is told once");
    assert!(reused[0]["changes"]["session"]["before"].as_str().unwrap().starts_with("ses_"));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_password_is_written_down_and_neither_of_the_two() {
    let world = World::new().await;
    world.open_account("ana@example.com", PASSWORD).await;
    let login = log_in(&world, "ana@example.com", PASSWORD).await.expect(200);
    let bearer = format!("Bearer {}", login.text("/access_token"));
    let body = json!({ "current_password": PASSWORD, "new_password": "quite another phrase" });
    world.send(Method::POST, "/v1/me/password", &[("authorization", &bearer)], Some(&body)).await.expect(204);
    let entries = today(&world).await;
    let changed: Vec<&Value> = entries.iter().filter(|entry| entry["action"] == "password.changed").collect();
    assert_eq!(changed.len(), 1, "{entries:#?}");
    let ana = login.text("/user/id");
    assert_eq!((changed[0]["actor"].as_str(), changed[0]["target"].as_str()), (Some(ana), Some(ana)));
    let told = Value::from(entries.clone()).to_string();
    assert!(!told.contains(PASSWORD) && !told.contains("quite another phrase"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_is_let_in_on_the_record() {
    let world = World::new().await;
    let account = operate::accounts::NewAccount {
        email: "root@example.com".parse().unwrap(),
        password: PASSWORD.to_owned(),
        role: domain::identity::user::Role::Admin,
    };
    local::operator::open_account(world.stack.stack_state(), &account).await.unwrap();
    let entries = today(&world).await;
    assert_eq!(entries.len(), 1, "{entries:#?}");
    assert_eq!(entries[0]["action"], "admin.created");
    assert!(entries[0]["target"].as_str().unwrap().starts_with("usr_"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_audit_is_read_by_day_by_actor_and_by_target_and_by_staff_alone() {
    let world = World::new().await;
    let (lamp, rug) = (world.sells(a_product("Desk Lamp")).await, world.sells(a_product("Wool Rug")).await);
    let admin = world.admin().await;
    for (key, sold) in [("a", &lamp), ("b", &rug), ("c", &lamp)] {
        let path = format!("/v1/admin/stock/{}/adjustments", sold.variant.id);
        admin.post_once(&path, key, json!({ "change": 1, "reason": "count" })).await.expect(200);
        world.advance(1);
    }
    log_in(&world, "nobody@example.com", "hunter2 hunter2").await.expect(401);
    let found = async |query: &str| {
        let (mut targets, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = admin.get(&format!("/v1/admin/audit?limit=1&{query}{cursor}")).await.expect(200);
            targets.extend(page.list("/items").iter().map(|entry| entry["target"].as_str().unwrap().to_owned()));
            match page.text("/next_cursor") {
                "" => return targets,
                next => cursor = format!("&cursor={next}"),
            }
        }
    };
    let (lamp, rug) = (lamp.variant.id.to_string(), rug.variant.id.to_string());
    assert_eq!(found(&format!("actor={}", admin.id)).await, [lamp.as_str(), &rug, &lamp], "newest first");
    assert_eq!(found(&format!("target={lamp}")).await, [lamp.as_str(), &lamp]);
    assert_eq!(found("day=2026-01-01").await.len(), 4);
    assert_eq!(found("actor=guest").await.len(), 1);
    assert!(found("day=2025-12-31").await.is_empty() && found("target=nothing").await.is_empty());
    for wrong in ["day=2026-01-01&actor=guest", "actor=guest&target=x", "day=20260101", "actor=", "target="] {
        admin.get(&format!("/v1/admin/audit?{wrong}")).await.expect_problem(422, "validation_failed");
    }
    world.visitor().get("/v1/admin/audit").await.expect_problem(401, "unauthenticated");
    let ana = world.customer("ana@example.com").await;
    ana.get("/v1/admin/audit").await.expect_problem(403, "insufficient_scope");
}
