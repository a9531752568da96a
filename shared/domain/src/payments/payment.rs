//! Payments: one for each order, moved by a provider.

use kernel::currency::Currency;
use kernel::faults;
use kernel::id::{OrderId, PaymentId};
use kernel::money::Money;
use kernel::time::Timestamp;
use serde::{Deserialize, Serialize};

pub use kernel::provider::Provider;

pub use super::payment_state::{PaymentAction, PaymentFault, PaymentState, PaymentTransitionFault, TRANSITIONS};

/// The payment of an order.
///
/// Sums are minor units of `amount`'s currency. Always
/// `0 <= refunded + refund_reserved <= captured <= authorized <= amount`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// The identity.
    pub id: PaymentId,
    /// What it pays for.
    pub order: OrderId,
    /// Who moves the money.
    pub provider: Provider,
    /// The provider's name of it, once known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// What the order comes to.
    pub amount: Money,
    /// What was set aside for us.
    pub authorized: i64,
    /// What was taken.
    pub captured: i64,
    /// What is on its way back.
    pub refund_reserved: i64,
    /// What is back.
    pub refunded: i64,
    /// Where it stands.
    pub state: PaymentState,
    /// Which version of the order it pays for.
    pub order_version: String,
    /// What the provider last complained about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_error: Option<String>,
    /// How often the provider was asked in vain.
    pub attempts: u32,
    /// When to ask the provider next, where its answer is outstanding.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// How many events it has kept; they are numbered from 1.
    pub events: u32,
}

faults! {
    /// The first fact in which the provider's payment is not ours.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
    pub enum Mismatch {
        /// It pays for another order.
        #[error("the payment is for another order")]
        Order => Conflict "payment_order_mismatch";
        /// It is in another currency.
        #[error("the payment is in {found}, not in {expected}")]
        Currency {
            /// Ours.
            expected: Currency,
            /// The provider's.
            found: Currency,
        } => Conflict "payment_amount_mismatch";
        /// It is for another amount.
        #[error("the payment is for {found} minor units, not for {expected}")]
        Amount {
            /// Ours, in minor units.
            expected: i64,
            /// The provider's, in minor units.
            found: i64,
        } => Conflict "payment_amount_mismatch";
        /// It pays for another version of the order.
        #[error("the payment is for another version of the order")]
        Version => Conflict "payment_order_mismatch";
    }
}

faults! {
    /// Sums of a payment that cannot be.
    #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
    #[error("the sums of payment {payment} do not hold")]
    pub struct SumsBroken {
        /// Which payment.
        pub payment: PaymentId,
    } => Internal "internal";
}

impl Payment {
    /// Whether the sums hold: `0 <= refunded + refund_reserved <= captured <= authorized <= amount`.
    pub fn check_sums(&self) -> Result<(), SumsBroken> {
        let parts = [self.refunded, self.refund_reserved, self.captured, self.authorized];
        let back = self.refunded.checked_add(self.refund_reserved);
        let holds = parts.iter().all(|part| *part >= 0)
            && back.is_some_and(|back| back <= self.captured)
            && self.captured <= self.authorized
            && self.authorized <= self.amount.minor();
        if holds { Ok(()) } else { Err(SumsBroken { payment: self.id }) }
    }

    /// Whether the provider speaks of the same order, amount, currency and version as we do.
    pub fn compare(&self, order: OrderId, amount: Money, order_version: &str) -> Result<(), Mismatch> {
        if order != self.order {
            return Err(Mismatch::Order);
        }
        let (expected, found) = (self.amount.currency(), amount.currency());
        if expected != found {
            return Err(Mismatch::Currency { expected, found });
        }
        let (expected, found) = (self.amount.minor(), amount.minor());
        if expected != found {
            return Err(Mismatch::Amount { expected, found });
        }
        if order_version == self.order_version { Ok(()) } else { Err(Mismatch::Version) }
    }

    /// The provider set `minor` units aside.
    pub fn authorize(&mut self, minor: i64, now: Timestamp) -> Result<(), PaymentFault> {
        let state = self.after(PaymentAction::Authorize)?;
        if !(0..=self.amount.minor()).contains(&minor) {
            return Err(PaymentFault::AuthorizationExceedsAmount);
        }
        self.authorized = minor;
        self.last_error = None;
        self.moved(state, now);
        Ok(())
    }

    /// The provider took `minor` units.
    pub fn capture(&mut self, minor: i64, now: Timestamp) -> Result<(), PaymentFault> {
        let state = self.after(PaymentAction::Capture)?;
        if !(0..=self.authorized).contains(&minor) {
            return Err(PaymentFault::CaptureExceedsAuthorized);
        }
        self.captured = minor;
        self.moved(state, now);
        Ok(())
    }

    /// Nothing will be taken.
    pub fn void(&mut self, now: Timestamp) -> Result<(), PaymentFault> {
        let state = self.after(PaymentAction::Void)?;
        self.authorized = 0;
        self.moved(state, now);
        Ok(())
    }

    /// The provider declined, and said why.
    pub fn fail(&mut self, reason: &str, now: Timestamp) -> Result<(), PaymentFault> {
        let state = self.after(PaymentAction::Fail)?;
        self.authorized = 0;
        self.last_error = Some(reason.to_owned());
        self.moved(state, now);
        Ok(())
    }

    /// The provider's facts are not ours.
    pub fn conflict(&mut self, mismatch: Mismatch, now: Timestamp) -> Result<(), PaymentFault> {
        let state = self.after(PaymentAction::Conflict)?;
        self.authorized = 0;
        self.last_error = Some(mismatch.to_string());
        self.moved(state, now);
        Ok(())
    }

    /// Sends everything that was taken on its way back, and says how much that is.
    pub fn reserve_refund(&mut self, now: Timestamp) -> Result<Money, PaymentFault> {
        let state = self.after(PaymentAction::Refund)?;
        let rest = self.captured - self.refunded - self.refund_reserved;
        if rest <= 0 {
            return Err(PaymentFault::RefundExceedsCaptured);
        }
        self.refund_reserved += rest;
        self.moved(state, now);
        Ok(Money::new(rest, self.amount.currency()))
    }

    /// `minor` units that were on their way back have arrived.
    pub fn settle_refund(&mut self, minor: i64, now: Timestamp) -> Result<(), PaymentFault> {
        let state = self.after(PaymentAction::SettleRefund)?;
        if !(0..=self.refund_reserved).contains(&minor) {
            return Err(PaymentFault::RefundExceedsCaptured);
        }
        self.refund_reserved -= minor;
        self.refunded += minor;
        self.moved(state, now);
        Ok(())
    }

    /// `minor` units that were on their way back are still ours.
    pub fn fail_refund(&mut self, minor: i64, reason: &str, now: Timestamp) -> Result<(), PaymentFault> {
        let state = self.after(PaymentAction::FailRefund)?;
        if !(0..=self.refund_reserved).contains(&minor) {
            return Err(PaymentFault::RefundExceedsCaptured);
        }
        self.refund_reserved -= minor;
        self.last_error = Some(reason.to_owned());
        self.moved(state, now);
        Ok(())
    }

    /// The number of the next event, which the caller keeps with it.
    pub fn next_event(&mut self) -> u32 {
        self.events = self.events.saturating_add(1);
        self.events
    }

    fn after(&self, action: PaymentAction) -> Result<PaymentState, PaymentFault> {
        Ok(self.state.after(action)?)
    }

    fn moved(&mut self, state: PaymentState, now: Timestamp) {
        self.state = state;
        self.updated_at = now;
    }
}

#[cfg(test)]
mod tests;
