//! Publishing kept events again: nothing happens twice, and what got lost is made good.

use emulator::aws::{Outage, OutageKind, Service};
use serde_json::{Value, json};
use testkit::{Answer, World, WorldOptions, a_product};

/// Asks the relay to publish the events of an aggregate again.
async fn replay(world: &World, aggregate: &str) -> Value {
    let event = json!({ "task": "replay", "aggregate": aggregate });
    let answer = world.stack.invoke("relay", event).await.expect("a replay");
    world.settle().await;
    answer
}

/// How many notes about records that it gave up on the relay has left.
fn notes(world: &World) -> usize {
    world
        .stack
        .queues()
        .states()
        .iter()
        .filter(|queue| queue.name.ends_with("relay-dlq"))
        .map(|queue| queue.depth)
        .sum()
}

async fn page(world: &World, order: &Answer) -> Answer {
    let path = format!("/v1/orders/{}", order.text("/id"));
    let headers = [("x-order-token", order.text("/order_token"))];
    world.send(reqwest::Method::GET, &path, &headers, None).await.expect(200)
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_replay_nothing_has_happened_twice() {
    let world = World::new().await;
    let lamp = world.sells(a_product("Desk Lamp").stock(3)).await;
    let order = world.guest_with(&[&lamp], 1).await.check_out().await.expect(201);
    world.confirm(&order, "pm_card_visa").await.expect(200);
    world.settle().await;
    let payment =
        world.store().orders().by_id(order.text("/id").parse().unwrap()).await.unwrap().unwrap().head.payment.unwrap();

    let order_events = format!("ORDER#{}", order.text("/id"));
    assert_eq!(replay(&world, &order_events).await, json!({ "published": 3 }));
    assert_eq!(replay(&world, &format!("PAYMENT#{payment}")).await, json!({ "published": 2 }));
    let webhook = world.stripe().events().first().expect("an event").id.clone();
    replay(&world, &format!("WEBHOOK#stripe:{webhook}")).await;

    assert_eq!(world.mail_to("guest@example.com").len(), 1);
    let total = order.number("/totals/total/amount");
    let ledger = world.stripe().ledger();
    assert_eq!((ledger.len(), ledger[0].captured, ledger[0].capturable, ledger[0].refunded), (1, total, 0, 0));
    assert_eq!(World::sums(&world.cells_of(&lamp).await), (2, 2, 0));
    assert_eq!(page(&world, &order).await.list("/timeline").len(), 3);
    assert_eq!(world.dead_letters(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_the_relay_gave_up_on_is_acted_on_after_a_replay() {
    // The relay itself tries again and again: the SDK need not do so in between, with pauses.
    let surroundings = [("AWS_MAX_ATTEMPTS".to_owned(), "1".to_owned())].into();
    let world = World::with(WorldOptions { surroundings, ..WorldOptions::default() }).await;
    let lamp = world.sells(a_product("Desk Lamp").stock(1)).await;
    let order = world.guest_with(&[&lamp], 1).await.check_out().await.expect(201);
    world.confirm(&order, "pm_card_visa").await.expect(200);
    world.settle().await;
    let path = format!("/v1/orders/{}/cancel", order.text("/id"));
    let headers = [("x-order-token", order.text("/order_token")), ("idempotency-key", "c1")];

    let outages = &world.stack.stack_state().outages;
    outages.begin(Service::Sns, Outage { kind: OutageKind::Unavailable, requests: None });
    world.send(reqwest::Method::POST, &path, &headers, None).await.expect(200);
    for _ in 0..12 {
        world.settle().await;
        world.advance(60);
    }
    assert_eq!(notes(&world), 1, "the relay gave up");
    outages.lift(Service::Sns);
    world.settle().await;
    let ledger = world.stripe().ledger();
    assert_eq!(ledger[0].refunded, 0, "nobody heard of the cancelled order");
    let heard = world.mail_to("guest@example.com").len();

    for _ in 0..2 {
        assert_eq!(replay(&world, &format!("ORDER#{}", order.text("/id"))).await, json!({ "published": 4 }));
        let ledger = world.stripe().ledger();
        assert_eq!(ledger[0].refunded, order.number("/totals/total/amount"));
        let mails = world.mail_to("guest@example.com");
        assert_eq!(mails.len(), heard + 2, "that it was cancelled, and that the money is on its way");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replay_takes_the_versions_it_is_asked_for_and_refuses_what_is_not_there() {
    let world = World::new().await;
    let lamp = world.sells(a_product("Desk Lamp")).await;
    let order = world.guest_with(&[&lamp], 1).await.check_out().await.expect(201);
    world.confirm(&order, "pm_card_visa").await.expect(200);
    world.settle().await;
    let aggregate = format!("ORDER#{}", order.text("/id"));
    let asked = |versions: Value| {
        let mut event = json!({ "task": "replay", "aggregate": aggregate });
        event.as_object_mut().unwrap().extend(versions.as_object().unwrap().clone());
        world.stack.invoke("relay", event)
    };
    assert_eq!(asked(json!({ "from": 2, "to": 2 })).await.unwrap(), json!({ "published": 1 }));
    assert_eq!(asked(json!({ "from": 2 })).await.unwrap(), json!({ "published": 2 }));
    for refused in [
        json!({ "from": 9 }),
        json!({ "aggregate": "ORDER#ord_1" }),
        json!({ "aggregate": "?" }),
        json!({ "task": "repeat" }),
    ] {
        asked(refused.clone()).await.expect_err(&refused.to_string());
    }
}
