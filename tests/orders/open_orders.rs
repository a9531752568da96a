//! A cart and the order it has open: it stays until the order is placed, and has one order open at most.

use reqwest::Method;
use serde_json::{Value, json};
use stripe_simulator::{Fault, Operation};
use testkit::{Answer, Guest, World, a_product};

use crate::storefront::{log_in, register};

const RESERVATION: i64 = 900;

async fn order_page(world: &World, order: &Answer) -> Answer {
    let path = format!("/v1/orders/{}", order.text("/id"));
    world.send(Method::GET, &path, &[("x-order-token", order.text("/order_token"))], None).await.expect(200)
}

async fn cancel(world: &World, order: &Answer) {
    let path = format!("/v1/orders/{}/cancel", order.text("/id"));
    let headers = [("x-order-token", order.text("/order_token")), ("idempotency-key", "cancel")];
    world.send(Method::POST, &path, &headers, None).await.expect(200);
}

async fn pay(world: &World, order: &Answer) {
    world.confirm(order, "pm_card_visa").await.expect(200);
    world.settle().await;
    assert_eq!(order_page(world, order).await.text("/status"), "placed");
}

/// What is in a cart and where it goes, without what changes with every reading.
async fn content(guest: &Guest<'_>) -> Vec<Option<Value>> {
    let cart = guest.get("/v1/cart").await.expect(200);
    ["items", "shipping_address", "shipping_method"].map(|part| cart.body.get(part).cloned()).to_vec()
}

fn quantities(cart: &Answer) -> Vec<i64> {
    cart.list("/items").iter().filter_map(|line| line.get("quantity")?.as_i64()).collect()
}

