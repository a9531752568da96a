//! Accounts that are deleted: what goes, what stays, and what stands in the way.

use kernel::id::UserId;
use reqwest::Method;
use serde_json::{Value, json};
use testkit::World;
use testkit::fault::Fault;

use super::person::{Person, download, fetch};
use super::{PASSWORD, log_in, refresh};
use crate::fault_injection::{Fragile, fragile};

/// Every item of the table.
async fn all_items(world: &World) -> Vec<Value> {
    let question = json!({ "TableName": world.table_name() });
    let answer = world.ask_database("Scan", question).await;
    assert!(answer.get("LastEvaluatedKey").is_none(), "the table is larger than a page");
    answer.get("Items").and_then(Value::as_array).expect("items").clone()
}

/// The keys of the items that say one of `words`, records of answers left out: they are found by the request's own key alone,
/// and expire.
async fn telling(world: &World, words: &[&str]) -> Vec<String> {
    let says = |item: &Value| {
        let text = item.to_string().to_lowercase();
        words.iter().any(|word| text.contains(&word.to_lowercase()))
    };
    let items = all_items(world).await;
    let text = |item: &Value, name: &str| {
        item.pointer(&format!("/{name}/S")).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let found = items.iter().filter(|item| text(item, "et") != "Idempotency" && says(item));
    found.map(|item| format!("{} {}", text(item, "PK"), text(item, "SK"))).collect()
}

/// Has the worker do what it has to.
async fn erased(world: &World) {
    world.settle().await;
    world.pass(15).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_deletes_their_account_is_gone_and_what_they_bought_stays() {
    let world = World::new().await;
    let ana = Person::new(&world, "Quillon").await;
    ana.tell_all().await;
    let order = ana.buy().await;
    ana.cancel(&order).await;
    world.advance(1);
    ana.fill_cart().await;
    ana.ask_for_data().await;
    let export = ana.export_token();
    let url = download(&world, &export).await.expect(200).text("/url").to_owned();
    let marks = ["quillon", "14155550132"];
    assert!(telling(&world, &marks).await.len() >= 7);

    ana.leave().await.expect(204);
    ana.send(Method::PATCH, "/v1/me/profile", Some(json!({ "name": "x" })))
        .await
        .expect_problem(401, "unauthenticated");
    ana.leave().await.expect_problem(401, "unauthenticated");
    refresh(&world, ana.login.text("/refresh_token")).await.expect_problem(401, "unauthenticated");
    log_in(&world, &ana.email, PASSWORD).await.expect_problem(401, "invalid_credentials");
    download(&world, &export).await.expect_problem(410, "token_spent");
    world.advance(30);
    ana.send(Method::GET, "/v1/me", None).await.expect_problem(401, "unauthenticated");
    ana.send(Method::GET, "/v1/orders", None).await.expect_problem(401, "unauthenticated");
    erased(&world).await;

    assert_eq!(telling(&world, &marks).await, Vec::<String>::new());
    assert_eq!(fetch(&url).await.0, 404);
    assert!(world.stack.stack_state().objects.all().is_empty());
    let mails = world.mail_to(&ana.email);
    assert!(mails[0].subject.contains("is deleted"), "{}", mails[0].subject);
    assert_eq!(mails.iter().filter(|mail| mail.subject.contains("is deleted")).count(), 1);

    let id = order.text("/id").parse().unwrap();
    let kept = world.store().orders().by_id(id).await.unwrap().unwrap();
    assert!(kept.head.is_pseudonymous());
    assert_eq!(json!(kept.head.totals.total), order.body["totals"]["total"]);
    assert_eq!(
        (
            kept.lines.lines.len(),
            kept.head.shipping_address.as_ref().and_then(|address| address.region.as_ref()).map(AsRef::as_ref)
        ),
        (1, Some("CA"))
    );
    assert!(world.store().payments().by_id(kept.head.payment.unwrap()).await.unwrap().is_some());
    assert_eq!(world.store().refunds().of_order(id).await.unwrap().len(), 1);

    let user: UserId = ana.id.parse().unwrap();
    assert!(world.store().users().by_id(user).await.unwrap().is_none());
    let left = world.store().users().even_deleted(user).await.unwrap().unwrap();
    assert!(left.deletion.unwrap().erased_at.is_some());
    let history = world.store().table().history("user", &ana.id).await.unwrap();
    let kinds: Vec<&str> = history.iter().map(|event| event.kind.as_str()).collect();
    assert_eq!(kinds[kinds.len() - 2..], ["user.deleted", "user.erased"]);
    assert_eq!(world.dead_letters(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_is_free_again_and_whoever_takes_it_finds_nothing_of_before() {
    let world = World::new().await;
    let before = Person::new(&world, "Quillon").await;
    before.tell_all().await;
    let order = before.buy().await;
    before.cancel(&order).await;
    before.leave().await.expect(204);
    erased(&world).await;
    let after = Person::new(&world, "Quillon").await;
    assert_ne!(after.id, before.id);
    for path in ["/v1/me/addresses", "/v1/orders"] {
        assert!(after.send(Method::GET, path, None).await.expect(200).list("/items").is_empty(), "{path}");
    }
    assert_eq!(after.send(Method::GET, "/v1/me/interests", None).await.expect(200).body["tags"], json!([]));
    after.send(Method::GET, &format!("/v1/orders/{}", order.text("/id")), None).await.expect_problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_stays_while_goods_or_money_are_still_to_move() {
    let world = World::new().await;
    let ana = Person::new(&world, "Quillon").await;
    let order = ana.buy().await;
    let refused = ana.leave().await.expect_problem(409, "orders_open");
    assert_eq!(refused.list("/orders"), [order.body["id"].clone()]);
    let path = format!("/v1/orders/{}/cancel", order.text("/id"));
    ana.send(Method::POST, &path, None).await.expect(200);
    ana.leave().await.expect_problem(409, "orders_open");
    world.settle().await;
    ana.leave().await.expect(204);
    erased(&world).await;
    assert_eq!(telling(&world, &["quillon"]).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_deleted_by_who_proved_to_be_themself() {
    let world = World::new().await;
    world.visitor().delete("/v1/me").await.expect_problem(401, "unauthenticated");
    let ana = world.customer("ana@example.com").await;
    world.advance(10 * 60);
    let token = format!("Bearer {}", world.token_for(ana.principal));
    let late = world.send(Method::DELETE, "/v1/me", &[("authorization", &token)], None).await;
    late.expect_problem(403, "step_up_required");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_admin_stays_also_when_two_leave_at_once() {
    let world = World::new().await;
    let one = world.admin_named("one@example.com").await;
    one.delete("/v1/me").await.expect_problem(409, "last_admin");
    let two = world.admin_named("two@example.com").await;
    let answers = futures_util::future::join(one.delete("/v1/me"), two.delete("/v1/me")).await;
    let mut statuses = [answers.0.status, answers.1.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [204, 409]);
    let seller = world.seller("seller@example.com").await;
    seller.delete("/v1/me").await.expect(204);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_that_is_being_made_goes_with_its_account() {
    let world = World::new().await;
    let ana = Person::new(&world, "Quillon").await;
    ana.send(Method::POST, "/v1/me/export", None).await.expect(202);
    ana.leave().await.expect(204);
    world.stack.queues().behave(emulator::queue::Delivery { twice: true, newest_first: true });
    erased(&world).await;
    world.pass(400).await;
    assert!(world.stack.stack_state().objects.all().is_empty());
    let mails = world.mail_to(&ana.email);
    assert!(!mails.iter().any(|mail| mail.subject.starts_with("Your data")), "{mails:?}");
    assert_eq!(mails.iter().filter(|mail| mail.subject.contains("is deleted")).count(), 1);
    assert_eq!((telling(&world, &["quillon"]).await, world.dead_letters()), (Vec::new(), 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_no_mail_could_reach_is_forgotten_all_the_same() {
    let world = World::new().await;
    let ana = Person::new(&world, "Quillon").await;
    let outage = emulator::aws::Outage { kind: emulator::aws::OutageKind::Refused, requests: None };
    world.stack.stack_state().outages.begin(emulator::aws::Service::Ses, outage);
    ana.leave().await.expect(204);
    erased(&world).await;
    assert_eq!(telling(&world, &["quillon"]).await, [format!("FAREWELL#{} HEAD", ana.id)]);
    world.stack.stack_state().outages.lift(emulator::aws::Service::Ses);
    // Four days later the item expires; what the table has not collected by then counts as gone.
    world.pass(4 * 86_400).await;
    assert!(world.mail_to(&ana.email).iter().all(|mail| !mail.subject.contains("is deleted")));
    assert_eq!(telling(&world, &["quillon"]).await, Vec::<String>::new());
}

/// An event as the worker's queue brings it, in a batch of one.
fn batch(data: &Value, kind: &str) -> Value {
    let event = json!({ "id": "evt_01JD8ZQ4T5M6N7P8Q9R0S1T2V1", "kind": kind, "version": 1,
        "occurred_at": "2026-01-01T00:00:00Z", "aggregate": { "kind": "user", "id": data["user"], "version": 9 },
        "actor": "system", "correlation_id": "req_1", "data": data });
    let body = json!({ "Type": "Notification", "Message": event.to_string() }).to_string();
    json!({ "Records": [{ "messageId": "one", "body": body, "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:us-east-1:000000000000:souk-identity-events" }] })
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_was_placed_in_the_very_moment_keeps_its_buyer_until_it_is_finished() {
    let world = World::new().await;
    let ana = Person::new(&world, "Quillon").await;
    ana.tell_all().await;
    let order = ana.buy().await;
    let account = world.store().users().by_id(ana.id.parse().unwrap()).await.unwrap().unwrap();
    let ended = account.deleted(world.now());
    table::Tx::<()>::new().replace(&account, &ended).commit(world.store().table()).await.unwrap();
    let told = batch(&json!({ "user": ana.id }), "user.deleted");
    let erase = async || world.stack.invoke("IdentityWorkerFunction", told.clone()).await.unwrap();
    assert_eq!(erase().await["batchItemFailures"][0]["itemIdentifier"], "one");
    let id = order.text("/id");
    assert_eq!(telling(&world, &["quillon"]).await, [format!("ORDER#{id} HEAD")]);

    let admin = world.admin().await;
    let key = [("idempotency-key", "called-off")];
    admin.send(Method::POST, &format!("/v1/orders/{id}/cancel"), &key, None).await.expect(200);
    world.settle().await;
    assert_eq!(erase().await["batchItemFailures"], json!([]));
    assert_eq!(telling(&world, &["quillon"]).await, Vec::<String>::new());
    assert_eq!(erase().await["batchItemFailures"], json!([]));
}

async fn deleted_under(fault: Fault) {
    let Fragile { world, plan } = &fragile().await;
    let mut number = 1;
    loop {
        let what = format!("{fault:?} at call {number} of a deletion");
        let ana = world.customer(&format!("quillon-{number}@example.com")).await;
        let address = json!({ "name": "Ana Quillon", "line1": "17 Quillon Street", "city": "Quillonville", "region": "CA",
            "postal_code": "94103", "country": "US" });
        ana.post("/v1/me/addresses", address).await.expect(201);
        let lamp = world.sells(testkit::a_product(&format!("Lamp {number} {fault:?}")).stock(5)).await;
        world.fill_cart_of(&ana, &[&lamp], 1).await;
        let order = ana.check_out_as(&format!("key-{number}")).await.expect(201);
        let path = format!("/v1/orders/{}/cancel", order.text("/id"));
        let key = format!("cancel-{number}");
        ana.send(Method::POST, &path, &[("idempotency-key", &key)], None).await.expect(200);
        world.settle().await;
        ana.send(Method::POST, "/v1/me/export", &[], None).await.expect(202);
        world.settle().await;
        world.pass(15).await;
        ana.delete("/v1/me").await.expect(204);
        world.settle().await;
        world.advance(15);
        plan.arm(Some((number, fault)));
        world.settle().await;
        let calls = plan.calls().len();
        plan.arm(None);
        for _ in 0..4 {
            world.pass(361).await;
        }
        assert_eq!(telling(world, &["quillon"]).await, Vec::<String>::new(), "{what}");
        assert!(world.stack.stack_state().objects.all().is_empty(), "{what}");
        let left = world.store().users().even_deleted(ana.id).await.unwrap().unwrap();
        assert!(left.deletion.unwrap().erased_at.is_some(), "{what}");
        let history = world.store().table().history("user", &ana.id.to_string()).await.unwrap();
        assert_eq!(history.iter().filter(|event| event.kind == "user.erased").count(), 1, "{what}");
        if calls < usize::try_from(number).unwrap() {
            break;
        }
        number += 1;
    }
    assert!(number > 15, "only {number} calls were seen");
    assert_eq!(world.dead_letters(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deletion_survives_calls_that_fail() {
    deleted_under(Fault::Before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deletion_survives_answers_that_are_lost() {
    deleted_under(Fault::AnswerLost).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deletion_survives_a_crash_after_each_call() {
    deleted_under(Fault::CrashAfter).await;
}
