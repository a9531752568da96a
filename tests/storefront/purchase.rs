//! From a cart to a placed and paid order, with its confirmation in the mail.

use serde_json::json;
use testkit::world::an_address;
use testkit::{World, a_product};

use super::{customer, order_that_is};

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_buys_something_and_reads_the_confirmation() {
    let world = World::anywhere().await;
    let lamp = world.sells(a_product("Desk Lamp").price(2500).stock(3)).await;

    let visitor = world.visitor();
    let cart =
        visitor.post("/v1/cart/items", json!({ "variant_id": lamp.variant.id, "quantity": 2 })).await.expect(201);
    let token = cart.header("x-cart-token").expect("a token").to_owned();
    assert_eq!(cart.header("location"), Some("/v1/cart"));
    assert_eq!(cart.text("/token"), token);
    let guest = |method, path: &'static str, body| {
        let (world, token) = (&world, token.clone());
        async move { world.send(method, path, &[("x-cart-token", &token)], body).await }
    };
    let address = an_address();
    guest(reqwest::Method::PUT, "/v1/cart/address", Some(&address)).await.expect(200);
    let method = json!({ "code": "standard" });
    guest(reqwest::Method::PUT, "/v1/cart/shipping-method", Some(&method)).await.expect(200);
    let quote = guest(reqwest::Method::GET, "/v1/cart/quote", None).await.expect(200);
    let total = quote.number("/totals/total/amount");
    assert_eq!(
        total,
        ["subtotal", "shipping", "tax"].iter().map(|part| quote.number(&format!("/totals/{part}/amount"))).sum::<i64>()
    );

    let email = format!("{}@example.com", world.own("ana"));
    let body = json!({ "email": email, "payment": { "provider": "stripe" }, "expected_total": { "amount": total, "currency": "USD" } });
    let key = world.own("order");
    let headers = [("x-cart-token", token.as_str()), ("idempotency-key", key.as_str())];
    let order = world.send(reqwest::Method::POST, "/v1/checkout", &headers, Some(&body)).await.expect(201);
    assert_eq!(order.text("/status"), "pending_payment");
    assert_eq!(order.header("location"), Some(format!("/v1/orders/{}", order.text("/id")).as_str()));
    assert_eq!(World::sums(&world.cells_of(&lamp).await), (3, 1, 2));

    world.confirm(&order, "pm_card_visa").await.expect(200);
    let page = order_that_is(&world, &order, "placed").await;
    assert_eq!(page.text("/payment_status"), "paid");
    let kinds: Vec<&str> = page.list("/timeline").iter().filter_map(|event| event["kind"].as_str()).collect();
    assert_eq!(kinds, ["order.created", "order.paid", "order.placed"]);
    assert_eq!(World::sums(&world.cells_of(&lamp).await), (1, 1, 0));
    let mails = world.when(async || Some(world.mails(&email).await).filter(|mails| !mails.is_empty())).await;
    assert_eq!(mails.len(), 1, "{mails:?}");
    assert!(mails[0].text.as_deref().unwrap_or_default().contains(order.text("/number")), "{mails:?}");
    assert_eq!(world.undelivered().await, 0);
    assert_eq!(world.money_of(&order).await, (total, 0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_sees_their_own_orders_and_nobody_elses() {
    let world = World::anywhere().await;
    let lamp = world.sells(a_product("Desk Lamp")).await;
    let (ana, bob, admin) = (customer(&world, "ana").await, customer(&world, "bob").await, world.admin().await);
    world.fill_cart_of(&ana, &[&lamp], 1).await;
    let order = ana.check_out_as("one").await.expect(201);
    let path = format!("/v1/orders/{}", order.text("/id"));
    ana.get(&path).await.expect(200);
    admin.get(&path).await.expect(200);
    bob.get(&path).await.expect_problem(404, "not_found");
    world.visitor().get(&path).await.expect_problem(404, "not_found");
    assert_eq!(ana.get("/v1/orders").await.expect(200).list("/items").len(), 1);
    assert_eq!(bob.get("/v1/orders").await.expect(200).list("/items").len(), 0);
    let day = world.now().strftime("%Y-%m-%d").to_string();
    for (status, listed) in [("pending_payment", true), ("placed", false)] {
        let path = format!("/v1/admin/orders?day={day}&status={status}&limit=100");
        let page = admin.get(&path).await.expect(200);
        let found = page.list("/items").iter().any(|item| item["id"] == order.body["id"]);
        assert_eq!(found, listed, "{status}: {:#}", page.body);
    }
    bob.get("/v1/admin/orders").await.expect_problem(403, "insufficient_scope");
    world.visitor().get("/v1/admin/orders").await.expect_problem(401, "unauthenticated");
    world.visitor().get("/v1/orders").await.expect_problem(401, "unauthenticated");
}

/// M04-T02
#[tokio::test(flavor = "multi_thread")]
async fn a_price_that_changed_since_the_quote_stops_the_check_out() {
    let world = World::anywhere().await;
    let lamp = world.sells(a_product("Desk Lamp").price(2000)).await;
    let guest = world.guest_with(&[&lamp], 1).await;
    let before = guest.get("/v1/cart/quote").await.expect(200).number("/totals/total/amount");
    let admin = world.admin().await;
    let path = format!("/v1/admin/prices/{}", lamp.variant.id);
    let price = json!({ "price": { "amount": 3000, "currency": "USD" } });
    let version = admin.get(&path).await.expect(200).header("etag").expect("a version").to_owned();
    admin.send(reqwest::Method::PUT, &path, &[("if-match", &version)], Some(&price)).await.expect(200);

    let refused = guest.check_out().await.expect_problem(409, "price_changed");
    assert!(refused.number("/quote/totals/total/amount") > before, "{:#}", refused.body);
    assert_eq!(World::sums(&world.cells_of(&lamp).await), (10, 10, 0));
    guest.get("/v1/cart/quote").await.expect(200);
    guest.check_out().await.expect(201);
}
