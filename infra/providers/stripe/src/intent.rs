//! A `PaymentIntent`, <https://docs.stripe.com/api/payment_intents/object>.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::card::Authenticated;

/// Where a `PaymentIntent` stands, <https://docs.stripe.com/payments/paymentintents/lifecycle>.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IntentStatus {
    /// Not yet paid, or the last attempt was declined.
    RequiresPaymentMethod,
    /// The buyer must authenticate.
    RequiresAction,
    /// Authorized; the money waits for its capture.
    RequiresCapture,
    /// Paid.
    Succeeded,
    /// Ended without payment; an authorization is released.
    Canceled,
}

impl IntentStatus {
    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RequiresPaymentMethod => "requires_payment_method",
            Self::RequiresAction => "requires_action",
            Self::RequiresCapture => "requires_capture",
            Self::Succeeded => "succeeded",
            Self::Canceled => "canceled",
        }
    }
}

/// When an authorized payment is captured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum CaptureMethod {
    /// At once.
    Automatic,
    /// By a later call.
    Manual,
}

/// One row of the intents' book.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Intent {
    pub(super) id: String,
    /// Its place in the order of creation.
    pub(super) sequence: u64,
    pub(super) client_secret: String,
    pub(super) amount: i64,
    pub(super) currency: String,
    pub(super) capture_method: CaptureMethod,
    pub(super) status: IntentStatus,
    pub(super) metadata: BTreeMap<String, String>,
    pub(super) description: Option<String>,
    pub(super) created: i64,
    pub(super) payment_method: Option<String>,
    /// What the card in an open challenge will do.
    pub(super) challenge: Option<Authenticated>,
    pub(super) last_payment_error: Option<Value>,
    pub(super) canceled_at: Option<i64>,
    pub(super) cancellation_reason: Option<String>,
    pub(super) latest_charge: Option<String>,
    pub(super) amount_received: i64,
}

impl Intent {
    /// The money that is authorized and neither captured nor released.
    pub(super) fn amount_capturable(&self) -> i64 {
        if self.status == IntentStatus::RequiresCapture { self.amount } else { 0 }
    }

    /// The object on the wire; `charge` is the latest charge, as an id or as an object when the caller expands it.
    pub(super) fn show(&self, charge: &Value) -> Value {
        let capture_method = match self.capture_method {
            CaptureMethod::Automatic => "automatic",
            CaptureMethod::Manual => "manual",
        };
        json!({
            "id": self.id,
            "object": "payment_intent",
            "amount": self.amount,
            "amount_capturable": self.amount_capturable(),
            "amount_details": { "tip": {} },
            "amount_received": self.amount_received,
            "application": null,
            "application_fee_amount": null,
            "automatic_payment_methods": null,
            "canceled_at": self.canceled_at,
            "cancellation_reason": self.cancellation_reason,
            "capture_method": capture_method,
            "client_secret": self.client_secret,
            "confirmation_method": "automatic",
            "created": self.created,
            "currency": self.currency,
            "customer": null,
            "description": self.description,
            "last_payment_error": self.last_payment_error,
            "latest_charge": charge,
            "livemode": false,
            "metadata": self.metadata,
            "next_action": self.next_action(),
            "on_behalf_of": null,
            "payment_method": self.payment_method,
            "payment_method_options": {
                "card": { "installments": null, "network": null, "request_three_d_secure": "automatic" },
            },
            "payment_method_types": ["card"],
            "processing": null,
            "receipt_email": null,
            "review": null,
            "setup_future_usage": null,
            "shipping": null,
            "source": null,
            "statement_descriptor": null,
            "statement_descriptor_suffix": null,
            "status": self.status.as_str(),
            "transfer_data": null,
            "transfer_group": null,
        })
    }

    fn next_action(&self) -> Value {
        if self.status != IntentStatus::RequiresAction {
            return Value::Null;
        }
        let challenge = json!({ "type": "three_d_secure_redirect", "source": self.payment_method });
        json!({ "type": "use_stripe_sdk", "use_stripe_sdk": challenge })
    }
}
