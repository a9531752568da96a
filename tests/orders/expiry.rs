//! Nobody pays: the reservation ends at its deadline, by itself.

use testkit::{World, a_product};

const RESERVATION: i64 = 900;

/// M10-T02
#[tokio::test(flavor = "multi_thread")]
async fn a_reservation_ends_at_its_deadline_without_any_schedule() {
    let world = World::new().await;
    let lamp = world.sells(a_product("Desk Lamp").stock(1)).await;
    world.guest_with(&[&lamp], 1).await.check_out().await.expect(201);
    let other = world.guest_with(&[&lamp], 1).await;
    world.advance(RESERVATION - 1);
    let refused = other.check_out().await.expect_problem(409, "insufficient_stock");
    assert_eq!(refused.number("/available"), 0);
    world.advance(1);
    other.check_out().await.expect(201);
    assert_eq!(World::sums(&world.cells_of(&lamp).await), (1, 0, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_schedule_tidies_up_and_a_late_success_is_not_charged() {
    let world = World::new().await;
    let lamp = world.sells(a_product("Desk Lamp").stock(1)).await;
    let order = world.guest_with(&[&lamp], 1).await.check_out().await.expect(201);
    world.stripe().hold_webhooks();
    world.confirm(&order, "pm_card_visa").await.expect(200);
    world.pass(RESERVATION + 60).await;
    let path = format!("/v1/orders/{}", order.text("/id"));
    let page = world
        .send(reqwest::Method::GET, &path, &[("x-order-token", order.text("/order_token"))], None)
        .await
        .expect(200);
    assert_eq!(page.text("/status"), "expired");
    assert_eq!(World::sums(&world.cells_of(&lamp).await), (1, 1, 0));
    world.stripe().deliver_webhooks();
    world.settle().await;
    let ledger = world.stripe().ledger();
    assert_eq!((ledger[0].captured, ledger[0].capturable), (0, 0), "{ledger:?}");
    assert!(world.mail_to("guest@example.com").iter().any(|mail| mail.subject.to_lowercase().contains("expired")));
    assert_eq!(world.dead_letters(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_just_past_the_deadline_still_gets_the_units_if_nobody_took_them() {
    let world = World::new().await;
    let lamp = world.sells(a_product("Desk Lamp").stock(1)).await;
    let order = world.guest_with(&[&lamp], 1).await.check_out().await.expect(201);
    world.advance(RESERVATION + 5);
    world.confirm(&order, "pm_card_visa").await.expect(200);
    world.settle().await;
    assert_eq!(World::sums(&world.cells_of(&lamp).await), (0, 0, 0));
    assert_eq!(world.stripe().ledger()[0].captured, order.number("/totals/total/amount"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_past_the_deadline_for_units_that_others_bought_is_let_go() {
    let world = World::new().await;
    let lamp = world.sells(a_product("Desk Lamp").stock(1)).await;
    let late = world.guest_with(&[&lamp], 1).await.check_out().await.expect(201);
    world.advance(RESERVATION + 5);
    let quick = world.guest_with(&[&lamp], 1).await.check_out().await.expect(201);
    world.confirm(&quick, "pm_card_visa").await.expect(200);
    world.settle().await;
    world.confirm(&late, "pm_card_visa").await.expect(200);
    world.settle().await;
    assert_eq!(World::sums(&world.cells_of(&lamp).await), (0, 0, 0));
    let captured: i64 = world.stripe().ledger().iter().map(|entry| entry.captured).sum();
    let capturable: i64 = world.stripe().ledger().iter().map(|entry| entry.capturable).sum();
    assert_eq!((captured, capturable), (quick.number("/totals/total/amount"), 0));
}
