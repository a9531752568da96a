//! A service that is down for a while: nothing is lost, and what waited is done once the service is back.

use emulator::aws::{Outage, OutageKind, Service};
use reqwest::Method;
use serde_json::json;
use testkit::fault::Fault;
use testkit::{Answer, World, WorldOptions, a_product};

use super::{Fragile, fragile};

/// A world that does not try again within a call, so that each failure is seen by the code that has to cope with it.
async fn world() -> World {
    let surroundings = [("AWS_MAX_ATTEMPTS".to_owned(), "1".to_owned())].into();
    World::with(WorldOptions { surroundings, ..WorldOptions::default() }).await
}

impl Fragile {
    async fn status(&self, path: &str) -> Answer {
        self.world.send(Method::GET, path, &[], None).await
    }
}

fn begin(world: &World, service: Service) {
    world.stack.stack_state().outages.begin(service, Outage { kind: OutageKind::Unavailable, requests: None });
}

fn lift(world: &World, service: Service) {
    world.stack.stack_state().outages.lift(service);
}

/// An order that was paid for, as far as its buyer can tell.
async fn confirmed(world: &World) -> Answer {
    let lamp = world.sells(a_product("Desk Lamp")).await;
    let order = world.guest_with(&[&lamp], 1).await.check_out().await.expect(201);
    world.confirm(&order, "pm_card_visa").await.expect(200);
    order
}

async fn status(world: &World, order: &Answer) -> String {
    let path = format!("/v1/orders/{}", order.text("/id"));
    let page = world.send(Method::GET, &path, &[("x-order-token", order.text("/order_token"))], None).await;
    page.expect(200).text("/status").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_table_is_down_requests_are_refused_and_told_when_to_come_back() {
    let fragile = fragile().await;
    fragile.status("/v1/products").await.expect(200);
    fragile.plan.arm(Some((1, Fault::CrashBefore)));
    let refused = fragile.status("/v1/products").await.expect_problem(503, "unavailable");
    assert!(refused.header("retry-after").is_some(), "{:?}", refused.headers);
    fragile.status("/health").await.expect(200);
    fragile.plan.arm(None);
    fragile.status("/v1/products").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_topic_takes_is_published_when_the_topics_are_back() {
    let world = world().await;
    begin(&world, Service::Sns);
    let order = confirmed(&world).await;
    world.settle().await;
    assert_eq!(status(&world, &order).await, "pending_payment");
    lift(&world, Service::Sns);
    world.pass(60).await;
    assert_eq!(status(&world, &order).await, "placed");
    assert_eq!((world.mail_to("guest@example.com").len(), world.dead_letters()), (1, 0));
}

/// The schedule does not need the topics: it finds the payment by itself, and asks the provider.
#[tokio::test(flavor = "multi_thread")]
async fn what_the_relay_gives_up_is_a_dead_letter_and_the_payment_is_settled_all_the_same() {
    let world = world().await;
    begin(&world, Service::Sns);
    let order = confirmed(&world).await;
    for _ in 0..30 {
        world.pass(60).await;
    }
    assert_eq!(status(&world, &order).await, "placed");
    assert!(world.dead_letters() > 0, "the positions that the relay gave up are kept");
    assert!(world.mail_to("guest@example.com").is_empty(), "nobody was told of what was never published");
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_waits_for_its_service_and_is_sent_once() {
    let world = world().await;
    begin(&world, Service::Ses);
    let order = confirmed(&world).await;
    world.settle().await;
    assert_eq!((status(&world, &order).await.as_str(), world.mail_to("guest@example.com").len()), ("placed", 0));
    lift(&world, Service::Ses);
    world.pass(300).await;
    assert_eq!((world.mail_to("guest@example.com").len(), world.dead_letters()), (1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_that_cannot_be_sent_for_long_is_kept_as_a_dead_letter() {
    let world = world().await;
    begin(&world, Service::Ses);
    confirmed(&world).await;
    for _ in 0..6 {
        world.pass(300).await;
    }
    assert_eq!((world.mail_to("guest@example.com").len(), world.dead_letters()), (0, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tick_that_reaches_no_queue_is_made_good_by_the_next() {
    let world = world().await;
    let lamp = world.sells(a_product("Desk Lamp")).await;
    let order = world.guest_with(&[&lamp], 1).await.check_out().await.expect(201);
    world.settle().await;
    begin(&world, Service::Sqs);
    world.pass(960).await;
    assert_eq!(status(&world, &order).await, "pending_payment");
    lift(&world, Service::Sqs);
    world.pass(60).await;
    assert_eq!((status(&world, &order).await.as_str(), world.dead_letters()), ("expired", 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tick_that_comes_twice_ends_an_order_once() {
    let world = World::new().await;
    let lamp = world.sells(a_product("Desk Lamp").stock(1)).await;
    let order = world.guest_with(&[&lamp], 1).await.check_out().await.expect(201);
    world.settle().await;
    world.advance(960);
    for _ in 0..2 {
        world.stack.invoke("OrdersWorkerFunction", json!({ "task": "expire-orders" })).await.expect("no answer");
    }
    world.settle().await;
    assert_eq!(status(&world, &order).await, "expired");
    assert_eq!((World::sums(&world.cells_of(&lamp).await), world.dead_letters()), ((1, 1, 0), 0));
    assert_eq!(world.mail_to("guest@example.com").len(), 1);
}

/// Mail services know no idempotency key: what may have been sent is sent again rather than lost.
#[tokio::test(flavor = "multi_thread")]
async fn a_mail_whose_answer_is_lost_may_come_twice_and_comes() {
    let world = world().await;
    let lost = Outage { kind: OutageKind::AnswerLost, requests: Some(1) };
    world.stack.stack_state().outages.begin(Service::Ses, lost);
    confirmed(&world).await;
    world.settle().await;
    world.pass(300).await;
    assert_eq!((world.mail_to("guest@example.com").len(), world.dead_letters()), (2, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_is_settled_though_no_webhook_ever_comes() {
    let world = world().await;
    world.stripe().hold_webhooks();
    let order = confirmed(&world).await;
    world.settle().await;
    assert_eq!(status(&world, &order).await, "pending_payment");
    for _ in 0..15 {
        world.pass(60).await;
    }
    assert_eq!(status(&world, &order).await, "placed");
}
