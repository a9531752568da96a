//! What happens to a payment's sums.

use kernel::fault::Fault as _;
use proptest::prelude::*;

use super::*;
use crate::example::{at, ulid, usd};

fn payment() -> Payment {
    Payment {
        id: PaymentId::from_ulid(ulid(8)),
        order: OrderId::from_ulid(ulid(7)),
        provider: Provider::Stripe,
        reference: None,
        amount: usd(1000),
        authorized: 0,
        captured: 0,
        refund_reserved: 0,
        refunded: 0,
        state: PaymentState::Created,
        order_version: "v1".to_owned(),
        last_error: None,
        attempts: 0,
        check_at: None,
        created_at: at(0),
        updated_at: at(0),
        events: 0,
    }
}

fn captured() -> Payment {
    let mut payment = payment();
    payment.authorize(1000, at(1)).unwrap();
    payment.capture(1000, at(2)).unwrap();
    payment
}

#[test]
fn a_payment_is_authorized_captured_and_sent_back() {
    let mut payment = captured();
    assert_eq!((payment.state, payment.updated_at), (PaymentState::Captured, at(2)));
    assert_eq!(payment.reserve_refund(at(3)), Ok(usd(1000)));
    payment.settle_refund(1000, at(4)).unwrap();
    assert_eq!((payment.state, payment.refunded, payment.refund_reserved), (PaymentState::Refunded, 1000, 0));
    assert_eq!([payment.next_event(), payment.next_event()], [1, 2]);
}

/// M08-T02
#[test]
fn more_than_was_authorized_is_not_captured() {
    let mut payment = payment();
    assert_eq!(payment.authorize(1001, at(1)), Err(PaymentFault::AuthorizationExceedsAmount));
    payment.authorize(900, at(1)).unwrap();
    let fault = payment.capture(901, at(2)).unwrap_err();
    assert_eq!((fault.code(), fault.kind().status()), ("capture_exceeds_authorized", 422));
    assert_eq!((payment.state, payment.captured), (PaymentState::Authorized, 0));
}

/// M08-T01
#[test]
fn the_same_news_twice_changes_the_sums_once() {
    let mut payment = captured();
    let before = payment.clone();
    assert!(
        payment.authorize(1000, at(9)).is_err()
            && payment.capture(1000, at(9)).is_err()
            && payment.void(at(9)).is_err()
    );
    assert_eq!(payment, before);
}

#[test]
fn a_declined_card_may_be_followed_by_another() {
    let mut payment = payment();
    payment.fail("card_declined", at(1)).unwrap();
    payment.fail("insufficient_funds", at(2)).unwrap();
    assert_eq!(payment.last_error.as_deref(), Some("insufficient_funds"));
    payment.authorize(1000, at(3)).unwrap();
    assert_eq!(payment.last_error, None);
}

/// M14-T04
#[test]
fn a_refund_that_failed_leaves_the_money_captured_and_may_be_tried_again() {
    let mut payment = captured();
    payment.reserve_refund(at(3)).unwrap();
    assert!(payment.reserve_refund(at(4)).is_err(), "it is already on its way");
    payment.fail_refund(1000, "account closed", at(5)).unwrap();
    assert_eq!((payment.state, payment.refund_reserved), (PaymentState::Captured, 0));
    assert_eq!(payment.reserve_refund(at(6)), Ok(usd(1000)));
}

#[test]
fn another_order_amount_currency_or_version_is_a_mismatch() {
    let payment = payment();
    let other = OrderId::from_ulid(ulid(99));
    let compare = |order, amount, version| payment.compare(order, amount, version);
    assert_eq!(compare(payment.order, usd(1000), "v1"), Ok(()));
    assert_eq!(compare(other, usd(1000), "v1"), Err(Mismatch::Order));
    assert_eq!(compare(payment.order, usd(999), "v1"), Err(Mismatch::Amount { expected: 1000, found: 999 }));
    assert!(matches!(compare(payment.order, Money::new(1000, Currency::EUR), "v1"), Err(Mismatch::Currency { .. })));
    let version = compare(payment.order, usd(1000), "v2").unwrap_err();
    let mut payment = payment;
    payment.authorize(1000, at(1)).unwrap();
    payment.conflict(version, at(2)).unwrap();
    assert_eq!((payment.state, payment.authorized), (PaymentState::Conflicted, 0));
    assert!(payment.last_error.is_some());
}

#[test]
fn sums_that_cannot_be_are_noticed() {
    assert_eq!(captured().check_sums(), Ok(()));
    let breaks: [&dyn Fn(&mut Payment); 5] = [
        &|payment| payment.authorized = 1001,
        &|payment| payment.captured = 1001,
        &|payment| payment.refunded = 1001,
        &|payment| (payment.refunded, payment.refund_reserved) = (600, 600),
        &|payment| payment.refund_reserved = -1,
    ];
    for break_it in breaks {
        let mut payment = captured();
        break_it(&mut payment);
        assert!(payment.check_sums().is_err(), "{payment:?}");
    }
}

#[test]
fn a_payment_is_read_as_it_is_stored() {
    let stored = serde_json::to_string(&captured()).unwrap();
    assert_eq!(serde_json::from_str::<Payment>(&stored).unwrap(), captured());
}

proptest! {
    /// M08-T03, part of M14-T01
    #[test]
    fn sums_hold_whatever_happens(steps in prop::collection::vec((0..8_u8, -10..1100_i64), 0..40)) {
        let mut payment = payment();
        for (step, minor) in steps {
            let before = payment.clone();
            let done = match step {
                0 => payment.authorize(minor, at(1)),
                1 => payment.capture(minor, at(1)),
                2 => payment.void(at(1)),
                3 => payment.fail("declined", at(1)),
                4 => payment.conflict(Mismatch::Version, at(1)),
                5 => payment.reserve_refund(at(1)).map(drop),
                6 => payment.settle_refund(minor, at(1)),
                _ => payment.fail_refund(minor, "closed", at(1)),
            };
            prop_assert!(payment.check_sums().is_ok(), "{payment:?}");
            prop_assert!(done.is_ok() || payment == before, "a refusal changes nothing");
        }
    }
}
