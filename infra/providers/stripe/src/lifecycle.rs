//! What can be done to a `PaymentIntent`: create, confirm, authenticate, capture, cancel.

use serde_json::Value;

use super::card::{Authenticated, Card, Decline};
use super::charge::{Charge, Outcome};
use super::error::ApiError;
use super::faults::Verdict;
use super::form::Params;
use super::intent::{CaptureMethod, Intent, IntentStatus};
use super::ledger::Ledger;
use super::moment::Moment;

/// How many digits the largest charges have, where not eight, <https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts>.
const MOST_DIGITS: [(u32, &[&str]); 4] = [(9, &["inr"]), (10, &["cop", "huf", "jpy"]), (11, &["lbp"]), (12, &["idr"])];
/// The smallest charges, <https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts>.
const MIN_AMOUNTS: [(i64, &[&str]); 10] = [
    (30, &["gbp"]),
    (50, &["usd", "eur", "cad", "aud", "chf", "nzd", "sgd", "brl", "inr", "jpy"]),
    (100, &["bgn"]),
    (200, &["aed", "myr", "pln", "ron"]),
    (250, &["dkk"]),
    (300, &["nok", "sek"]),
    (400, &["hkd"]),
    (1000, &["mxn", "thb"]),
    (1500, &["czk"]),
    (17_500, &["huf"]),
];
/// The currencies with three decimals, the last of which must be 0, <https://docs.stripe.com/currencies#three-decimal>.
const THREE_DECIMALS: [&str; 5] = ["bhd", "jod", "kwd", "omr", "tnd"];
const CANCELLATION_REASONS: [&str; 4] = ["duplicate", "fraudulent", "requested_by_customer", "abandoned"];
const CANCELABLE: &str =
    "requires_payment_method, requires_capture, requires_confirmation, requires_action, processing";

impl Ledger {
    /// Opens a `PaymentIntent`.
    pub(super) fn create(&mut self, at: &Moment<'_>, params: &Params, verdict: Verdict) -> Result<Value, ApiError> {
        params.only(&[
            "amount",
            "currency",
            "capture_method",
            "payment_method_types",
            "automatic_payment_methods",
            "description",
            "metadata",
            "expand",
        ])?;
        let amount = params.positive("amount")?.ok_or_else(|| ApiError::missing("amount"))?;
        let currency = currency(params)?;
        refuse_unusual(amount, &currency)?;
        let capture_method = match params.text("capture_method") {
            Some("manual") => CaptureMethod::Manual,
            Some("automatic" | "automatic_async") | None => CaptureMethod::Automatic,
            Some(other) => {
                let message = format!(
                    "Invalid capture_method: must be one of automatic, automatic_async, or manual; got {other}"
                );
                return Err(ApiError::invalid("capture_method", None, message));
            }
        };
        if verdict == Verdict::Decline {
            return Err(Decline::Generic.error());
        }
        let id = at.id("pi");
        let intent = Intent {
            client_secret: format!("{id}_secret_{}", at.letters()),
            id: id.clone(),
            sequence: self.next(),
            amount,
            currency,
            capture_method,
            status: IntentStatus::RequiresPaymentMethod,
            metadata: params.map("metadata"),
            description: params.text("description").map(str::to_owned),
            created: at.unix(),
            payment_method: None,
            challenge: None,
            last_payment_error: None,
            canceled_at: None,
            cancellation_reason: None,
            latest_charge: None,
            amount_received: 0,
        };
        self.put_intent(intent);
        self.announce_intent("payment_intent.created", &id)?;
        self.show(&id, &params.list("expand"))
    }

    /// Pays with a card, as the buyer's browser asks.
    pub(super) fn confirm(
        &mut self,
        at: &Moment<'_>,
        id: &str,
        params: &Params,
        verdict: Verdict,
    ) -> Result<Value, ApiError> {
        params.only(&["client_secret", "payment_method", "return_url", "expand", "key", "use_stripe_sdk"])?;
        let status = self.intent(id, "intent")?.status;
        if !matches!(status, IntentStatus::RequiresPaymentMethod | IntentStatus::RequiresAction) {
            let message =
                format!("You cannot confirm this PaymentIntent because it has a status of {}.", status.as_str());
            return Err(ApiError::unexpected_state(message, self.show(id, &[])?));
        }
        let method = params.required("payment_method")?;
        let card = match verdict {
            Verdict::Proceed => Card::named(method)?,
            Verdict::Decline => Card::Declines(Decline::Generic),
        };
        let intent = self.intent_mut(id)?;
        intent.payment_method = Some(method.to_owned());
        match card {
            Card::Approves => self.authorize(at, id)?,
            Card::Declines(decline) => return Err(self.fail(at, id, decline)?),
            Card::Challenges(then) => {
                intent.challenge = Some(then);
                intent.status = IntentStatus::RequiresAction;
                self.announce_intent("payment_intent.requires_action", id)?;
            }
        }
        self.show(id, &params.list("expand"))
    }

