//! A cart that is checked out, paid, changed and given up, all at once.

use std::collections::BTreeSet;

use context::Context;
use futures_util::future::join_all;
use futures_util::join;
use kernel::id::{OrderId, PaymentId};
use reqwest::Method;
use serde_json::json;
use testkit::{Answer, World, a_product};
use workflows::orders::order::cancel::expire_order;
use workflows::payments::payment::reconcile::reconcile_payment;

use super::{loud_world, quiet, rounds};

/// What a function's worker has in hand.
fn worker(world: &World, logical_id: &str) -> Context {
    let functions = &world.stack.stack_state().functions;
    let worker = functions.iter().find(|function| function.spec.logical_id == logical_id).expect("a worker");
    runtime::work::context(&worker.app, "system", "race")
}

async fn status(world: &World, order: &Answer) -> String {
    let path = format!("/v1/orders/{}", order.text("/id"));
    let page = world.send(Method::GET, &path, &[("x-order-token", order.text("/order_token"))], None).await;
    page.expect(200).text("/status").to_owned()
}

fn payment(order: &Answer) -> PaymentId {
    order.text("/payment/id").parse().expect("a payment")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_check_outs_under_fifty_keys_leave_one_order_open() {
    let world = loud_world().await;
    for round in 0..rounds() {
        let lamp = world.sells(a_product(&format!("Lamp {round}")).stock(50)).await;
        let guest = world.guest_with(&[&lamp], 1).await;
        let keys: Vec<String> = (0..50).map(|number| format!("round-{round}-{number}")).collect();
        let answers = join_all(keys.iter().map(|key| guest.check_out_as(key))).await;
        let told = answers.iter().filter(|answer| answer.status == 201);
        let orders: BTreeSet<String> = told.map(|answer| answer.text("/id").to_owned()).collect();
        assert_eq!(orders.len(), 1, "round {round}");
        for answer in answers.iter().filter(|answer| answer.status != 201) {
            assert!(matches!(answer.status, 409 | 503), "{:#}", answer.body);
        }
        assert_eq!(world.stripe().ledger().len(), round + 1);
        assert_eq!(World::sums(&world.cells_of(&lamp).await), (50, 49, 1));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cart_checked_out_again_while_it_is_paid_is_paid_once() {
    let world = World::new().await;
    let cx = worker(&world, "PaymentsWorkerFunction");
    for round in 0..rounds() * 4 {
        let lamp = world.sells(a_product(&format!("Lamp {round}")).stock(1)).await;
        let guest = world.guest_with(&[&lamp], 1).await;
        let order = guest.check_out_as("one").await.expect(201);
        world.confirm(&order, "pm_card_visa").await.expect(200);
        // Another address of the mails would make another order, if this one could still be given up.
        let other = json!({ "email": "other@example.com", "payment": { "provider": "stripe" } });
        let (settled, again) =
            join!(reconcile_payment(&cx, payment(&order), None), guest.post_once("/v1/checkout", "two", other));
        settled.expect("no twin is a failure");
        quiet(&world).await;
        let first = status(&world, &order).await;
        if again.status == 201 {
            assert_eq!(first, "cancelled", "round {round}");
            world.confirm(&again, "pm_card_visa").await.expect(200);
            quiet(&world).await;
            assert_eq!(status(&world, &again).await, "placed", "round {round}");
        } else {
            assert!(matches!(again.text("/code"), "payment_in_progress" | "cart_empty"), "{:#}", again.body);
            assert_eq!(first, "placed", "round {round}");
        }
        assert_eq!(World::sums(&world.cells_of(&lamp).await), (0, 0, 0), "round {round}");
        assert_eq!(guest.get("/v1/cart").await.expect(200).number("/unit_count"), 0, "round {round}");
        let kept = world.stripe().ledger().iter().filter(|entry| entry.captured > entry.refunded).count();
        assert_eq!(kept, round + 1, "one order is paid in round {round}");
        assert!(world.stripe().ledger().iter().all(|entry| entry.capturable == 0));
    }
    assert_eq!(world.dead_letters(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cart_checked_out_again_while_its_order_expires_holds_its_unit_once() {
    let world = World::new().await;
    for round in 0..rounds() * 4 {
        let lamp = world.sells(a_product(&format!("Lamp {round}")).stock(1)).await;
        let guest = world.guest_with(&[&lamp], 1).await;
        let order = guest.check_out_as("one").await.expect(201);
        world.advance(901);
        let cx = worker(&world, "OrdersWorkerFunction");
        let order_id: OrderId = order.text("/id").parse().expect("an order");
        let (expired, again) = join!(expire_order(&cx, order_id), guest.check_out_as("two"));
        expired.expect("it is closed by one of them");
        let again = again.expect(201);
        quiet(&world).await;
        assert_ne!(order.text("/id"), again.text("/id"));
        assert_eq!(status(&world, &order).await, "expired", "round {round}");
        assert_eq!(World::sums(&world.cells_of(&lamp).await), (1, 0, 1), "round {round}");
    }
    assert_eq!(world.dead_letters(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_added_while_an_order_is_placed_is_neither_lost_nor_bought() {
    let world = World::new().await;
    let cx = worker(&world, "PaymentsWorkerFunction");
    for round in 0..rounds() * 4 {
        let lamp = world.sells(a_product(&format!("Lamp {round}")).stock(9)).await;
        let guest = world.guest_with(&[&lamp], 2).await;
        let order = guest.check_out_as("one").await.expect(201);
        world.confirm(&order, "pm_card_visa").await.expect(200);
        let one = json!({ "variant_id": lamp.variant.id, "quantity": 1 });
        let (settled, added) = join!(
            reconcile_payment(&cx, payment(&order), None),
            join_all((0..3).map(|_| guest.post("/v1/cart/items", one.clone())))
        );
        settled.expect("a cart that changes is no failure");
        quiet(&world).await;
        let added = added.iter().filter(|answer| answer.status == 201).count();
        assert_eq!(status(&world, &order).await, "placed", "round {round}");
        let cart = guest.get("/v1/cart").await.expect(200);
        assert_eq!(cart.number("/unit_count"), i64::try_from(added).unwrap(), "round {round}: {:#}", cart.body);
        assert_eq!(World::sums(&world.cells_of(&lamp).await), (7, 7, 0), "round {round}");
    }
    assert_eq!(world.dead_letters(), 0);
}
