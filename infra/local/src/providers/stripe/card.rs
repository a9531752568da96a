//! Stripe's test payment methods, <https://docs.stripe.com/testing>.

use super::error::ApiError;

/// What a test card does when it is charged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Card {
    /// It pays.
    Approves,
    /// Its issuer says no.
    Declines(Decline),
    /// The buyer must authenticate; then it does what is inside.
    Challenges(Authenticated),
}

/// What a challenged card does once the buyer has authenticated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Authenticated {
    /// It pays.
    Approves,
    /// Its issuer says no all the same.
    Declines(Decline),
}

/// A refusal by the issuer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Decline {
    pub(super) code: &'static str,
    pub(super) decline_code: Option<&'static str>,
    pub(super) message: &'static str,
}

impl Decline {
    /// The refusal without a reason.
    pub(super) const GENERIC: Self = Self::card("generic_decline", "Your card was declined.");
    const INSUFFICIENT_FUNDS: Self = Self::card("insufficient_funds", "Your card has insufficient funds.");
    const LOST: Self = Self::card("lost_card", "Your card was declined.");
    const STOLEN: Self = Self::card("stolen_card", "Your card was declined.");
    const FRAUDULENT: Self = Self::card("fraudulent", "Your card was declined.");
    const EXPIRED: Self = Self::other("expired_card", "Your card has expired.");
    const INCORRECT_CVC: Self = Self::other("incorrect_cvc", "Your card's security code is incorrect.");
    const PROCESSING: Self =
        Self::other("processing_error", "An error occurred while processing your card. Try again in a little bit.");

    const fn card(decline_code: &'static str, message: &'static str) -> Self {
        Self { code: "card_declined", decline_code: Some(decline_code), message }
    }

    const fn other(code: &'static str, message: &'static str) -> Self {
        Self { code, decline_code: None, message }
    }

    /// The refusal as Stripe words it.
    pub(super) fn error(self) -> ApiError {
        ApiError::declined(self.code, self.decline_code, self.message)
    }
}

impl Card {
    /// The card behind a payment method id; older ids lack the brand, `pm_card_chargeDeclined`.
    pub(super) fn named(method: &str) -> Result<Self, ApiError> {
        let unknown = || ApiError::no_such("PaymentMethod", "payment_method", method);
        let name = method.strip_prefix("pm_card_").ok_or_else(unknown)?;
        Ok(match name.strip_prefix("visa_").unwrap_or(name) {
            "visa" | "debit" | "mastercard" | "amex" | "discover" => Self::Approves,
            "chargeDeclined" => Self::Declines(Decline::GENERIC),
            "chargeDeclinedInsufficientFunds" => Self::Declines(Decline::INSUFFICIENT_FUNDS),
            "chargeDeclinedLostCard" => Self::Declines(Decline::LOST),
            "chargeDeclinedStolenCard" => Self::Declines(Decline::STOLEN),
            "chargeDeclinedFraudulent" => Self::Declines(Decline::FRAUDULENT),
            "chargeDeclinedExpiredCard" => Self::Declines(Decline::EXPIRED),
            "chargeDeclinedIncorrectCvc" => Self::Declines(Decline::INCORRECT_CVC),
            "chargeDeclinedProcessingError" => Self::Declines(Decline::PROCESSING),
            "authenticationRequired" | "threeDSecure2Required" | "threeDSecureRequired" => {
                Self::Challenges(Authenticated::Approves)
            }
            "authenticationRequiredChargeDeclinedInsufficientFunds" => {
                Self::Challenges(Authenticated::Declines(Decline::INSUFFICIENT_FUNDS))
            }
            _ => return Err(unknown()),
        })
    }
}
