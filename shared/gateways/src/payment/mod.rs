//! Payment providers: who holds the buyer's money, and how it is asked for.
//!
//! A call moves money somewhere else, so its outcome can be unknown. [`GatewayFault::Timeout`] says so; it is answered by
//! asking the provider with [`PaymentGateway::find`] or by repeating the call with the same key, never by assuming.

pub mod stripe;

use std::fmt;
use std::str::FromStr;

use async_trait::async_trait;
use domain::payments::payment::Provider;
use http::HeaderMap;
use kernel::fault::{Code, Fault, FaultKind};
use kernel::faults;
use kernel::id::{OrderId, PaymentId, RefundId};
use kernel::money::Money;
use kernel::time::Timestamp;

/// A provider that authorizes, captures, voids and refunds.
///
/// Every call that changes something takes an idempotency key: the same key is the same effect, once. A repetition may be
/// answered with the payment as it was the first time; [`Self::find`] tells how it is now.
#[async_trait]
pub trait PaymentGateway: Send + Sync {
    /// Which provider this is.
    fn provider(&self) -> Provider;

    /// Opens a payment that the buyer confirms with the provider and that is captured by a later call.
    async fn create(&self, intent: NewIntent) -> Result<ProviderPayment, GatewayFault>;

    /// The payment as the provider knows it now.
    async fn find(&self, reference: &ProviderRef) -> Result<ProviderPayment, GatewayFault>;

    /// Takes `amount` of an authorized payment; a payment that is captured already is answered as it is.
    async fn capture(
        &self,
        reference: &ProviderRef,
        amount: Money,
        idempotency_key: String,
    ) -> Result<ProviderPayment, GatewayFault>;

    /// Ends a payment that is not captured; one that is voided already is answered as it is.
    async fn void(&self, reference: &ProviderRef, idempotency_key: String) -> Result<ProviderPayment, GatewayFault>;

    /// Gives captured money back.
    async fn refund(&self, refund: ProviderRefund) -> Result<ProviderRefundState, GatewayFault>;

    /// Reads a webhook that the provider has signed; touches nothing outside its arguments.
    ///
    /// `body` is the bytes as they arrived. The event is a hint that something changed: decide by [`Self::find`].
    fn verify_webhook(&self, headers: &HeaderMap, body: &[u8], now: Timestamp) -> Result<ProviderEvent, WebhookFault>;
}

/// A payment to open, bound to the version of the order that it pays for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewIntent {
    /// The order.
    pub order: OrderId,
    /// Our payment.
    pub payment: PaymentId,
    /// Which version of the order was priced.
    pub order_version: String,
    /// What the buyer is to pay.
    pub amount: Money,
    /// The key of this attempt.
    pub idempotency_key: String,
}

/// A refund to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderRefund {
    /// The provider's payment.
    pub reference: ProviderRef,
    /// Our refund.
    pub refund: RefundId,
    /// How much goes back.
    pub amount: Money,
    /// The key of this attempt.
    pub idempotency_key: String,
}

/// A payment as the provider knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderPayment {
    /// The provider's name for it.
    pub reference: ProviderRef,
    /// Where it stands.
    pub status: ProviderStatus,
    /// What the buyer is asked to pay.
    pub amount: Money,
    /// What was taken.
    pub amount_captured: Money,
    /// What was given back.
    pub amount_refunded: Money,
    /// What the buyer's browser needs to confirm it.
    pub client_secret: Option<Secret>,
    /// The order that we attached to it; absent if it is not ours.
    pub order: Option<OrderId>,
    /// Our payment, as attached.
    pub payment: Option<PaymentId>,
    /// The version of the order, as attached.
    pub order_version: Option<String>,
}

/// Where a payment stands at the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProviderStatus {
    /// The buyer has yet to pay, or the last attempt failed.
    RequiresPaymentMethod {
        /// The code of the last failure, such as `insufficient_funds`.
        last_error: Option<String>,
    },
    /// The buyer must authenticate.
    RequiresAction,
    /// The provider is still working on it.
    Processing,
    /// Authorized; the money waits for its capture.
    RequiresCapture,
    /// Captured.
    Succeeded,
    /// Ended without payment.
    Canceled,
    /// A status that is not known here: pending, and never taken for captured.
    Unknown(String),
}

/// A refund as the provider knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderRefundState {
    /// The provider's name for it.
    pub reference: ProviderRef,
    /// Where it stands.
    pub status: ProviderRefundStatus,
    /// How much goes back.
    pub amount: Money,
}

/// Where a refund stands at the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProviderRefundStatus {
    /// Under way, or in a status that is not known here.
    Pending,
    /// The money is on its way to the buyer.
    Succeeded,
    /// The money did not move.
    Failed {
        /// The provider's reason, such as `expired_or_canceled_card`.
        reason: Option<String>,
    },
}

