//! Where a payment stands, and what may happen to it.

use kernel::faults;
use serde::{Deserialize, Serialize};

use crate::lifecycle;
use crate::orders::order::PaymentStatus;

/// Where a payment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PaymentState {
    /// The provider was or will be told of it; the buyer has yet to confirm.
    Created,
    /// The money is set aside for us.
    Authorized,
    /// The money is ours.
    Captured,
    /// Given up; nothing was taken.
    Voided,
    /// The last attempt was declined; the buyer may try again.
    Failed,
    /// The provider speaks of another order, amount or version than we do; nothing was taken.
    Conflicted,
    /// The money is on its way back.
    Refunding,
    /// The money is back.
    Refunded,
}

impl PaymentState {
    /// Every state.
    pub const ALL: &[Self] = &[
        Self::Created,
        Self::Authorized,
        Self::Captured,
        Self::Voided,
        Self::Failed,
        Self::Conflicted,
        Self::Refunding,
        Self::Refunded,
    ];

    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Authorized => "authorized",
            Self::Captured => "captured",
            Self::Voided => "voided",
            Self::Failed => "failed",
            Self::Conflicted => "conflicted",
            Self::Refunding => "refunding",
            Self::Refunded => "refunded",
        }
    }

    /// What the order says of a payment that stands here.
    pub fn status(self) -> PaymentStatus {
        match self {
            Self::Created => PaymentStatus::Pending,
            Self::Authorized => PaymentStatus::Authorized,
            Self::Captured => PaymentStatus::Paid,
            Self::Voided => PaymentStatus::Voided,
            Self::Failed | Self::Conflicted => PaymentStatus::Failed,
            Self::Refunding => PaymentStatus::Refunding,
            Self::Refunded => PaymentStatus::Refunded,
        }
    }

    /// What may happen to a payment that stands here.
    pub fn allowed(self) -> Vec<PaymentAction> {
        lifecycle::allowed(TRANSITIONS, self)
    }
}

/// What can happen to a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentAction {
    /// The provider set the money aside.
    Authorize,
    /// The provider took it.
    Capture,
    /// It is given up before anything was taken.
    Void,
    /// The provider declined.
    Fail,
    /// The provider's facts are not ours.
    Conflict,
    /// All of it is to go back.
    Refund,
    /// It is back.
    SettleRefund,
    /// It could not go back.
    FailRefund,
}

impl PaymentAction {
    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Authorize => "authorize",
            Self::Capture => "capture",
            Self::Void => "void",
            Self::Fail => "fail",
            Self::Conflict => "conflict",
            Self::Refund => "refund",
            Self::SettleRefund => "settle_refund",
            Self::FailRefund => "fail_refund",
        }
    }
}

/// The whole lifecycle of a payment.
///
/// A declined payment may still be authorised: the buyer tries another card on the same intent.
pub const TRANSITIONS: &[(PaymentState, PaymentAction, PaymentState)] = &[
    (PaymentState::Created, PaymentAction::Authorize, PaymentState::Authorized),
    (PaymentState::Created, PaymentAction::Fail, PaymentState::Failed),
    (PaymentState::Created, PaymentAction::Void, PaymentState::Voided),
    (PaymentState::Created, PaymentAction::Conflict, PaymentState::Conflicted),
    (PaymentState::Failed, PaymentAction::Authorize, PaymentState::Authorized),
    (PaymentState::Failed, PaymentAction::Fail, PaymentState::Failed),
    (PaymentState::Failed, PaymentAction::Void, PaymentState::Voided),
    (PaymentState::Failed, PaymentAction::Conflict, PaymentState::Conflicted),
    (PaymentState::Authorized, PaymentAction::Capture, PaymentState::Captured),
    (PaymentState::Authorized, PaymentAction::Void, PaymentState::Voided),
    (PaymentState::Authorized, PaymentAction::Fail, PaymentState::Failed),
    (PaymentState::Authorized, PaymentAction::Conflict, PaymentState::Conflicted),
    (PaymentState::Captured, PaymentAction::Refund, PaymentState::Refunding),
    (PaymentState::Refunding, PaymentAction::SettleRefund, PaymentState::Refunded),
    (PaymentState::Refunding, PaymentAction::FailRefund, PaymentState::Captured),
];

faults! {
    /// A change of a payment that is refused.
    #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
    pub enum PaymentFault {
        /// The action is not allowed where the payment stands.
        #[error("a payment that is {} does not {}", .from.as_str(), .action.as_str())]
        InvalidTransition {
            /// Where it stands.
            from: PaymentState,
            /// What was asked for.
            action: PaymentAction,
            /// What would be allowed.
            allowed: Vec<PaymentAction>,
        } => Conflict "invalid_state_transition" with { "current": from.as_str(), "allowed": allowed };
        /// More would be set aside than the order comes to.
        #[error("more than the payment's amount cannot be authorised")]
        AuthorizationExceedsAmount => Conflict "payment_amount_mismatch";
        /// More would be taken than was set aside.
        #[error("more than was authorised cannot be captured")]
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
    fn every_payment_ends_with_the_money_ours_or_theirs() {
        let ends = [PaymentState::Captured, PaymentState::Voided, PaymentState::Conflicted, PaymentState::Refunded];
        lifecycle::tests::assert_sound(TRANSITIONS, PaymentState::ALL, &ends);
    }

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
