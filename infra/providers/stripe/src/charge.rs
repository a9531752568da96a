//! A Charge, <https://docs.stripe.com/api/charges/object>: one attempt to move money for a `PaymentIntent`.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::card::Decline;

/// One row of the charges' book.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Charge {
    pub(super) id: String,
    pub(super) payment_intent: String,
    pub(super) payment_method: String,
    pub(super) currency: String,
    pub(super) created: i64,
    /// The amount that was authorized, or asked for and declined.
    pub(super) amount: i64,
    pub(super) amount_captured: i64,
    /// The authorized money that was let go without being captured.
    pub(super) amount_released: i64,
    /// The sum of its succeeded refunds; never above what was captured.
    pub(super) amount_refunded: i64,
    pub(super) outcome: Outcome,
}

/// What became of a charge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Outcome {
    /// The money is authorized.
    Authorized,
    /// The money was taken.
    Captured,
    /// The issuer said no.
    Failed(Decline),
}

impl Charge {
    /// The captured money that is not refunded yet.
    pub(super) fn refundable(&self) -> i64 {
        self.amount_captured - self.amount_refunded
    }

    /// The object on the wire.
    pub(super) fn show(&self) -> Value {
        let failure = match self.outcome {
            Outcome::Failed(decline) => Some(decline),
            Outcome::Authorized | Outcome::Captured => None,
        };
        json!({
            "id": self.id,
            "object": "charge",
            "amount": self.amount,
            "amount_captured": self.amount_captured,
            "amount_refunded": self.amount_refunded,
            "captured": self.outcome == Outcome::Captured,
            "created": self.created,
            "currency": self.currency,
            "disputed": false,
            "failure_code": failure.map(Decline::code),
            "failure_message": failure.map(Decline::message),
            "livemode": false,
            "metadata": {},
            "paid": failure.is_none(),
            "payment_intent": self.payment_intent,
            "payment_method": self.payment_method,
            "refunded": self.amount_captured > 0 && self.refundable() == 0,
            "status": if failure.is_none() { "succeeded" } else { "failed" },
        })
    }
}
