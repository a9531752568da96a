//! Order status. Where an order stands, and what may happen to it.

use serde::{Deserialize, Serialize};

use crate::lifecycle::lifecycle;

lifecycle! {
    /// Where an order stands.
    pub enum OrderStatus {
        /// The price is frozen and the stock is held; the buyer has yet to pay.
        PendingPayment = "pending_payment",
        /// Paid, or free: it binds both sides.
        Placed = "placed",
        /// Delivered in full.
        Completed = "completed",
        /// Called off.
        Cancelled = "cancelled",
        /// Nobody paid in time.
        Expired = "expired",
    }

    /// What can happen to an order.
    pub enum OrderAction {
        /// The money is ours, or none is due.
        Settle = "settle",
        /// Buyer or staff call it off.
        Cancel = "cancel",
        /// The time to pay is over.
        Expire = "expire",
        /// Everything is delivered.
        Complete = "complete",
    }

    /// The whole lifecycle of an order.
    transitions {
        PendingPayment { Settle => Placed, Cancel => Cancelled, Expire => Expired }
        Placed { Cancel => Cancelled, Complete => Completed }
    }

    ends { Completed, Cancelled, Expired }

    /// A change of an order that is refused.
    refusal OrderFault of "an order";
}

/// How far the payment of an order is; follows from its payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OrderPaymentStatus {
    /// Nothing to pay.
    None,
    /// The buyer has yet to confirm.
    Pending,
    /// The money is set aside for us.
    Authorized,
    /// The money is ours.
    Paid,
    /// The money is on its way back.
    Refunding,
    /// The money is back.
    Refunded,
    /// Nothing was or will be taken.
    Voided,
    /// The last attempt was declined; another may follow.
    Failed,
}

/// How far the delivery of an order is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FulfillmentStatus {
    /// Nothing was sent.
    Unfulfilled,
}

/// Why an order was called off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CancelReason {
    /// The buyer asked for it.
    CustomerRequest,
    /// Staff decided it.
    StaffRequest,
    /// The payment came after the reservation ended, and the goods were gone.
    OutOfStock,
    /// The payment provider does not take payments for it.
    PaymentRefused,
    /// The buyer checked out again with something else, and had not paid yet.
    Replaced,
}

impl CancelReason {
    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CustomerRequest => "customer_request",
            Self::StaffRequest => "staff_request",
            Self::OutOfStock => "out_of_stock",
            Self::PaymentRefused => "payment_refused",
            Self::Replaced => "replaced",
        }
    }
}

/// What became of the stock that an order reserved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StockState {
    /// Held until the deadline.
    Held,
    /// Taken out of the stock.
    Committed,
    /// Back in the stock.
    Released,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_happens_to_an_order_that_has_ended() {
        let ends = [OrderStatus::Completed, OrderStatus::Cancelled, OrderStatus::Expired];
        assert!(ends.iter().all(|end| end.allowed().is_empty()));
    }

    #[test]
    fn a_status_is_called_the_same_everywhere() {
        for status in OrderStatus::ALL {
            assert_eq!(serde_json::to_value(status).unwrap(), status.as_str());
            for action in status.allowed() {
                assert_eq!(serde_json::to_value(action).unwrap(), action.as_str());
            }
        }
    }
}
