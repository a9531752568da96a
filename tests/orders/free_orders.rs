//! Orders that cost nothing, and orders of which nothing is sent: from the import to the order's page.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use testkit::{Answer, Guest, World, a_product};

/// What a shop exports: a gift card, a download that is taxed, and one that is free.
const CATALOG: &str = "Handle,Title,Vendor,Option1 Name,Option1 Value,Variant SKU,Variant Inventory Tracker,Variant Inventory Qty,\
Variant Price,Variant Requires Shipping,Variant Taxable,Gift Card,Status\n\
gift-card,Gift Card,Acme,Title,Default Title,GIFT,shopify,5,25.00,false,false,true,active\n\
e-book,E-Book,Acme,Title,Default Title,BOOK,shopify,5,9.00,false,true,false,active\n\
wallpaper,Wallpaper,Acme,Title,Default Title,WALL,shopify,3,0.00,false,true,false,active\n";

async fn shop() -> World {
    let world = World::new().await;
    let report = world.send_raw(Method::POST, "/_local/import", &[], CATALOG.into()).await.expect(200);
    assert_eq!((report.number("/created"), report.list("/problems").len()), (3, 0), "{:#}", report.body);
    world.settle().await;
    world
}

/// Puts one unit of a product into a cart of its own, and tells the cart's token.
async fn cart_with(world: &World, slug: &str) -> String {
    let product = world.visitor().get(&format!("/v1/products/{slug}")).await.expect(200);
    let body = json!({ "variant_id": product.text("/variants/0/id"), "quantity": 1 });
    world.visitor().post("/v1/cart/items", body).await.expect(201).text("/token").to_owned()
}

async fn quote(world: &World, token: &str) -> Answer {
    world.send(Method::GET, "/v1/cart/quote", &[("x-cart-token", token)], None).await
}

async fn check_out(world: &World, token: &str, key: &str, body: Value) -> Answer {
    let headers = [("x-cart-token", token), ("idempotency-key", key)];
    world.send(Method::POST, "/v1/checkout", &headers, Some(&body)).await
}

async fn order_page(world: &World, order: &Answer) -> Answer {
    let path = format!("/v1/orders/{}", order.text("/id"));
    world.send(Method::GET, &path, &[("x-order-token", order.text("/order_token"))], None).await.expect(200)
}

fn kinds(page: &Answer) -> Vec<&str> {
    page.list("/timeline").iter().filter_map(|entry| entry.get("kind")?.as_str()).collect()
}

