//! Stripe's own types, as far as they are read here (<https://docs.stripe.com/api>).

use std::collections::BTreeMap;

use serde::Deserialize;

use super::super::{ProviderRefundStatus, ProviderStatus, Secret};

/// A `PaymentIntent`.
#[derive(Debug, Deserialize)]
pub(super) struct PaymentIntent {
    pub(super) id: String,
    pub(super) amount: i64,
    #[serde(default)]
    pub(super) amount_received: i64,
    pub(super) currency: String,
    pub(super) status: IntentStatus,
    #[serde(default)]
    pub(super) client_secret: Option<Secret>,
    #[serde(default)]
    pub(super) last_payment_error: Option<ErrorObject>,
    #[serde(default)]
    pub(super) latest_charge: Option<Expandable<Charge>>,
    #[serde(default)]
    pub(super) metadata: BTreeMap<String, String>,
}

/// The status of a `PaymentIntent`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum IntentStatus {
    RequiresPaymentMethod,
    RequiresConfirmation,
    RequiresAction,
    Processing,
    RequiresCapture,
    Succeeded,
    Canceled,
    #[serde(untagged)]
    Other(String),
}

impl PaymentIntent {
    /// Where it stands; what Stripe may add one day is pending, never captured.
    pub(super) fn provider_status(&self) -> ProviderStatus {
        let last_error = || self.last_payment_error.as_ref().and_then(ErrorObject::reason);
        match &self.status {
            IntentStatus::RequiresPaymentMethod => ProviderStatus::RequiresPaymentMethod { last_error: last_error() },
            IntentStatus::RequiresConfirmation => ProviderStatus::RequiresPaymentMethod { last_error: None },
            IntentStatus::RequiresAction => ProviderStatus::RequiresAction,
            IntentStatus::Processing => ProviderStatus::Processing,
            IntentStatus::RequiresCapture => ProviderStatus::RequiresCapture,
            IntentStatus::Succeeded => ProviderStatus::Succeeded,
            IntentStatus::Canceled => ProviderStatus::Canceled,
            IntentStatus::Other(status) => ProviderStatus::Unknown(status.clone()),
        }
    }

    /// What was given back; known where the latest charge is expanded.
    pub(super) fn amount_refunded(&self) -> i64 {
        match &self.latest_charge {
            Some(Expandable::Object(charge)) => charge.amount_refunded,
            Some(Expandable::Id(_)) | None => 0,
        }
    }
}

/// A related object: its id, or all of it where the request expands it.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Expandable<T> {
    Object(T),
    Id(#[expect(dead_code, reason = "only the shape tells an id from an object")] String),
}

/// A Charge.
#[derive(Debug, Deserialize)]
pub(super) struct Charge {
    pub(super) amount_refunded: i64,
}

/// A Refund.
#[derive(Debug, Deserialize)]
pub(super) struct Refund {
    pub(super) id: String,
    pub(super) amount: i64,
    pub(super) currency: String,
    #[serde(default)]
    pub(super) status: Option<String>,
    #[serde(default)]
    pub(super) failure_reason: Option<String>,
    #[serde(default)]
    pub(super) metadata: BTreeMap<String, String>,
}

impl Refund {
    /// Where it stands; unknown words are pending.
    pub(super) fn provider_status(&self) -> ProviderRefundStatus {
        match self.status.as_deref() {
            Some("succeeded") => ProviderRefundStatus::Succeeded,
            Some("failed" | "canceled") => ProviderRefundStatus::Failed { reason: self.failure_reason.clone() },
            Some(_) | None => ProviderRefundStatus::Pending,
        }
    }
}

/// A page of a list.
#[derive(Debug, Deserialize)]
pub(super) struct List<T> {
    pub(super) data: Vec<T>,
}

/// The body of every answer that is not 2xx.
#[derive(Debug, Default, Deserialize)]
pub(super) struct ErrorBody {
    #[serde(default)]
    pub(super) error: ErrorObject,
}

/// An error; its message is left out because it may quote what was sent.
#[derive(Debug, Default, Deserialize)]
pub(super) struct ErrorObject {
    #[serde(default, rename = "type")]
    pub(super) kind: Option<String>,
    #[serde(default)]
    pub(super) code: Option<String>,
    #[serde(default)]
    pub(super) decline_code: Option<String>,
    #[serde(default)]
    pub(super) param: Option<String>,
}

impl ErrorObject {
    /// The most telling of its codes.
    pub(super) fn reason(&self) -> Option<String> {
        self.decline_code.as_ref().or(self.code.as_ref()).cloned()
    }
}

/// An Event, with as much of its object as names a payment.
#[derive(Debug, Deserialize)]
pub(super) struct Event {
    pub(super) id: String,
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) created: i64,
    pub(super) livemode: bool,
    pub(super) data: EventData,
}

/// The envelope of an event's object.
#[derive(Debug, Deserialize)]
pub(super) struct EventData {
    pub(super) object: EventObject,
}

/// The object of an event, as it was then.
#[derive(Debug, Deserialize)]
pub(super) struct EventObject {
    #[serde(default)]
    pub(super) id: Option<String>,
    #[serde(default)]
    pub(super) object: Option<String>,
    #[serde(default)]
    pub(super) payment_intent: Option<String>,
    #[serde(default)]
    pub(super) metadata: Option<BTreeMap<String, String>>,
}

impl EventObject {
    /// The `PaymentIntent` that the event is about.
    pub(super) fn intent(&self) -> Option<&str> {
        if self.object.as_deref() == Some("payment_intent") {
            self.id.as_deref()
        } else {
            self.payment_intent.as_deref()
        }
    }
}
