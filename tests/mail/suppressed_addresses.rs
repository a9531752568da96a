//! Who cannot be reached, or does not want to be, is written to no more.

use emulator::mail_feedback::Feedback;
use reqwest::Method;
use serde_json::{Value, json};
use store::notifications::suppressed_address::SuppressedAddressRecord;
use testkit::{World, a_product};

use crate::at_least_once::items;

/// Addresses of SES's mailbox simulator; what stands behind the `+` is ours.
const BOUNCES: &str = "bounce+ana@simulator.amazonses.com";
const COMPLAINS: &str = "complaint+ana@simulator.amazonses.com";
const SUCCEEDS: &str = "success+ana@simulator.amazonses.com";

async fn register(world: &World, email: &str) {
    let body = json!({ "email": email, "password": "vexed otters juggle" });
    world.visitor().post("/v1/auth/register", body).await.expect(202);
    world.settle().await;
}

/// Has the shop write to whoever registered, once more.
async fn forget_password(world: &World, email: &str) {
    world.visitor().post("/v1/auth/forgot-password", json!({ "email": email })).await.expect(202);
    world.settle().await;
}

/// Whoever registers again is told so by mail: one mail for each, an hour apart.
async fn register_again(world: &World, email: &str) {
    world.advance(2 * 60 * 60);
    register(world, email).await;
}

/// Lets the latest mail to `email` come back, or be complained of, through the local control.
async fn report(world: &World, email: &str, kind: &str) {
    let id = world.mail_to(email).first().expect("a mail").id.clone();
    let path = format!("/_local/mail/{id}/feedback");
    world.send(Method::POST, &path, &[], Some(&json!({ "kind": kind }))).await.expect(204);
    world.settle().await;
}

/// The suppressions that are kept, as items.
async fn kept(world: &World) -> Vec<String> {
    let all = items(world).await;
    all.into_iter().filter(|(key, _)| key.starts_with("SUPPRESSED#")).map(|(_, item)| item).collect()
}

async fn lift(world: &World, email: &str) -> u16 {
    let path = "/_local/mail/lift-suppression";
    world.send(Method::POST, path, &[], Some(&json!({ "email": email }))).await.status
}