/// What is left in stock, on hand and held.
async fn stock_of(world: &World, sold: &testkit::Sold) -> (i64, i64, i64) {
    World::sums(&world.cells_of(sold).await)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_comes_to_nothing_leaves_the_cart_as_it_was() {
    let world = World::new().await;
    let lamp = world.sells(a_product("Desk Lamp").stock(1)).await;
    let guest = world.guest_with(&[&lamp], 1).await;
    let before = content(&guest).await;

    world.stripe().fail_next(Operation::Create, Fault::Decline, 1);
    guest.check_out_as("refused").await.expect_problem(402, "payment_declined");
    assert_eq!(content(&guest).await, before, "after a refusal by the provider");

    let cancelled = guest.check_out_as("cancelled").await.expect(201);
    cancel(&world, &cancelled).await;
    world.settle().await;
    assert_eq!(content(&guest).await, before, "after a cancellation");

    let expired = guest.check_out_as("expired").await.expect(201);
    world.pass(RESERVATION + 60).await;
    assert_eq!(order_page(&world, &expired).await.text("/status"), "expired");
    assert_eq!(content(&guest).await, before, "after its time was up");

    let order = guest.check_out_as("paid").await.expect(201);
    pay(&world, &order).await;
    let cart = guest.get("/v1/cart").await.expect(200);
    assert_eq!((cart.list("/items").len(), &cart.body["shipping_address"]), (0, &Value::Null));
    assert_eq!(stock_of(&world, &lamp).await, (0, 0, 0));
    assert_eq!(world.dead_letters(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_unit_is_not_sold_out_to_whoever_holds_it() {
    let world = World::new().await;
    let lamp = world.sells(a_product("Desk Lamp").stock(1)).await;
    let guest = world.guest_with(&[&lamp], 1).await;
    let other = world.guest_with(&[&lamp], 1).await;
    guest.check_out().await.expect(201);
    let cart = guest.get("/v1/cart").await.expect(200);
    assert_eq!((cart.list("/warnings").len(), cart.number("/items/0/variant/available")), (0, 1), "{:#}", cart.body);
    let path = format!("/v1/cart/items/{}", cart.text("/items/0/line_id"));
    guest.patch(&path, json!({ "quantity": 1 })).await.expect(200);
    guest.patch(&path, json!({ "quantity": 2 })).await.expect_problem(409, "insufficient_stock");
    let theirs = other.get("/v1/cart").await.expect(200);
    assert_eq!(theirs.text("/warnings/0/code"), "insufficient_stock", "{:#}", theirs.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_cart_checked_out_again_is_the_same_order() {
    let world = World::new().await;
    let lamp = world.sells(a_product("Desk Lamp").stock(1)).await;
    let guest = world.guest_with(&[&lamp], 1).await;
    let first = guest.check_out_as("one").await.expect(201);
    world.confirm(&first, "pm_card_chargeDeclined").await.expect(402);
    world.settle().await;
    let again = guest.check_out_as("two").await.expect(201);
    assert_eq!((again.text("/id"), again.text("/order_token")), (first.text("/id"), first.text("/order_token")));
    assert_eq!(again.text("/payment/client_secret"), first.text("/payment/client_secret"));
    assert_eq!(world.stripe().ledger().len(), 1);
    assert_eq!(stock_of(&world, &lamp).await, (1, 0, 1));
    let dear = json!({ "email": guest.email, "payment": { "provider": "stripe" },
        "expected_total": { "amount": 1, "currency": "USD" } });
    guest.post_once("/v1/checkout", "three", dear).await.expect_problem(409, "price_changed");
    pay(&world, &again).await;
    assert_eq!(guest.check_out_as("two").await.expect(201).body, again.body);
    assert_eq!(stock_of(&world, &lamp).await, (0, 0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_cart_checked_out_again_replaces_the_order_without_a_word() {
    let world = World::new().await;
    let lamp = world.sells(a_product("Desk Lamp").stock(2)).await;
    let guest = world.guest_with(&[&lamp], 2).await;
    let first = guest.check_out_as("one").await.expect(201);
    let cart = guest.get("/v1/cart").await.expect(200);
    let path = format!("/v1/cart/items/{}", cart.text("/items/0/line_id"));
    guest.patch(&path, json!({ "quantity": 1 })).await.expect(200);
    let second = guest.check_out_as("two").await.expect(201);
    assert_ne!(first.text("/id"), second.text("/id"));
    world.settle().await;
    let replaced = order_page(&world, &first).await;
    assert_eq!((replaced.text("/status"), replaced.text("/cancel_reason")), ("cancelled", "replaced"));
    assert_eq!(replaced.text("/payment_status"), "voided");
    assert!(world.mail_to(&guest.email).is_empty(), "nobody is told what they did themselves");
    assert_eq!(stock_of(&world, &lamp).await, (2, 1, 1));

    // Another address of the mails makes another order as well.
    let body = json!({ "email": "other@example.com", "payment": { "provider": "stripe" } });
    let third = guest.post_once("/v1/checkout", "three", body).await.expect(201);
    assert_ne!(second.text("/id"), third.text("/id"));
    pay(&world, &third).await;
    assert_eq!((stock_of(&world, &lamp).await, world.dead_letters()), ((1, 1, 0), 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_money_is_on_its_way_there_is_no_second_order() {
    let world = World::new().await;
    let lamp = world.sells(a_product("Desk Lamp").stock(1)).await;
    let guest = world.guest_with(&[&lamp], 1).await;
    let order = guest.check_out_as("one").await.expect(201);
    // The money is set aside, and the provider fails to take it.
    world.stripe().fail_next(Operation::Capture, Fault::Error500, 40);
    world.confirm(&order, "pm_card_visa").await.expect(200);
    world.settle().await;
    assert_eq!(order_page(&world, &order).await.text("/payment_status"), "authorized");
    let refused = guest.check_out_as("two").await.expect_problem(409, "payment_in_progress");
    assert_eq!(refused.header("retry-after"), Some("1"));
    world.stripe().clear_faults();
    world.pass(600).await;
    assert_eq!(order_page(&world, &order).await.text("/status"), "placed");
    guest.check_out_as("two").await.expect_problem(422, "cart_empty");
    assert_eq!(world.stripe().ledger().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_added_meanwhile_stays_in_the_cart() {
    let world = World::new().await;
    let (lamp, rug) = (world.sells(a_product("Desk Lamp")).await, world.sells(a_product("Wool Rug")).await);
    let guest = world.guest_with(&[&lamp], 2).await;
    let order = guest.check_out().await.expect(201);
    for (sold, quantity) in [(&lamp, 1), (&rug, 3)] {
        let body = json!({ "variant_id": sold.variant.id, "quantity": quantity });
        guest.post("/v1/cart/items", body).await.expect(201);
    }
    pay(&world, &order).await;
    let cart = guest.get("/v1/cart").await.expect(200);
    assert_eq!(quantities(&cart), [1, 3], "{:#}", cart.body);
    assert!(cart.body["shipping_address"].is_object());
    // Once placed, a cancellation leaves the cart alone.
    cancel(&world, &order).await;
    assert_eq!(quantities(&guest.get("/v1/cart").await.expect(200)), [1, 3]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_emptied_cart_does_not_hold_twice_what_is_put_in_again() {
    let world = World::new().await;
    let lamp = world.sells(a_product("Desk Lamp").stock(1)).await;
    let ana = world.customer("ana@example.com").await;
    world.fill_cart_of(&ana, &[&lamp], 1).await;
    let first = ana.check_out_as("one").await.expect(201);
    let before = ana.get("/v1/cart").await.expect(200);
    ana.delete("/v1/cart").await.expect(204);
    ana.post("/v1/cart/items", json!({ "variant_id": lamp.variant.id, "quantity": 1 })).await.expect(201);
    ana.put("/v1/cart/address", before.body["shipping_address"].clone()).await.expect(200);
    ana.put("/v1/cart/shipping-method", json!({ "code": "standard" })).await.expect(200);
    let second = ana.check_out_as("two").await.expect(201);
    assert_ne!(first.text("/id"), second.text("/id"));
    assert_eq!(stock_of(&world, &lamp).await, (1, 0, 1));
    let status = ana.get(&format!("/v1/orders/{}", first.text("/id"))).await.expect(200);
    assert_eq!(status.text("/cancel_reason"), "replaced");
}

/// M06-T01
#[tokio::test(flavor = "multi_thread")]
async fn what_a_guest_has_ordered_is_not_in_the_cart_that_joined_the_account_once_it_is_paid() {
    let world = World::new().await;
    let lamp = world.sells(a_product("Desk Lamp").stock(3)).await;
    let (rug, vase) = (world.sells(a_product("Wool Rug")).await, world.sells(a_product("Vase")).await);
    let email = "ana@example.com";
    register(&world, email).await;
    let session = log_in(&world, email, &[]).await.expect(200);
    let bearer = format!("Bearer {}", session.text("/access_token"));
    let own = [("authorization", bearer.as_str())];
    for sold in [&lamp, &vase] {
        let body = json!({ "variant_id": sold.variant.id, "quantity": 1 });
        world.send(Method::POST, "/v1/cart/items", &own, Some(&body)).await.expect(201);
    }
    let guest = world.guest_with(&[&lamp, &rug], 2).await;
    let order = guest.check_out().await.expect(201);
    let joined = log_in(&world, email, &[("x-cart-token", &guest.token)]).await.expect(200);
    assert_eq!(joined.list("/cart_warnings").len(), 0, "{:#}", joined.body);
    let cart = world.send(Method::GET, "/v1/cart", &own, None).await.expect(200);
    assert_eq!((quantities(&cart), cart.list("/warnings").len()), (vec![3, 1, 2], 0), "{:#}", cart.body);
    guest.get("/v1/cart").await.expect_problem(404, "not_found");

    pay(&world, &order).await;
    let cart = world.send(Method::GET, "/v1/cart", &own, None).await.expect(200);
    assert_eq!(quantities(&cart), [1, 1], "{:#}", cart.body);
    assert_eq!(world.dead_letters(), 0);
}
