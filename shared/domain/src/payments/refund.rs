//! Refunds: money on its way back.

use kernel::id::{OrderId, PaymentId, RefundId};
use kernel::money::Money;
use kernel::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::lifecycle::lifecycle;

lifecycle! {
    /// Where a refund stands.
    pub enum RefundState {
        /// The provider was or will be told.
        Pending = "pending",
        /// The money is back.
        Succeeded = "succeeded",
        /// The provider could not; it may be tried again.
        Failed = "failed",
    }

    /// What can happen to a refund.
    pub enum RefundAction {
        /// The provider did it.
        Succeed = "succeed",
        /// The provider could not.
        Fail = "fail",
        /// It is tried again.
        Retry = "retry",
    }

    /// The whole lifecycle of a refund.
    transitions {
        Pending { Succeed => Succeeded, Fail => Failed }
        Failed { Retry => Pending }
    }

    ends { Succeeded }

    /// A change of a refund that is refused.
    refusal RefundFault of "a refund";
}

/// Why money goes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RefundReason {
    /// The order was called off.
    OrderCancelled,
    /// The payment came after the order had been given up.
    OrderExpired,
    /// The provider took something else than was agreed.
    PaymentConflict,
}

/// Money on its way back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refund {
    /// The identity, which is also the provider's idempotency key.
    pub id: RefundId,
    /// From which payment.
    pub payment: PaymentId,
    /// Of which order.
    pub order: OrderId,
    /// How much.
    pub amount: Money,
    /// Where it stands.
    pub state: RefundState,
    /// Why.
    pub reason: RefundReason,
    /// When it was decided.
    pub created_at: Timestamp,
    /// When it succeeded or last failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settled_at: Option<Timestamp>,
}

impl Refund {
    /// Does `action` at `now`, if it is allowed where the refund stands.
    pub fn apply(&mut self, action: RefundAction, now: Timestamp) -> Result<RefundState, RefundFault> {
        let to = self.state.after(action)?;
        self.state = to;
        self.settled_at = (to != RefundState::Pending).then_some(now);
        Ok(to)
    }
}

#[cfg(test)]
mod tests {
    use kernel::fault::Fault as _;

    use super::*;
    use crate::example::{at, ulid, usd};

    /// M14-T04
    #[test]
    fn a_failed_refund_is_tried_again_until_it_succeeds_once() {
        let mut refund = Refund {
            id: RefundId::from_ulid(ulid(1)),
            payment: PaymentId::from_ulid(ulid(2)),
            order: OrderId::from_ulid(ulid(3)),
            amount: usd(1000),
            state: RefundState::Pending,
            reason: RefundReason::OrderCancelled,
            created_at: at(0),
            settled_at: None,
        };
        refund.apply(RefundAction::Fail, at(1)).unwrap();
        refund.apply(RefundAction::Retry, at(2)).unwrap();
        assert_eq!(refund.settled_at, None);
        refund.apply(RefundAction::Succeed, at(3)).unwrap();
        assert_eq!((refund.state, refund.settled_at), (RefundState::Succeeded, Some(at(3))));
        let fault = refund.apply(RefundAction::Succeed, at(4)).unwrap_err();
        assert_eq!(fault.members().get("allowed"), Some(&serde_json::json!([])));
    }
}