/// M15-T04
#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_bounces_is_written_to_once() {
    for address in [BOUNCES, COMPLAINS] {
        let world = World::new().await;
        register(&world, address).await;
        assert_eq!((world.mail_to(address).len(), kept(&world).await.len()), (1, 1), "{address}");
        for _ in 0..3 {
            register_again(&world, address).await;
        }
        assert_eq!(world.mail_to(address).len(), 1, "{address} is written to no more");
        assert_eq!(world.dead_letters(), 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_goes_its_way_though_its_buyer_cannot_be_reached() {
    let world = World::new().await;
    let lamp = world.sells(a_product("Desk Lamp").stock(2)).await;
    let buy = async || {
        let mut guest = world.guest_with(&[&lamp], 1).await;
        guest.email = BOUNCES.to_owned();
        let order = guest.check_out().await.expect(201);
        world.confirm(&order, "pm_card_visa").await.expect(200);
        world.settle().await;
        let path = format!("/v1/orders/{}", order.text("/id"));
        let page = world.send(Method::GET, &path, &[("x-order-token", order.text("/order_token"))], None).await;
        page.expect(200).text("/status").to_owned()
    };
    assert_eq!((buy().await.as_str(), world.mail_to(BOUNCES).len()), ("placed", 1));
    assert_eq!((buy().await.as_str(), world.mail_to(BOUNCES).len()), ("placed", 1), "the second mail is suppressed");
    assert_eq!(world.dead_letters(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_may_pass_by_itself_keeps_no_mail_back() {
    let world = World::new().await;
    register(&world, SUCCEEDS).await;
    for (kind, sent) in [("soft_bounce", 2), ("not_spam", 3)] {
        report(&world, SUCCEEDS, kind).await;
        register_again(&world, SUCCEEDS).await;
        assert_eq!(world.mail_to(SUCCEEDS).len(), sent, "{kind}");
    }
    assert!(kept(&world).await.is_empty());
    report(&world, SUCCEEDS, "hard_bounce").await;
    register_again(&world, SUCCEEDS).await;
    assert_eq!(world.mail_to(SUCCEEDS).len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_is_one_in_whatever_case_it_is_written() {
    let world = World::new().await;
    register(&world, "Ana@Example.com").await;
    report(&world, "ana@example.com", "complaint").await;
    forget_password(&world, "ANA@example.com").await;
    register_again(&world, "ANA@EXAMPLE.COM").await;
    assert_eq!(world.mail_to("ana@example.com").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn feedback_that_comes_twice_or_late_changes_nothing() {
    let world = World::new().await;
    register(&world, BOUNCES).await;
    let before = kept(&world).await;
    let stack_state = world.stack.stack_state();
    let mail = world.mail_to(BOUNCES).remove(0);
    for _ in 0..3 {
        assert_eq!(stack_state.feedback.report(&mail, BOUNCES, Feedback::HardBounce), 1);
    }
    world.settle().await;
    assert_eq!(kept(&world).await, before, "duplicates write nothing");

    // A record as SNS hands it over, from before the suppression was lifted, and delivered after it.
    let old = json!({
        "eventType": "Bounce",
        "bounce": {
            "bounceType": "Permanent", "bouncedRecipients": [{ "emailAddress": BOUNCES }], "timestamp": world.now().to_string(),
        },
        "mail": { "messageId": mail.id },
    });
    world.advance(60);
    assert_eq!(lift(&world, BOUNCES).await, 204);
    world.advance(60);
    let lifted = kept(&world).await;
    deliver(&world, &old).await;
    assert_eq!(kept(&world).await, lifted, "what was heard before does not bring it back");
    world.advance(2 * 60 * 60);
    register(&world, BOUNCES).await;
    assert_eq!(world.mail_to(BOUNCES).len(), 2, "one more try");
    register_again(&world, BOUNCES).await;
    assert_eq!(world.mail_to(BOUNCES).len(), 2, "which bounced, too");
}

/// Hands a record to the worker as Lambda does, past SNS and SQS.
async fn deliver(world: &World, record: &Value) {
    let arn = "arn:aws:sqs:us-east-1:000000000000:souk-notifications-feedback";
    let message =
        json!({ "messageId": "m-1", "eventSource": "aws:sqs", "eventSourceARN": arn, "body": record.to_string() });
    let answer = world.stack.invoke("notifications", json!({ "Records": [message] })).await.expect("an answer");
    assert_eq!(answer, json!({ "batchItemFailures": [] }));
}

#[tokio::test(flavor = "multi_thread")]
async fn reports_of_one_address_at_once_are_one() {
    let world = World::new().await;
    let record = |kind: &str, name: &str, particulars: Value| json!({ "eventType": kind, name: particulars, "mail": { "messageId": "1" } });
    let (to, at) = (json!([{ "emailAddress": "ana@example.com" }]), world.now().to_string());
    let bounce = json!({ "bounceType": "Permanent", "bouncedRecipients": to, "timestamp": at });
    let complaint = json!({ "complainedRecipients": to, "timestamp": at });
    let records = [record("Bounce", "bounce", bounce), record("Complaint", "complaint", complaint)];
    futures_util::future::join_all((0..8).map(|turn| deliver(&world, &records[turn % 2]))).await;
    let address = "ana@example.com".parse().unwrap();
    let known = world.store().suppressed_addresses().of(&address).await.unwrap().unwrap();
    assert_eq!((known.reason.as_str(), kept(&world).await.len()), ("complaint", 1), "the weightier of them stands");
}

#[tokio::test(flavor = "multi_thread")]
async fn mails_go_again_once_somebody_says_so_on_the_record() {
    let world = World::new().await;
    register(&world, "ana@example.com").await;
    assert_eq!(lift(&world, "ana@example.com").await, 422, "mails are not kept from there");
    report(&world, "ana@example.com", "hard_bounce").await;
    register_again(&world, "ana@example.com").await;
    assert_eq!(world.mail_to("ana@example.com").len(), 1);
    assert_eq!((lift(&world, "Ana@example.com").await, lift(&world, "ana@example.com").await), (204, 422));
    register_again(&world, "ana@example.com").await;
    assert_eq!(world.mail_to("ana@example.com").len(), 2);
    let entries = items(&world).await.into_values().filter(|item| item.contains("suppression.lifted")).count();
    assert_eq!(entries, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_address_is_kept_or_told() {
    let world = World::new().await;
    register(&world, "ana@example.com").await;
    report(&world, "ana@example.com", "hard_bounce").await;
    let kept = kept(&world).await;
    assert!(kept.len() == 1 && !kept[0].contains("ana") && !kept[0].contains("example.com"), "{kept:?}");
    let digest = store::notifications::suppressed_address::digest_of(&"ana@example.com".parse().unwrap());
    let known = world.store().table().get::<SuppressedAddressRecord>(&SuppressedAddressRecord::at(&digest)).await;
    assert!(known.unwrap().unwrap().is_in_force());
}

#[tokio::test(flavor = "multi_thread")]
async fn feedback_that_nobody_can_read_is_a_dead_letter_and_not_lost() {
    let world = World::new().await;
    let queue = "arn:aws:sqs:us-east-1:000000000000:souk-notifications-feedback";
    world.stack.queues().send(queue, "no record".to_owned(), std::collections::BTreeMap::new(), None).unwrap();
    world.settle().await;
    for _ in 0..6 {
        world.pass(200).await;
    }
    assert_eq!(world.dead_letters(), 1);
}
