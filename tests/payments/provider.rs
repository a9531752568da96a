//! What the provider may do: decline, stay silent, repeat itself, mix things up.

use stripe_simulator::{Fault, Operation, Release};
use testkit::{Answer, World, a_product};

async fn page(world: &World, order: &Answer) -> Answer {
    let path = format!("/v1/orders/{}", order.text("/id"));
    world.send(reqwest::Method::GET, &path, &[("x-order-token", order.text("/order_token"))], None).await.expect(200)
}

/// M08-T05
#[tokio::test(flavor = "multi_thread")]
async fn a_capture_whose_answer_is_lost_ends_paid_exactly_once() {
    let world = World::with(testkit::WorldOptions {
        surroundings: [("STRIPE_TIMEOUT_MILLIS".to_owned(), "300".to_owned())].into(),
        ..testkit::WorldOptions::default()
    })
    .await;
    let lamp = world.sells(a_product("Desk Lamp").stock(1)).await;
    let order = world.guest_with(&[&lamp], 1).await.check_out().await.expect(201);
    world.stripe().fail_next(Operation::Capture, Fault::TimeoutAfterApply { millis: 600 }, 1);
    world.confirm(&order, "pm_card_visa").await.expect(200);
    world.settle().await;
    world.pass(900).await;
    assert_eq!(page(&world, &order).await.text("/payment_status"), "paid");
    assert_eq!(world.stripe().ledger()[0].captured, order.number("/totals/total/amount"));
    assert_eq!(World::sums(&world.cells_of(&lamp).await), (0, 0, 0));
}

/// M04-T03
#[tokio::test(flavor = "multi_thread")]
async fn a_check_out_whose_provider_does_not_answer_is_finished_by_the_next_try() {
    let world = World::with(testkit::WorldOptions {
        surroundings: [("STRIPE_TIMEOUT_MILLIS".to_owned(), "300".to_owned())].into(),
        ..testkit::WorldOptions::default()
    })
    .await;
    let lamp = world.sells(a_product("Desk Lamp").stock(1)).await;
    let guest = world.guest_with(&[&lamp], 1).await;
    world.stripe().fail_next(Operation::Create, Fault::TimeoutAfterApply { millis: 600 }, 1);
    let lost = guest.check_out().await.expect_problem(503, "unavailable");
    assert!(lost.header("retry-after").is_some());
    let order = guest.check_out().await.expect(201);
    assert_eq!(world.stripe().ledger().len(), 1);
    world.confirm(&order, "pm_card_visa").await.expect(200);
    world.settle().await;
    assert_eq!(page(&world, &order).await.text("/status"), "placed");
    assert_eq!(World::sums(&world.cells_of(&lamp).await), (0, 0, 0));
}

/// M08-T01
#[tokio::test(flavor = "multi_thread")]
async fn webhooks_repeated_and_out_of_order_come_to_the_same() {
    let world = World::new().await;
    let lamp = world.sells(a_product("Desk Lamp").stock(1)).await;
    world.stripe().hold_webhooks();
    let order = world.guest_with(&[&lamp], 1).await.check_out().await.expect(201);
    world.confirm(&order, "pm_card_chargeDeclined").await.expect(402);
    world.confirm(&order, "pm_card_visa").await.expect(200);
    world.stripe().release_webhooks(&Release::Reversed);
    world.settle().await;
    for event in world.stripe().events() {
        for _ in 0..5 {
            world.stripe().redeliver(&event.id).expect("a known event");
        }
    }
    world.stripe().deliver_webhooks();
    world.settle().await;
    let placed = page(&world, &order).await;
    assert_eq!((placed.text("/status"), placed.text("/payment_status")), ("placed", "paid"));
    assert_eq!(placed.list("/timeline").len(), 3, "{:#}", placed.body);
    assert_eq!(world.stripe().ledger()[0].captured, order.number("/totals/total/amount"));
    assert_eq!(world.dead_letters(), 0);
}