    /// Ends the buyer's authentication, as the issuer's page would; `outcome` is `succeed` (default) or `fail`.
    pub(super) fn complete_action(&mut self, at: &Moment<'_>, id: &str, params: &Params) -> Result<Value, ApiError> {
        params.only(&["client_secret", "outcome", "key"])?;
        let challenge = self.intent(id, "intent")?.challenge;
        let Some(challenge) = challenge else {
            let message = "This PaymentIntent does not require an action.".to_owned();
            return Err(ApiError::unexpected_state(message, self.show(id, &[])?));
        };
        self.intent_mut(id)?.challenge = None;
        match (params.text("outcome"), challenge) {
            (Some("succeed") | None, Authenticated::Approves) => self.authorize(at, id)?,
            (Some("succeed") | None, Authenticated::Declines(decline)) => return Err(self.fail(at, id, decline)?),
            (Some("fail"), _) => self.fail_authentication(id)?,
            (Some(_), _) => return Err(ApiError::invalid("outcome", None, "Must be succeed or fail.")),
        }
        self.show(id, &[])
    }

    /// Takes authorized money, all of it or `amount_to_capture`; the rest is released.
    pub(super) fn capture(&mut self, id: &str, params: &Params, verdict: Verdict) -> Result<Value, ApiError> {
        params.only(&["amount_to_capture", "metadata", "expand"])?;
        let asked = params.positive("amount_to_capture")?;
        let intent = self.intent(id, "intent")?;
        if intent.status != IntentStatus::RequiresCapture {
            let message = format!(
                "This PaymentIntent could not be captured because it has a status of {}. \
                 Only a PaymentIntent with one of the following statuses may be captured: requires_capture.",
                intent.status.as_str()
            );
            return Err(ApiError::unexpected_state(message, self.show(id, &[])?));
        }
        let capturable = intent.amount_capturable();
        let amount = asked.unwrap_or(capturable);
        if amount > capturable {
            let message =
                format!("The amount_to_capture ({amount}) is greater than the capturable amount ({capturable}).");
            return Err(ApiError::invalid("amount_to_capture", Some("amount_too_large"), message).begun());
        }
        if verdict == Verdict::Decline {
            return Err(ApiError { payment_intent: Some(Box::new(self.show(id, &[])?)), ..Decline::Generic.error() });
        }
        self.take(id, amount)?;
        self.show(id, &params.list("expand"))
    }

    /// Ends a `PaymentIntent` that is not paid; an authorization is released.
    pub(super) fn cancel(
        &mut self,
        at: &Moment<'_>,
        id: &str,
        params: &Params,
        verdict: Verdict,
    ) -> Result<Value, ApiError> {
        params.only(&["cancellation_reason", "expand"])?;
        let reason = params.text("cancellation_reason").map(str::to_owned);
        if let Some(reason) = reason.as_deref().filter(|reason| !CANCELLATION_REASONS.contains(reason)) {
            let message = format!(
                "Invalid cancellation_reason: must be one of {}; got {reason}",
                CANCELLATION_REASONS.join(", ")
            );
            return Err(ApiError::invalid("cancellation_reason", None, message));
        }
        let intent = self.intent(id, "intent")?;
        if matches!(intent.status, IntentStatus::Succeeded | IntentStatus::Canceled) {
            let message = format!(
                "You cannot cancel this PaymentIntent because it has a status of {}. \
                 Only a PaymentIntent with one of the following statuses may be canceled: {CANCELABLE}.",
                intent.status.as_str()
            );
            return Err(ApiError::unexpected_state(message, self.show(id, &[])?));
        }
        if verdict == Verdict::Decline {
            return Err(ApiError { payment_intent: Some(Box::new(self.show(id, &[])?)), ..Decline::Generic.error() });
        }
        let released = intent.amount_capturable();
        let charge = intent.latest_charge.clone();
        if let Some(charge) = charge.and_then(|charge| self.charge_mut(&charge)) {
            charge.amount_released += released;
        }
        let intent = self.intent_mut(id)?;
        intent.status = IntentStatus::Canceled;
        intent.challenge = None;
        intent.canceled_at = Some(at.unix());
        intent.cancellation_reason = reason;
        self.announce_intent("payment_intent.canceled", id)?;
        self.show(id, &params.list("expand"))
    }

