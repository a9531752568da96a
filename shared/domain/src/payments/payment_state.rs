//! Payment state. Where a payment stands, and what may happen to it.

use kernel::faults;

use crate::lifecycle::lifecycle;
use crate::orders::order::OrderPaymentStatus;

lifecycle! {
    /// Where a payment stands.
    pub enum PaymentState {
        /// The provider was or will be told of it; the buyer has yet to confirm.
        Created = "created",
        /// The money is set aside for us.
        Authorized = "authorized",
        /// The money is ours.
        Captured = "captured",
        /// Given up; nothing was taken.
        Voided = "voided",
        /// The last attempt was declined; the buyer may try again.
        Failed = "failed",
        /// The provider speaks of another order, amount or version than we do; nothing was taken.
        Conflicted = "conflicted",
        /// The money is on its way back.
        Refunding = "refunding",
        /// The money is back.
        Refunded = "refunded",
    }

    /// What can happen to a payment.
    pub enum PaymentAction {
        /// The provider set the money aside.
        Authorize = "authorize",
        /// The provider took it.
        Capture = "capture",
        /// It is given up before anything was taken.
        Void = "void",
        /// The provider declined.
        Fail = "fail",
        /// The provider's facts are not ours.
        Conflict = "conflict",
        /// All of it is to go back.
        Refund = "refund",
        /// It is back.
        SettleRefund = "settle_refund",
        /// It could not go back.
        FailRefund = "fail_refund",
    }

    /// The whole lifecycle of a payment.
    ///
    /// A declined payment may still be authorized: the buyer tries another card on the same intent.
    transitions {
        Created { Authorize => Authorized, Fail => Failed, Void => Voided, Conflict => Conflicted }
        Failed { Authorize => Authorized, Fail => Failed, Void => Voided, Conflict => Conflicted }
        Authorized { Capture => Captured, Void => Voided, Fail => Failed, Conflict => Conflicted }
        Captured { Refund => Refunding }
        Refunding { SettleRefund => Refunded, FailRefund => Captured }
    }

    // The money is ours, theirs, or was never taken.
    ends { Captured, Voided, Conflicted, Refunded }

    /// An action that is not allowed where the payment stands.
    refusal PaymentTransitionFault of "a payment";
}

impl PaymentState {
    /// What the order says of a payment that stands here.
    pub fn status(self) -> OrderPaymentStatus {
        match self {
            Self::Created => OrderPaymentStatus::Pending,
            Self::Authorized => OrderPaymentStatus::Authorized,
            Self::Captured => OrderPaymentStatus::Paid,
            Self::Voided => OrderPaymentStatus::Voided,
            Self::Failed | Self::Conflicted => OrderPaymentStatus::Failed,
            Self::Refunding => OrderPaymentStatus::Refunding,
            Self::Refunded => OrderPaymentStatus::Refunded,
        }
    }
}

faults! {
    /// A change of a payment that is refused.
    #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
    pub enum PaymentFault {
        /// The action is not allowed where the payment stands.
        #[error(transparent)]
        Transition(#[from] PaymentTransitionFault);
        /// More would be set aside than the order comes to.
        #[error("more than the payment's amount cannot be authorized")]
        AuthorizationExceedsAmount => Conflict "payment_amount_mismatch";
        /// More would be taken than was set aside.
        #[error("more than was authorized cannot be captured")]
        CaptureExceedsAuthorized => Invalid "capture_exceeds_authorized";
        /// More would go back than was taken.
        #[error("more than was captured cannot be refunded")]
        RefundExceedsCaptured => Invalid "refund_exceeds_captured";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_that_was_taken_only_ever_goes_back_as_a_refund() {
        assert_eq!(PaymentState::Captured.allowed(), [PaymentAction::Refund]);
        assert!(PaymentState::Refunded.allowed().is_empty());
    }

    #[test]
    fn a_state_is_called_the_same_everywhere() {
        for state in PaymentState::ALL {
            assert_eq!(serde_json::to_value(state).unwrap(), state.as_str());
            for action in state.allowed() {
                assert_eq!(serde_json::to_value(action).unwrap(), action.as_str());
            }
        }
    }
}
