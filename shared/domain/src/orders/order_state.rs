//! Where an order stands, and what may happen to it.

use kernel::faults;
use serde::{Deserialize, Serialize};

use crate::lifecycle;

/// Where an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OrderStatus {
    /// The price is frozen and the stock is held; the buyer has yet to pay.
    PendingPayment,
    /// Paid: it binds both sides.
    Placed,
    /// Delivered in full.
    Completed,
    /// Called off.
    Cancelled,
    /// Nobody paid in time.
    Expired,
}

impl OrderStatus {
    /// Every status.
    pub const ALL: &[Self] = &[Self::PendingPayment, Self::Placed, Self::Completed, Self::Cancelled, Self::Expired];

    /// The name on the wire and in keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PendingPayment => "pending_payment",
            Self::Placed => "placed",
            Self::Completed => "completed",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
        }
    }

    /// What may happen to an order that stands here.
    pub fn allowed(self) -> Vec<OrderAction> {
        lifecycle::allowed(TRANSITIONS, self)
    }
}

/// What can happen to an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OrderAction {
    /// The money is ours.
    Settle,
    /// Buyer or staff call it off.
    Cancel,
    /// The time to pay is over.
    Expire,
    /// Everything is delivered.
    Complete,
}

impl OrderAction {
    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Settle => "settle",
            Self::Cancel => "cancel",
            Self::Expire => "expire",
            Self::Complete => "complete",
        }
    }
}

/// The whole lifecycle of an order.
pub const TRANSITIONS: &[(OrderStatus, OrderAction, OrderStatus)] = &[
    (OrderStatus::PendingPayment, OrderAction::Settle, OrderStatus::Placed),
    (OrderStatus::PendingPayment, OrderAction::Cancel, OrderStatus::Cancelled),
    (OrderStatus::PendingPayment, OrderAction::Expire, OrderStatus::Expired),
    (OrderStatus::Placed, OrderAction::Cancel, OrderStatus::Cancelled),
    (OrderStatus::Placed, OrderAction::Complete, OrderStatus::Completed),
];

faults! {
    /// A change of an order that is refused.
    #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
    pub enum OrderFault {
        /// The action is not allowed where the order stands.
        #[error("an order that is {} does not {}", .from.as_str(), .action.as_str())]
        InvalidTransition {
            /// Where it stands.
            from: OrderStatus,
            /// What was asked for.
            action: OrderAction,
            /// What would be allowed.
            allowed: Vec<OrderAction>,
        } => Conflict "invalid_state_transition" with { "current": from.as_str(), "allowed": allowed };
    }
}

/// How far the payment of an order is; follows from its payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PaymentStatus {
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
}

impl CancelReason {
    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CustomerRequest => "customer_request",
            Self::StaffRequest => "staff_request",
            Self::OutOfStock => "out_of_stock",
            Self::PaymentRefused => "payment_refused",
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
    fn every_order_ends() {
        let ends = [OrderStatus::Completed, OrderStatus::Cancelled, OrderStatus::Expired];
        lifecycle::tests::assert_sound(TRANSITIONS, OrderStatus::ALL, &ends);
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