    /// The issuer grants the amount; an automatic `PaymentIntent` is captured in the same breath.
    fn authorize(&mut self, at: &Moment<'_>, id: &str) -> Result<(), ApiError> {
        let charge = self.charge(at, id, Outcome::Authorized)?;
        let intent = self.intent_mut(id)?;
        intent.latest_charge = Some(charge.id.clone());
        intent.last_payment_error = None;
        intent.challenge = None;
        intent.status = IntentStatus::RequiresCapture;
        let (method, amount) = (intent.capture_method, intent.amount);
        self.put_charge(charge);
        match method {
            CaptureMethod::Manual => self.announce_intent("payment_intent.amount_capturable_updated", id),
            CaptureMethod::Automatic => self.take(id, amount),
        }
    }

    /// Moves `amount` of the authorization and releases the rest.
    fn take(&mut self, id: &str, amount: i64) -> Result<(), ApiError> {
        let intent = self.intent_mut(id)?;
        let released = intent.amount_capturable() - amount;
        intent.status = IntentStatus::Succeeded;
        intent.amount_received = amount;
        let charge = intent.latest_charge.clone();
        if let Some(charge) = charge.and_then(|charge| self.charge_mut(&charge)) {
            charge.outcome = Outcome::Captured;
            charge.amount_captured = amount;
            charge.amount_released = released;
        }
        self.announce_intent("payment_intent.succeeded", id)
    }

    /// The issuer says no: the buyer may try another card.
    fn fail(&mut self, at: &Moment<'_>, id: &str, decline: Decline) -> Result<ApiError, ApiError> {
        let charge = self.charge(at, id, Outcome::Failed(decline))?;
        let refusal = ApiError { charge: Some(charge.id.as_str().into()), ..decline.error() };
        let intent = self.intent_mut(id)?;
        intent.latest_charge = Some(charge.id.clone());
        intent.last_payment_error = Some(Value::Object(refusal.object()));
        intent.status = IntentStatus::RequiresPaymentMethod;
        intent.payment_method = None;
        intent.challenge = None;
        self.put_charge(charge);
        self.announce_intent("payment_intent.payment_failed", id)?;
        Ok(ApiError { payment_intent: Some(Box::new(self.show(id, &[])?)), ..refusal })
    }

    fn fail_authentication(&mut self, id: &str) -> Result<(), ApiError> {
        let message = "The provided PaymentMethod has failed authentication. You can provide payment_method_data \
                       or a new PaymentMethod to attempt to fulfill this PaymentIntent again.";
        let refusal = ApiError::invalid("payment_method", Some("payment_intent_authentication_failure"), message);
        let intent = self.intent_mut(id)?;
        intent.last_payment_error = Some(Value::Object(refusal.object()));
        intent.status = IntentStatus::RequiresPaymentMethod;
        intent.payment_method = None;
        self.announce_intent("payment_intent.payment_failed", id)
    }

    fn charge(&self, at: &Moment<'_>, id: &str, outcome: Outcome) -> Result<Charge, ApiError> {
        let intent = self.intent(id, "intent")?;
        Ok(Charge {
            id: at.id("ch"),
            payment_intent: intent.id.clone(),
            payment_method: intent.payment_method.clone().unwrap_or_default(),
            currency: intent.currency.clone(),
            created: at.unix(),
            amount: intent.amount,
            amount_captured: 0,
            amount_released: 0,
            amount_refunded: 0,
            outcome,
        })
    }
}

fn currency(params: &Params) -> Result<String, ApiError> {
    let currency = params.required("currency")?.to_ascii_lowercase();
    if currency.to_ascii_uppercase().parse::<kernel::currency::Currency>().is_err() {
        let message =
            format!("Invalid currency: {currency}. Stripe currently supports the currencies of its documentation.");
        return Err(ApiError::invalid("currency", None, message));
    }
    Ok(currency)
}

fn refuse_unusual(amount: i64, currency: &str) -> Result<(), ApiError> {
    let digits =
        MOST_DIGITS.iter().find(|(_, currencies)| currencies.contains(&currency)).map_or(8, |(digits, _)| *digits);
    let most = 10_i64.pow(digits) - 1;
    if amount > most {
        let message = format!("Amount must be no more than {most} in the smallest unit of {currency}.");
        return Err(ApiError::invalid("amount", Some("amount_too_large"), message));
    }
    let least =
        MIN_AMOUNTS.iter().find(|(_, currencies)| currencies.contains(&currency)).map_or(1, |(least, _)| *least);
    if amount < least {
        let message = format!("Amount must be at least {least} in the smallest unit of {currency}.");
        return Err(ApiError::invalid("amount", Some("amount_too_small"), message));
    }
    let is_even = if THREE_DECIMALS.contains(&currency) {
        amount % 10 == 0
    } else if ["isk", "ugx"].contains(&currency) {
        amount % 100 == 0
    } else {
        true
    };
    if !is_even {
        let message = format!("Amounts in {currency} must end in zeros.");
        return Err(ApiError::invalid("amount", None, message));
    }
    Ok(())
}
