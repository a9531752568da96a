//! Orders.

use kernel::email::Email;
use kernel::id::{OrderId, PaymentId, ReservationId, UserId};
use kernel::provider::Provider;
use kernel::secret::LinkKey;
use kernel::time::Timestamp;
use serde::{Deserialize, Serialize};

pub use super::order_number::order_number;
pub use super::order_state::{
    CancelReason, FulfillmentStatus, OrderAction, OrderFault, OrderPaymentStatus, OrderStatus, StockState, TRANSITIONS,
};
use crate::pricing::totals::Totals;
use crate::profiles::address::Address;
use crate::shipping::method::ShippingMethod;
use crate::shopping::cart::CartOwner;

/// What somebody has bought; its lines are in [`super::order_item::OrderItems`].
///
/// Everything that the buyer was shown is a copy: later changes of catalog, rates and address books never reach it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// The identity.
    pub id: OrderId,
    /// The name that people use.
    pub number: String,
    /// Who bought it; none for guests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<UserId>,
    /// Whose cart it was made of: placing it takes out of the cart what was bought.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cart: Option<CartOwner>,
    /// Where to write to.
    pub email: Email,
    /// Where it stands.
    pub status: OrderStatus,
    /// Whether a person looks at it before anything is sent.
    pub on_hold: bool,
    /// How far the payment is.
    pub payment_status: OrderPaymentStatus,
    /// How far the delivery is.
    // Stored under the name it had first.
    #[serde(rename = "fulfilment_status")]
    pub fulfillment_status: FulfillmentStatus,
    /// Its payment; none of an order that costs nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment: Option<PaymentId>,
    /// Who moves the money, if any has to be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<Provider>,
    /// Under what name its stock is held.
    pub reservation: ReservationId,
    /// The fingerprint of the quote that the buyer accepted.
    pub quote_version: String,
    /// What it comes to.
    pub totals: Totals,
    /// How many lines.
    pub line_count: u32,
    /// How many units.
    pub unit_count: u32,
    /// Where to deliver to, or whose tax is due; none where nothing is sent and no tax depends on it.
    // Stored under the name it had first.
    #[serde(rename = "address", default, skip_serializing_if = "Option::is_none")]
    pub shipping_address: Option<Address>,
    /// How to deliver, at the price that was agreed; none where nothing is sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipping_method: Option<ShippingMethod>,
    /// When the reservation ends.
    pub pay_by: Timestamp,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was placed: when it was paid, or made if it costs nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placed_at: Option<Timestamp>,
    /// When it was called off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancelled_at: Option<Timestamp>,
    /// When it was given up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expired_at: Option<Timestamp>,
    /// When it was delivered in full.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completed_at: Option<Timestamp>,
    /// Why it was called off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancel_reason: Option<CancelReason>,
    /// What became of its stock.
    pub stock: StockState,
    /// How many events it has kept; they are numbered from 1.
    pub events: u32,
}

impl Order {
    /// Does `action` at `now`, if it is allowed where the order stands.
    pub fn apply(&mut self, action: OrderAction, now: Timestamp) -> Result<OrderStatus, OrderFault> {
        let to = self.status.after(action)?;
        match action {
            OrderAction::Settle => self.placed_at = Some(now),
            OrderAction::Cancel => self.cancelled_at = Some(now),
            OrderAction::Expire => self.expired_at = Some(now),
            OrderAction::Complete => self.completed_at = Some(now),
        }
        self.status = to;
        Ok(to)
    }

    /// Whether the time to pay is over and nobody has.
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        self.status == OrderStatus::PendingPayment && now >= self.pay_by
    }

    /// Whether goods or money are still to move: it waits for its payment or its delivery, or money is on its way.
    pub fn is_open(&self) -> bool {
        match self.status {
            OrderStatus::PendingPayment | OrderStatus::Placed => true,
            OrderStatus::Completed => self.payment_status == OrderPaymentStatus::Refunding,
            OrderStatus::Cancelled | OrderStatus::Expired => matches!(
                self.payment_status,
                OrderPaymentStatus::Pending
                    | OrderPaymentStatus::Authorized
                    | OrderPaymentStatus::Paid
                    | OrderPaymentStatus::Refunding
            ),
        }
    }

    /// Whether nothing in it says any more who bought it.
    pub fn is_pseudonymous(&self) -> bool {
        self.email.is_nobody()
    }

    /// Takes out who bought it and where they live; what was sold, for how much and into which tax region stays.
    pub fn pseudonymize(&mut self) {
        self.email = Email::nobody();
        self.cart = None;
        self.shipping_address = self.shipping_address.as_ref().map(Address::pseudonymous);
    }

    /// The number of the next event, which the caller keeps with it.
    pub fn next_event(&mut self) -> u32 {
        self.events = self.events.saturating_add(1);
        self.events
    }
}

/// What an order's token is derived for, so that it is none of anything else.
const TOKEN_PURPOSE: &str = "order";

/// The token with which a guest reads their order.
pub fn order_token(key: &LinkKey, order: OrderId) -> String {
    key.token(TOKEN_PURPOSE, &order.to_string())
}