/// A webhook whose signature holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderEvent {
    /// The provider's name for the event; the same event may arrive many times.
    pub id: String,
    /// What happened, in the provider's words.
    pub kind: String,
    /// When it happened.
    pub created: Timestamp,
    /// The payment that it is about, if it is about one.
    pub reference: Option<ProviderRef>,
    /// The order that we attached to that payment.
    pub order: Option<OrderId>,
    /// Our payment, as attached.
    pub payment: Option<PaymentId>,
}

/// A provider's name for one of its objects: 1 to 255 letters, digits, `_` and `-`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProviderRef(String);

/// Text that no provider uses as a name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a provider's reference")]
pub struct MalformedRef;

impl ProviderRef {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ProviderRef {
    type Err = MalformedRef;

    fn from_str(text: &str) -> Result<Self, MalformedRef> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        let valid = (1..=255).contains(&text.len()) && text.bytes().all(allowed);
        if valid { Ok(Self(text.to_owned())) } else { Err(MalformedRef) }
    }
}

impl fmt::Display for ProviderRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Text that never shows in a log: an API key, a signing key, a buyer's client secret.
#[derive(Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Wraps the text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself, for the one place that needs it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Why a provider's call did not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GatewayFault {
    /// The buyer's bank said no; nothing moved.
    #[error("the payment provider declined: {code}")]
    Declined {
        /// The provider's reason, such as `insufficient_funds`.
        code: String,
    },
    /// The provider cannot do this as asked; nothing moved, and asking again changes nothing.
    #[error("the payment provider refused: {code}")]
    Invalid {
        /// The provider's reason, such as `amount_too_small`.
        code: String,
    },
    /// The provider did not take the request; nothing moved.
    #[error("the payment provider is unavailable")]
    Unavailable {
        /// Seconds after which trying again makes sense, if the provider said.
        retry_after: Option<u32>,
    },
    /// No answer that can be relied on: the outcome is unknown until the provider is asked.
    #[error("the payment provider did not answer; the outcome is unknown")]
    Timeout,
}

/// Written by hand, for the code depends on what the provider said.
impl Fault for GatewayFault {
    fn codes() -> Vec<Code> {
        vec![
            Code::new(FaultKind::Declined, "payment_declined"),
            Code::new(FaultKind::Invalid, "amount_not_chargeable"),
            Code::new(FaultKind::Internal, "internal"),
            Code::new(FaultKind::Unavailable, "unavailable"),
        ]
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Declined { .. } => "payment_declined",
            Self::Invalid { code } if is_about_the_amount(code) => "amount_not_chargeable",
            Self::Invalid { .. } => "internal",
            Self::Unavailable { .. } | Self::Timeout => "unavailable",
        }
    }

    fn kind(&self) -> FaultKind {
        match self {
            Self::Declined { .. } => FaultKind::Declined,
            Self::Invalid { code } if is_about_the_amount(code) => FaultKind::Invalid,
            Self::Invalid { .. } => FaultKind::Internal,
            Self::Unavailable { .. } | Self::Timeout => FaultKind::Unavailable,
        }
    }

    fn retry_after(&self) -> Option<u32> {
        match self {
            Self::Unavailable { retry_after } => Some(retry_after.unwrap_or(5)),
            Self::Timeout => Some(5),
            Self::Declined { .. } | Self::Invalid { .. } => None,
        }
    }
}

/// Providers set a smallest and a largest charge; what they refuse for that reason is not ours to mend.
fn is_about_the_amount(code: &str) -> bool {
    matches!(code, "amount_too_small" | "amount_too_large")
}

faults! {
    /// Why a webhook is not believed.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
    pub enum WebhookFault {
        /// There is no signature, or it cannot be read.
        #[error("the signature is missing or cannot be read")]
        NoSignature => Malformed "invalid_signature";
        /// The signature was made with another key or over other bytes.
        #[error("the signature does not match")]
        WrongSignature => Malformed "invalid_signature";
        /// The signature is more than five minutes away from now.
        #[error("the signature is too old or from the future")]
        OutsideTolerance => Malformed "invalid_signature";
        /// The signature holds, but the body is no event.
        #[error("the body is not an event")]
        NotAnEvent => Malformed "malformed_event";
        /// A live event where test ones belong, or the other way round.
        #[error("the event belongs to another mode")]
        WrongMode => Malformed "wrong_mode";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_can_stand_in_a_path() {
        assert!("pi_3MtwBwLkdIwHu7ix".parse::<ProviderRef>().is_ok());
        for wrong in ["", "pi_1/cancel", "pi_1?x", "pi 1", "pi_é", &"a".repeat(256)] {
            assert_eq!(wrong.parse::<ProviderRef>(), Err(MalformedRef), "{wrong}");
        }
    }

    #[test]
    fn a_secret_does_not_show() {
        assert_eq!(format!("{:?}", Secret::new("sk_test_1")), "Secret(…)");
    }
}