fn ana() -> Value {
    json!({ "email": "ana@example.com" })
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_free_and_downloaded_is_placed_at_once_and_can_be_cancelled() {
    let world = shop().await;
    let token = cart_with(&world, "wallpaper").await;
    let quote = quote(&world, &token).await.expect(200);
    assert_eq!((quote.number("/totals/total/amount"), &quote.body["complete"]), (0, &json!(true)));
    let order = check_out(&world, &token, "one", ana()).await.expect(201);
    assert_eq!((order.text("/status"), order.text("/payment_status")), ("placed", "none"));
    for absent in ["payment", "shipping_address", "shipping_method"] {
        assert_eq!(order.body.get(absent), None, "{absent}");
    }
    let again = check_out(&world, &token, "one", ana()).await.expect(201);
    assert_eq!((&again.body, again.header("idempotent-replayed")), (&order.body, Some("true")));
    let cart = world.send(Method::GET, "/v1/cart", &[("x-cart-token", &token)], None).await.expect(200);
    assert_eq!(cart.number("/unit_count"), 0);

    world.settle().await;
    assert!(world.stripe().calls().is_empty());
    let mails = world.mail_to("ana@example.com");
    assert_eq!(mails.len(), 1, "{mails:?}");
    let text = mails[0].text.clone().unwrap_or_default();
    assert!(text.contains("There is nothing to pay.") && text.contains("Total: 0.00 USD"), "{text}");
    let page = order_page(&world, &order).await;
    assert_eq!(kinds(&page), ["order.created", "order.placed"]);
    // Time does not end it: it waits for nothing.
    world.pass(3600).await;
    assert_eq!(order_page(&world, &order).await.text("/status"), "placed");

    let product = || async { world.visitor().get("/v1/products/wallpaper").await.expect(200) };
    assert_eq!(product().await.number("/variants/0/available"), 2);
    let path = format!("/v1/orders/{}/cancel", order.text("/id"));
    let headers = [("x-order-token", order.text("/order_token")), ("idempotency-key", "c")];
    let cancelled = world.send(Method::POST, &path, &headers, None).await.expect(200);
    assert_eq!((cancelled.text("/status"), cancelled.text("/payment_status")), ("cancelled", "none"));
    world.settle().await;
    assert_eq!(product().await.number("/variants/0/available"), 3);
    assert_eq!(world.mail_to("ana@example.com").len(), 2);
    assert_eq!(world.dead_letters(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gift_card_is_paid_and_neither_sent_nor_taxed() {
    let world = shop().await;
    let token = cart_with(&world, "gift-card").await;
    let quote = quote(&world, &token).await.expect(200);
    assert_eq!((quote.number("/totals/total/amount"), &quote.body["complete"]), (2500, &json!(true)));
    check_out(&world, &token, "none", ana()).await.expect_problem(422, "payment_required");
    let body = json!({ "email": "ana@example.com", "payment": { "provider": "stripe" } });
    let order = check_out(&world, &token, "one", body).await.expect(201);
    assert_eq!((order.text("/status"), order.body.get("shipping_address")), ("pending_payment", None));
    world.confirm(&order, "pm_card_visa").await.expect(200);
    world.settle().await;
    let page = order_page(&world, &order).await;
    assert_eq!((page.text("/status"), page.text("/payment_status")), ("placed", "paid"));
    let mails = world.mail_to("ana@example.com");
    assert!(mails[0].text.clone().unwrap_or_default().contains("It is paid."), "{mails:?}");
    assert_eq!((world.money_of(&order).await, world.dead_letters()), ((2500, 0, 0), 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_taxed_download_needs_an_address_and_no_shipping_method() {
    let world = shop().await;
    let token = cart_with(&world, "e-book").await;
    let body = json!({ "email": "ana@example.com", "payment": { "provider": "stripe" } });
    let refused = check_out(&world, &token, "one", body.clone()).await;
    refused.expect_problem(422, "shipping_address_required");
    let address = testkit::world::an_address();
    let cart = [("x-cart-token", token.as_str())];
    world.send(Method::PUT, "/v1/cart/address", &cart, Some(&address)).await.expect(200);
    let quote = quote(&world, &token).await.expect(200);
    assert_eq!((quote.number("/totals/shipping/amount"), &quote.body["complete"]), (0, &json!(true)));
    assert!(quote.number("/totals/tax/amount") > 0);
    let order = check_out(&world, &token, "one", body).await.expect(201);
    assert_eq!(order.body.get("shipping_method"), None);
    assert_eq!(order.body["shipping_address"]["country"], "US");
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_who_bought_nothing_dear_can_fetch_their_data_and_leave() {
    let world = shop().await;
    let product = world.visitor().get("/v1/products/wallpaper").await.expect(200);
    let bob = world.customer("bob@example.com").await;
    let line = json!({ "variant_id": product.text("/variants/0/id"), "quantity": 1 });
    bob.post("/v1/cart/items", line).await.expect(201);
    // Whoever is named for a payment of nothing is not asked.
    let order = bob.check_out_as("one").await.expect(201);
    assert_eq!((order.text("/status"), order.body.get("payment")), ("placed", None));
    assert_eq!(bob.get("/v1/orders").await.expect(200).text("/items/0/id"), order.text("/id"));
    bob.send(Method::POST, "/v1/me/export", &[], None).await.expect(202);
    world.settle().await;
    world.pass(60).await;
    assert!(world.mail_to("bob@example.com").iter().any(|mail| mail.subject.to_lowercase().contains("data")));
    assert_eq!(world.dead_letters(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_last_free_unit_is_given_away_once() {
    let world = World::new().await;
    let sticker = world.sells(a_product("Sticker").price(0).stock(2).downloaded()).await;
    let mut guests: Vec<Guest<'_>> = Vec::new();
    for _ in 0..8 {
        guests.push(world.guest_with(&[&sticker], 1).await);
    }
    // Each of them twice, under one key.
    let asked = guests.iter().flat_map(|guest| [guest, guest]).map(Guest::check_out);
    let answers = join_all(asked).await;
    let placed = answers.iter().filter(|answer| answer.status == 201);
    let orders: BTreeSet<&str> = placed.map(|answer| answer.text("/id")).collect();
    assert_eq!(orders.len(), 2);
    assert_eq!(World::sums(&world.cells_of(&sticker).await), (0, 0, 0));
}
