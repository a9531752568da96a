//! Who is a buyer is what orders say.

use testkit::{Answer, Customer, Sold, World, a_product, a_review};

use super::{approve, moderator};

/// Buys and pays.
async fn buys(customer: &Customer<'_>, goods: &[&Sold], key: &str) -> Answer {
    let world = customer.world;
    world.fill_cart_of(customer, goods, 1).await;
    let order = customer.check_out_as(key).await.expect(201);
    world.confirm(&order, "pm_card_visa").await.expect(200);
    world.settle().await;
    order
}

async fn cancels(customer: &Customer<'_>, order: &Answer) {
    let path = format!("/v1/orders/{}/cancel", order.text("/id"));
    customer.post_once(&path, order.text("/id"), serde_json::json!({})).await.expect(200);
    customer.world.settle().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_makes_a_buyer_from_when_it_is_placed_until_it_is_called_off() {
    let world = World::new().await;
    let (lamp, rug) = (world.sells(a_product("Desk Lamp")).await, world.sells(a_product("Wool Rug")).await);
    let (ana, bob) = (world.customer("ana@example.com").await, world.customer("bob@example.com").await);
    world.fill_cart_of(&ana, &[&lamp], 1).await;
    ana.check_out_as("unpaid").await.expect(201);
    world.settle().await;
    ana.reviews(&lamp, a_review(4)).await.expect_problem(403, "purchase_required");
    let first = buys(&ana, &[&lamp, &rug], "first").await;
    let second = buys(&ana, &[&lamp], "second").await;
    let is_buyer = async |sold: &Sold| world.store().purchases().is_buyer(ana.id, sold.product).await.unwrap();
    assert!(is_buyer(&lamp).await && is_buyer(&rug).await);
    assert!(!world.store().purchases().is_buyer(bob.id, lamp.product).await.unwrap());
    // Another order of the same still stands.
    cancels(&ana, &first).await;
    assert_eq!((is_buyer(&lamp).await, is_buyer(&rug).await), (true, false));
    ana.reviews(&rug, a_review(4)).await.expect_problem(403, "purchase_required");
    let review = ana.reviews(&lamp, a_review(4)).await.expect(201);
    assert_eq!(review.body["verified_purchase"], serde_json::json!(true));
    cancels(&ana, &second).await;
    assert!(!is_buyer(&lamp).await);
    // Staff show it as it is now.
    approve(&moderator(&world).await, review.text("/id")).await;
    let shown = super::listed(&world, &lamp, "").await;
    assert_eq!(shown.body["items"][0]["verified_purchase"], serde_json::json!(false));
    assert!(super::ids(&super::listed(&world, &lamp, "?verified=true").await).is_empty());
    assert_eq!(world.dead_letters(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_of_a_guest_makes_nobody_a_buyer() {
    let world = World::new().await;
    let lamp = world.sells(a_product("Desk Lamp")).await;
    let order = world.guest_with(&[&lamp], 1).await.check_out().await.expect(201);
    world.confirm(&order, "pm_card_visa").await.expect(200);
    world.settle().await;
    let placed = world.store().orders().by_id(order.text("/id").parse().unwrap()).await.unwrap().unwrap();
    assert_eq!(placed.head.status.as_str(), "placed");
    let items = crate::at_least_once::items(&world).await;
    assert!(!items.keys().any(|key| key.starts_with("BOUGHT#")), "{:?}", items.keys());
}

/// Lambda delivers at least once, and after the order was called off as well.
#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_comes_again_brings_nothing_back() {
    let world = World::new().await;
    let (lamp, rug) = (world.sells(a_product("Desk Lamp")).await, world.sells(a_product("Wool Rug")).await);
    let ana = world.customer("ana@example.com").await;
    let called_off = buys(&ana, &[&lamp], "one").await;
    buys(&ana, &[&rug], "two").await;
    cancels(&ana, &called_off).await;
    let before = crate::at_least_once::items(&world).await;
    assert!(crate::at_least_once::replay_streams(&world).await > 0);
    let purchases = |items: &std::collections::BTreeMap<String, String>| {
        items.keys().filter(|key| key.starts_with("BOUGHT#")).cloned().collect::<Vec<_>>()
    };
    let after = crate::at_least_once::items(&world).await;
    assert_eq!((purchases(&before).len(), purchases(&before)), (1, purchases(&after)));
    assert!(!world.store().purchases().is_buyer(ana.id, lamp.product).await.unwrap());
}
