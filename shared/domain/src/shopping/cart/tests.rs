//! What happens to carts.

use kernel::fault::Fault as _;

use super::*;
use crate::example::{at, quantity, ulid, usd, variant};

fn line(number: u128) -> LineId {
    LineId::from_ulid(ulid(number))
}

fn cart() -> Cart {
    let mut cart = Cart::new(CartOwner::Guest(GuestId::from_ulid(ulid(1))), Currency::USD, at(0));
    cart.add(line(1), variant(1), quantity(2), usd(500), at(0)).unwrap();
    cart.quoted = Some(Quoted { fingerprint: "v1".to_owned(), total: usd(1000) });
    cart
}

#[test]
fn a_variant_has_one_line() {
    let mut cart = cart();
    assert_eq!(cart.add(line(2), variant(1), quantity(3), usd(600), at(9)), Ok(line(1)));
    let only = cart.line(line(1)).unwrap();
    assert_eq!((cart.lines.len(), only.quantity.get(), only.seen_price, only.added_at), (1, 5, usd(600), at(0)));
    assert_eq!(cart.add(line(2), variant(2), quantity(1), usd(1), at(9)), Ok(line(2)));
    assert_eq!((cart.lines.len(), cart.unit_count()), (2, 6));
}

#[test]
fn every_change_forgets_the_price_that_was_shown() {
    let address = crate::example::address("DE");
    let changes: [&dyn Fn(&mut Cart); 7] = [
        &|cart| drop(cart.add(line(2), variant(2), quantity(1), usd(1), at(5))),
        &|cart| drop(cart.set_quantity(line(1), quantity(1), at(5))),
        &|cart| drop(cart.remove(line(1), at(5))),
        &|cart| cart.clear(at(5)),
        &|cart| cart.set_shipping_address(address.clone(), at(5)),
        &|cart| cart.set_shipping_method(ShippingMethodCode::Express, at(5)),
        &|cart| cart.set_email("ana@example.com".parse().unwrap(), at(5)),
    ];
    for change in changes {
        let mut cart = cart();
        change(&mut cart);
        assert_eq!((&cart.quoted, cart.touched_at), (&None, at(5)));
    }
}

#[test]
fn a_refused_change_changes_nothing() {
    let mut cart = cart();
    let before = cart.clone();
    assert_eq!(cart.add(line(2), variant(1), quantity(998), usd(1), at(5)), Err(CartFault::QuantityLimit));
    let euro = Money::new(1, Currency::EUR);
    assert_eq!(cart.add(line(2), variant(2), quantity(1), euro, at(5)).unwrap_err().code(), "currency_mismatch");
    assert_eq!(cart.set_quantity(line(9), quantity(1), at(5)), Err(CartFault::UnknownLine));
    assert_eq!(cart.remove(line(9), at(5)).unwrap_err().kind().status(), 404);
    assert_eq!(cart, before);
}

#[test]
fn a_cart_has_at_most_fifty_lines() {
    let mut cart = cart();
    for number in 2..=50 {
        cart.add(line(number), variant(number), quantity(1), usd(1), at(0)).unwrap();
    }
    assert_eq!(cart.add(line(51), variant(51), quantity(1), usd(1), at(0)), Err(CartFault::LineLimit));
    assert_eq!(cart.add(line(51), variant(50), quantity(1), usd(1), at(0)), Ok(line(50)), "an own line is no new one");
}

#[test]
fn a_cleared_cart_is_the_next_generation() {
    let mut cart = cart();
    cart.set_shipping_address(crate::example::address("DE"), at(1));
    cart.clear(at(2));
    assert_eq!((cart.generation, cart.is_empty(), &cart.shipping_address), (1, true, &None));
    assert_eq!(cart.shopper, CartOwner::Guest(GuestId::from_ulid(ulid(1))));
}

fn checkout(number: u128) -> OpenCheckout {
    let (order, reservation) = (OrderId::from_ulid(ulid(number)), ReservationId::from_ulid(ulid(number)));
    OpenCheckout { order, reservation, pay_by: at(900) }
}

#[test]
fn a_cart_that_is_checked_out_stays_until_its_order_is_placed() {
    let mut cart = cart();
    let (before, order) = (cart.clone(), checkout(7));
    cart.check_out(order, at(1));
    assert_eq!((&cart.lines, &cart.quoted, &cart.checkouts), (&before.lines, &before.quoted, &vec![order]));
    cart.add(line(2), variant(2), quantity(1), usd(1), at(2)).unwrap();
    cart.add(line(3), variant(1), quantity(1), usd(500), at(2)).unwrap();
    assert!(!cart.clone().take_out(checkout(8).order, &[(variant(1), quantity(2))], at(3)), "another's order");
    assert!(cart.take_out(order.order, &[(variant(1), quantity(2))], at(3)));
    let left: Vec<_> = cart.lines.iter().map(|line| (line.variant, line.quantity.get())).collect();
    assert_eq!(left, [(variant(1), 1), (variant(2), 1)]);
    assert!(!cart.take_out(order.order, &[(variant(1), quantity(1))], at(4)), "once");
}

#[test]
fn a_cart_that_was_bought_whole_starts_over() {
    let mut cart = cart();
    cart.set_shipping_address(crate::example::address("DE"), at(1));
    cart.check_out(checkout(7), at(2));
    cart.set_quantity(line(1), quantity(1), at(3)).unwrap();
    assert!(cart.take_out(checkout(7).order, &[(variant(1), quantity(2)), (variant(9), quantity(1))], at(4)));
    assert_eq!((cart.generation, cart.is_empty(), &cart.shipping_address), (1, true, &None));
    assert!(cart.checkouts.is_empty());
}

#[test]
fn a_shopper_is_written_as_their_id() {
    for text in ["usr_01JD8ZQ4T5M6N7P8Q9R0S1T2V3", "gst_01JD8ZQ4T5M6N7P8Q9R0S1T2V3"] {
        let shopper: CartOwner = text.parse().unwrap();
        assert_eq!(serde_json::to_value(shopper).unwrap(), text);
        assert_eq!(shopper.user().is_some(), text.starts_with("usr"));
    }
    assert!("ord_01JD8ZQ4T5M6N7P8Q9R0S1T2V3".parse::<CartOwner>().is_err());
}

#[test]
fn a_cart_is_read_as_it_is_stored() {
    let stored = serde_json::to_string(&cart()).unwrap();
    assert_eq!(serde_json::from_str::<Cart>(&stored).unwrap(), cart());
}
