//! What to do next for a payment, decided from what we know and what the provider says.

use domain::orders::order::{Order, OrderStatus};
use domain::payments::payment::{Mismatch, Payment, PaymentState};
use gateways::payment::{ProviderPayment, ProviderStatus};

/// The next step of a payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Nothing: wait for the buyer or the provider.
    Wait,
    /// Nothing, ever again.
    Done,
    /// Note that an attempt was declined.
    NoteDecline(String),
    /// Take the units for good and note that the provider holds the money.
    Authorize,
    /// Have the provider take the money.
    Capture,
    /// Note that the money was taken: the order is placed.
    Settle,
    /// Have the provider let go of the money, then note it.
    Void,
    /// Note that the provider let go of the money.
    NoteVoid,
    /// Have the provider let go of money that is not what the order asks for, then note it.
    Reject(Mismatch),
    /// The money was taken for an order that is closed: give it back.
    GiveBack,
    /// The provider let go of money that the order counted on.
    Lost,
}

/// The next step for `payment` of `order`, of which the provider says `theirs`.
///
/// The table of the saga: whoever asks (webhook, schedule, retry), in whatever order, comes to the same steps.
pub(super) fn next(order: &Order, payment: &Payment, theirs: &ProviderPayment) -> Step {
    use ProviderStatus as S;
    let closed = matches!(order.status, OrderStatus::Cancelled | OrderStatus::Expired);
    match (payment.state, &theirs.status) {
        (
            PaymentState::Captured
            | PaymentState::Voided
            | PaymentState::Conflicted
            | PaymentState::Refunding
            | PaymentState::Refunded,
            _,
        ) => Step::Done,
        (_, S::Unknown(_) | S::Processing) => Step::Wait,
        (PaymentState::Created | PaymentState::Failed, S::Canceled) => Step::NoteVoid,
        (PaymentState::Authorized, S::Canceled) if closed => Step::NoteVoid,
        (PaymentState::Authorized, S::Canceled) => Step::Lost,
        (_, S::Succeeded) if closed => Step::GiveBack,
        (_, _) if closed => Step::Void,
        (PaymentState::Created | PaymentState::Failed, S::RequiresPaymentMethod { last_error: Some(code) }) => {
            if payment.last_error.as_deref() == Some(code) {
                Step::Wait
            } else {
                Step::NoteDecline(code.clone())
            }
        }
        (
            PaymentState::Created | PaymentState::Failed,
            S::RequiresPaymentMethod { last_error: None } | S::RequiresAction,
        ) => Step::Wait,
        (PaymentState::Created | PaymentState::Failed, S::RequiresCapture | S::Succeeded) => {
            match compare(payment, theirs) {
                Ok(()) => Step::Authorize,
                Err(mismatch) => Step::Reject(mismatch),
            }
        }
        (PaymentState::Authorized, S::RequiresCapture) => match compare(payment, theirs) {
            Ok(()) => Step::Capture,
            Err(mismatch) => Step::Reject(mismatch),
        },
        (PaymentState::Authorized, S::Succeeded) => Step::Settle,
        (PaymentState::Authorized, S::RequiresPaymentMethod { .. } | S::RequiresAction) => Step::Lost,
    }
}

/// Whether what the provider holds is for this order, this amount, this currency and this version of the order.
fn compare(payment: &Payment, theirs: &ProviderPayment) -> Result<(), Mismatch> {
    let order = theirs.order.ok_or(Mismatch::Order)?;
    if theirs.payment != Some(payment.id) {
        return Err(Mismatch::Order);
    }
    payment.compare(order, theirs.amount, theirs.order_version.as_deref().unwrap_or_default())
}