/// Whether `token` is the one of `order`.
pub fn is_order_token(key: &LinkKey, order: OrderId, token: &str) -> bool {
    key.accepts(TOKEN_PURPOSE, &order.to_string(), token)
}

#[cfg(test)]
mod tests {
    use kernel::fault::Fault as _;

    use super::*;
    use crate::example::{at, order};

    /// M04-T04
    #[test]
    fn what_is_not_allowed_is_refused_with_what_is() {
        let mut order = order();
        order.apply(OrderAction::Settle, at(60)).unwrap();
        let before = order.clone();
        let fault = order.apply(OrderAction::Expire, at(61)).unwrap_err();
        assert_eq!((fault.code(), fault.kind().status()), ("invalid_state_transition", 409));
        assert_eq!(fault.members().get("allowed"), Some(&serde_json::json!(["cancel", "complete"])));
        assert_eq!(order, before);
    }

    #[test]
    fn each_action_leaves_its_time() {
        let mut paid = order();
        assert_eq!(paid.apply(OrderAction::Settle, at(60)), Ok(OrderStatus::Placed));
        assert_eq!(paid.apply(OrderAction::Cancel, at(70)), Ok(OrderStatus::Cancelled));
        assert_eq!((paid.placed_at, paid.cancelled_at, paid.expired_at), (Some(at(60)), Some(at(70)), None));
        let mut unpaid = order();
        assert_eq!(unpaid.apply(OrderAction::Expire, at(900)), Ok(OrderStatus::Expired));
        assert_eq!(unpaid.expired_at, Some(at(900)));
    }

    #[test]
    fn an_order_is_overdue_from_its_deadline_on() {
        let mut order = order();
        assert_eq!([899, 900].map(|second| order.is_overdue(at(second))), [false, true]);
        order.apply(OrderAction::Settle, at(60)).unwrap();
        assert!(!order.is_overdue(at(901)));
    }

    #[test]
    fn an_order_is_open_until_goods_and_money_have_come_to_rest() {
        let mut order = order();
        let mut open = |status, payment| {
            (order.status, order.payment_status) = (status, payment);
            order.is_open()
        };
        for (status, payment, expected) in [
            (OrderStatus::PendingPayment, OrderPaymentStatus::Failed, true),
            (OrderStatus::Placed, OrderPaymentStatus::Paid, true),
            (OrderStatus::Completed, OrderPaymentStatus::Paid, false),
            (OrderStatus::Completed, OrderPaymentStatus::Refunding, true),
            (OrderStatus::Cancelled, OrderPaymentStatus::Refunding, true),
            (OrderStatus::Cancelled, OrderPaymentStatus::Refunded, false),
            (OrderStatus::Cancelled, OrderPaymentStatus::Paid, true),
            (OrderStatus::Expired, OrderPaymentStatus::Pending, true),
            (OrderStatus::Expired, OrderPaymentStatus::Voided, false),
        ] {
            assert_eq!(open(status, payment), expected, "{status:?} {payment:?}");
        }
    }

    #[test]
    fn a_pseudonymous_order_keeps_its_sums_and_its_tax_region() {
        let whole = order();
        let mut order = whole.clone();
        order.pseudonymize();
        assert!(order.is_pseudonymous() && !whole.is_pseudonymous());
        let (left, before) = (order.shipping_address.clone().unwrap(), whole.shipping_address.clone().unwrap());
        assert_eq!((&order.totals, left.country, left.region), (&whole.totals, before.country, before.region));
        let left = serde_json::to_string(&order).unwrap();
        for told in [whole.email.as_str(), before.name.as_str(), before.line1.as_str()] {
            assert!(!left.contains(told), "{told} in {left}");
        }
        assert_eq!(serde_json::from_str::<Order>(&left).unwrap(), order);
    }

    #[test]
    fn an_order_that_is_neither_paid_nor_sent_has_no_trace_of_it() {
        let mut free = order();
        (free.payment, free.provider) = (None, None);
        (free.shipping_address, free.shipping_method) = (None, None);
        let stored = serde_json::to_value(&free).unwrap();
        for name in ["payment", "provider", "address", "shipping_method"] {
            assert_eq!(stored.get(name), None, "{name}");
        }
        assert_eq!(serde_json::from_value::<Order>(stored).unwrap(), free);
        free.pseudonymize();
        assert!(free.is_pseudonymous());
    }

    #[test]
    fn events_are_numbered_from_one() {
        let mut order = order();
        assert_eq!([order.next_event(), order.next_event()], [1, 2]);
    }

    #[test]
    fn an_order_token_opens_one_order() {
        let key = LinkKey::from_hex(&"ab".repeat(32)).unwrap();
        let token = order_token(&key, order().id);
        let other = OrderId::from_ulid(crate::example::ulid(99));
        assert!(is_order_token(&key, order().id, &token));
        assert!(!is_order_token(&key, other, &token) && !is_order_token(&key, order().id, ""));
    }

    #[test]
    fn an_order_is_read_as_it_is_stored_and_with_what_it_does_not_know() {
        let mut stored = serde_json::to_value(order()).unwrap();
        assert!(stored.get("placed_at").is_none());
        stored["later"] = serde_json::json!("x");
        assert_eq!(serde_json::from_value::<Order>(stored).unwrap(), order());
    }
}
