//! Amounts that the payment provider cannot take as they are, from the quote to the money.

use kernel::currency::Currency;
use serde_json::json;
use testkit::{Answer, Guest, World, WorldOptions, a_product};

fn sum(answer: &Answer, parts: &[&str]) -> i64 {
    parts.iter().map(|part| answer.number(&format!("/totals/{part}/amount"))).sum()
}

async fn expect_refused(guest: &Guest<'_>, minimum: i64, maximum: i64) {
    for refused in [guest.get("/v1/cart/quote").await, guest.check_out().await] {
        let refused = refused.expect_problem(422, "amount_not_chargeable");
        assert_eq!(refused.body.get("minimum"), Some(&json!({ "amount": minimum, "currency": "USD" })));
        assert_eq!(refused.body.get("maximum"), Some(&json!({ "amount": maximum, "currency": "USD" })));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_little_or_too_much_is_told_by_the_quote_and_leaves_the_cart_alone() {
    let world = World::new().await;
    let sticker = world.sells(a_product("Sticker").price(30).untaxed().downloaded()).await;
    let yacht = world.sells(a_product("Yacht").price(999_999_900)).await;
    for sold in [&sticker, &yacht] {
        let guest = world.guest_with(&[sold], 1).await;
        let before = guest.get("/v1/cart").await.expect(200);
        expect_refused(&guest, 50, 99_999_999).await;
        assert_eq!(guest.get("/v1/cart").await.expect(200).body, before.body);
        assert_eq!(World::sums(&world.cells_of(sold).await), (10, 10, 0));
    }
    assert!(world.stripe().calls().is_empty(), "the provider was not even asked");
    // Two of them are more than the least.
    world.guest_with(&[&sticker], 2).await.check_out().await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_units_are_small_more_of_them_can_be_charged() {
    let parameters = [("StoreCurrency".to_owned(), "IDR".to_owned())].into();
    let world = World::with(WorldOptions { parameters, ..WorldOptions::default() }).await;
    let rupiah: Currency = "IDR".parse().unwrap();
    let sofa = world.sells(a_product("Sofa").price(2_500_000_000).untaxed().currency(rupiah).downloaded()).await;
    let order = world.guest_with(&[&sofa], 1).await.check_out().await.expect(201);
    world.confirm(&order, "pm_card_visa").await.expect(200);
    world.settle().await;
    assert_eq!(world.money_of(&order).await, (2_500_000_000, 0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn where_money_has_thousandths_the_total_is_rounded_from_the_quote_to_the_mail() {
    let parameters = [("StoreCurrency".to_owned(), "KWD".to_owned())].into();
    let world = World::with(WorldOptions { parameters, ..WorldOptions::default() }).await;
    let dinar: Currency = "KWD".parse().unwrap();
    let lamp = world.sells(a_product("Desk Lamp").price(1784).untaxed().currency(dinar)).await;
    let guest = world.guest_with(&[&lamp], 1).await;
    let quote = guest.get("/v1/cart/quote").await.expect(200);
    assert_eq!((quote.number("/totals/rounding/amount"), quote.number("/totals/total/amount")), (3, 7220));
    let steps = quote.list("/explanation");
    assert_eq!(steps.iter().filter_map(|step| step["amount"]["amount"].as_i64()).sum::<i64>(), 7220);
    assert!(steps.last().unwrap()["label"].as_str().unwrap().starts_with("Rounding"), "{:#}", quote.body);
    let cart = guest.get("/v1/cart").await.expect(200);
    assert_eq!(cart.number("/totals/rounding/amount"), 3);

    let order = guest.check_out().await.expect(201);
    assert_eq!(sum(&order, &["subtotal", "shipping", "tax", "rounding"]), order.number("/totals/total/amount"));
    world.confirm(&order, "pm_card_visa").await.expect(200);
    world.settle().await;
    assert_eq!(world.money_of(&order).await, (7220, 0, 0));
    let mails = world.mail_to(&guest.email);
    let text = mails.first().and_then(|mail| mail.text.clone()).unwrap_or_default();
    assert!(text.contains("Rounding: 0.003 KWD") && text.contains("Total: 7.220 KWD"), "{text}");
    assert_eq!(world.dead_letters(), 0);
}