/// M08-T04
#[tokio::test(flavor = "multi_thread")]
async fn a_forged_webhook_is_refused_and_changes_nothing() {
    let world = World::new().await;
    let lamp = world.sells(a_product("Desk Lamp").stock(1)).await;
    let order = world.guest_with(&[&lamp], 1).await.check_out().await.expect(201);
    world.settle().await;
    let event = world.stripe().events().first().expect("an event").id.clone();
    assert_eq!(world.stripe().deliver_forged(&event).await.expect("a known event"), 400);
    world.settle().await;
    assert_eq!(page(&world, &order).await.text("/status"), "pending_payment");
    let body = b"{}".to_vec();
    world
        .send_raw(reqwest::Method::POST, "/v1/webhooks/stripe", &[], body)
        .await
        .expect_problem(400, "invalid_signature");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_of_another_amount_is_let_go_and_never_captured() {
    let world = World::new().await;
    let lamp = world.sells(a_product("Desk Lamp").stock(1)).await;
    let order = world.guest_with(&[&lamp], 1).await.check_out().await.expect(201);
    let alteration = stripe_simulator::Alteration { amount: Some(100), ..Default::default() };
    world.stripe().alter_intent(order.text("/payment/reference"), alteration).expect("a known intent");
    world.confirm(&order, "pm_card_visa").await.expect(200);
    world.settle().await;
    let refused = page(&world, &order).await;
    assert_eq!((refused.text("/status"), refused.text("/payment_status")), ("pending_payment", "failed"));
    let told: Vec<&str> = refused.list("/timeline").iter().filter_map(|entry| entry["kind"].as_str()).collect();
    assert_eq!(told, ["order.created", "order.payment_conflicted"], "staff see why it is not paid");
    world.pass(960).await;
    assert_eq!(page(&world, &order).await.text("/status"), "expired");
    let ledger = world.stripe().ledger();
    assert_eq!((ledger[0].captured, ledger[0].capturable), (0, 0));
    assert_eq!(World::sums(&world.cells_of(&lamp).await), (1, 1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_that_the_provider_cannot_make_stands_in_the_order_s_timeline() {
    let world = World::new().await;
    let lamp = world.sells(a_product("Desk Lamp").stock(1)).await;
    let order = world.guest_with(&[&lamp], 1).await.check_out().await.expect(201);
    world.confirm(&order, "pm_card_visa").await.expect(200);
    world.settle().await;
    world.stripe().fail_next(Operation::Refund, Fault::Decline, 1);
    let (path, token) = (format!("/v1/orders/{}/cancel", order.text("/id")), order.text("/order_token"));
    let headers = [("x-order-token", token), ("idempotency-key", "give-it-back")];
    world.send(reqwest::Method::POST, &path, &headers, None).await.expect(200);
    world.settle().await;
    let kept = page(&world, &order).await;
    assert_eq!((kept.text("/status"), kept.text("/payment_status")), ("cancelled", "paid"), "the money is still ours");
    let told: Vec<&str> = kept.list("/timeline").iter().filter_map(|entry| entry["kind"].as_str()).collect();
    assert_eq!(told.last(), Some(&"order.refund_failed"), "{told:?}");
    assert_eq!(world.dead_letters(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_that_the_provider_refuses_to_open_leaves_no_order_open() {
    let world = World::new().await;
    let lamp = world.sells(a_product("Desk Lamp").stock(1)).await;
    let guest = world.guest_with(&[&lamp], 1).await;
    world.stripe().fail_next(Operation::Create, Fault::Decline, 1);
    let refused = guest.check_out().await.expect_problem(402, "payment_declined");
    assert_eq!(World::sums(&world.cells_of(&lamp).await), (1, 1, 0));
    world.settle().await;
    world.pass(1200).await;
    let again = guest.check_out().await.expect_problem(402, "payment_declined");
    assert_eq!((again.body, again.headers.get("idempotent-replayed").is_some()), (refused.body, true));
    assert_eq!(World::sums(&world.cells_of(&lamp).await), (1, 1, 0));
    assert!(world.stripe().ledger().iter().all(|entry| entry.capturable == 0 && entry.captured == 0));
    assert_eq!(world.dead_letters(), 0);
}

/// M08-T05
#[tokio::test(flavor = "multi_thread")]
async fn a_capture_that_the_provider_keeps_failing_is_asked_for_under_another_key() {
    let world = World::new().await;
    let lamp = world.sells(a_product("Desk Lamp").stock(1)).await;
    let order = world.guest_with(&[&lamp], 1).await.check_out().await.expect(201);
    world.stripe().fail_next(Operation::Capture, Fault::Error500Kept, 1);
    world.confirm(&order, "pm_card_visa").await.expect(200);
    world.settle().await;
    world.pass(900).await;
    assert_eq!(page(&world, &order).await.text("/payment_status"), "paid");
    assert_eq!(world.stripe().ledger()[0].captured, order.number("/totals/total/amount"));
}
