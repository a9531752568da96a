//! Real concurrency over HTTP: many clients let loose at once, many rounds.

mod check_out;
mod reviews;
mod wishlists;

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::orders::order::{CancelReason, Order};
use futures_util::future::join_all;
use http::StatusCode;
use kernel::id::{OrderId, PaymentId};
use testkit::{Answer, World, WorldOptions, a_product};
use tokio::sync::Barrier;
use web::idempotent::answer;
use workflows::orders::order::cancel::cancel_order;
use workflows::payments::payment::reconcile::reconcile_payment;
use workflows::payments::refund::settle::settle_refund;

const CLIENTS: usize = 200;
const UNITS: usize = 20;

/// How often a race is run: each round may end otherwise, so machines run more of them than people wait for.
fn rounds() -> usize {
    #[expect(clippy::disallowed_methods, reason = "the one switch of the tests, which no shop sees")]
    let in_ci = std::env::var("CI").is_ok();
    if in_ci { 20 } else { 3 }
}

async fn loud_world() -> World {
    World::with(WorldOptions { background: true, ..WorldOptions::default() }).await
}

/// Until nothing is left to do: in the background others work, so the world is asked until it is quiet.
async fn quiet(world: &World) {
    world.settle().await;
}

/// M10-T01, R01
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_buyers_of_twenty_units_make_twenty_paid_orders() {
    let world = loud_world().await;
    for round in 0..rounds() {
        let cells = if round % 2 == 0 { 1 } else { 4 };
        let lamp = world.sells(a_product(&format!("Lamp {round}")).stock(20).cells(cells)).await;
        let mut guests = Vec::new();
        for _ in 0..CLIENTS {
            guests.push(world.guest_with(&[&lamp], 1).await);
        }
        let barrier = Arc::new(Barrier::new(CLIENTS));
        let answers: Vec<Answer> = join_all(guests.iter().map(|guest| {
            let barrier = barrier.clone();
            async move {
                barrier.wait().await;
                guest.check_out().await
            }
        }))
        .await;
        let (won, lost): (Vec<&Answer>, Vec<&Answer>) = answers.iter().partition(|answer| answer.status == 201);
        for refused in &lost {
            (*refused).clone().expect_problem(409, "insufficient_stock");
            assert_eq!(refused.number("/available"), 0, "round {round}");
        }
        assert_eq!((won.len(), lost.len()), (UNITS, CLIENTS - UNITS), "round {round}");
        let confirmed = join_all(won.iter().map(|order| world.confirm(order, "pm_card_visa"))).await;
        assert!(confirmed.iter().all(|answer| answer.status == 200));
        quiet(&world).await;
        for order in &won {
            let path = format!("/v1/orders/{}", order.text("/id"));
            let token = [("x-order-token", order.text("/order_token"))];
            let page = world.send(reqwest::Method::GET, &path, &token, None).await.expect(200);
            assert_eq!((page.text("/status"), page.text("/payment_status")), ("placed", "paid"), "round {round}");
        }
        assert_eq!(World::sums(&world.cells_of(&lamp).await), (0, 0, 0), "round {round}");
    }
    let ledger = world.stripe().ledger();
    assert_eq!(ledger.len(), UNITS * rounds());
    assert!(ledger.iter().all(|entry| entry.capturable == 0 && entry.captured > 0));
    assert_eq!(world.dead_letters(), 0);
}

/// M04-T01, R08
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_check_outs_under_one_key_make_one_order_and_one_payment() {
    let world = loud_world().await;
    for round in 0..rounds() {
        let lamp = world.sells(a_product(&format!("Lamp {round}")).stock(50)).await;
        let guest = world.guest_with(&[&lamp], 1).await;
        let key = format!("round-{round}");
        let answers = join_all((0..50).map(|_| guest.check_out_as(&key))).await;
        let mut orders = BTreeSet::new();
        for answer in &answers {
            match answer.status {
                201 => {
                    orders.insert(answer.text("/id").to_owned());
                }
                409 => assert_eq!(answer.text("/code"), "idempotency_in_progress"),
                other => panic!("{other}: {:#}", answer.body),
            }
        }
        let last = guest.check_out_as(&key).await.expect(201);
        orders.insert(last.text("/id").to_owned());
        assert_eq!(orders.len(), 1, "round {round}");
        assert_eq!(world.stripe().ledger().len(), round + 1);
        assert_eq!(World::sums(&world.cells_of(&lamp).await), (50, 49, 1));
    }
}

/// M06-T03
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn parallel_additions_to_one_cart_all_count() {
    let world = loud_world().await;
    let lamp = world.sells(a_product("Desk Lamp").stock(500)).await;
    let ana = world.customer("ana@example.com").await;
    let body = serde_json::json!({ "variant_id": lamp.variant.id, "quantity": 1 });
    let answers = join_all((0..6).map(|_| ana.post("/v1/cart/items", body.clone()))).await;
    let added = answers.iter().filter(|answer| answer.status == 201).count();
    let cart = ana.get("/v1/cart").await.expect(200);
    assert_eq!(cart.number("/unit_count"), i64::try_from(added).unwrap());
    assert!(added >= 2);
}

/// ADR 10: whoever was overtaken looks again at once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_payment_that_many_reconcile_at_once_is_settled_and_nobody_fails() {
    let world = World::new().await;
    let lamp = world.sells(a_product("Desk Lamp").stock(100)).await;
    let functions = &world.stack.stack_state().functions;
    let worker =
        functions.iter().find(|function| function.spec.logical_id == "PaymentsWorkerFunction").expect("a worker");
    let cx = runtime::work::context(&worker.app, "system", "race");
    for _ in 0..rounds() {
        let order = world.guest_with(&[&lamp], 1).await.check_out().await.expect(201);
        world.confirm(&order, "pm_card_visa").await.expect(200);
        let payment: PaymentId = order.text("/payment/id").parse().expect("a payment");
        for outcome in join_all((0..16).map(|_| reconcile_payment(&cx, payment, None))).await {
            outcome.expect("no twin is a failure");
        }
        let order_id: OrderId = order.text("/id").parse().expect("an order");
        let told = |_: &Order, _| answer(StatusCode::OK, &(), None);
        cancel_order(&cx, order_id, CancelReason::StaffRequest, None, None, told).await.expect("it is cancelled");
        let refunds = world.store().refunds().of_order(order_id).await.expect("a table");
        let refund = refunds.first().expect("a refund").id;
        for outcome in join_all((0..16).map(|_| settle_refund(&cx, refund))).await {
            outcome.expect("no twin is a failure");
        }
    }
}
