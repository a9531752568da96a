//! Stripe's test payment methods, <https://docs.stripe.com/testing>.

use serde::{Deserialize, Serialize};

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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Authenticated {
    /// It pays.
    Approves,
    /// Its issuer says no all the same.
    Declines(Decline),
}

/// A refusal by the issuer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Decline {
    /// Without a reason.
    Generic,
    InsufficientFunds,
    LostCard,
    StolenCard,
    Fraudulent,
    ExpiredCard,
    IncorrectCvc,
    ProcessingError,
}

impl Decline {
    /// The error's code.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Generic | Self::InsufficientFunds | Self::LostCard | Self::StolenCard | Self::Fraudulent => {
                "card_declined"
            }
            Self::ExpiredCard => "expired_card",
            Self::IncorrectCvc => "incorrect_cvc",
            Self::ProcessingError => "processing_error",
        }
    }

    /// The issuer's reason, where there is one beyond the code.
    fn decline_code(self) -> Option<&'static str> {
        match self {
            Self::Generic => Some("generic_decline"),
            Self::InsufficientFunds => Some("insufficient_funds"),
            Self::LostCard => Some("lost_card"),
            Self::StolenCard => Some("stolen_card"),
            Self::Fraudulent => Some("fraudulent"),
            Self::ExpiredCard | Self::IncorrectCvc | Self::ProcessingError => None,
        }
    }

    /// What the buyer is told; a lost, stolen or suspected card is not named as such.
    pub(super) fn message(self) -> &'static str {
        match self {
            Self::Generic | Self::LostCard | Self::StolenCard | Self::Fraudulent => "Your card was declined.",
            Self::InsufficientFunds => "Your card has insufficient funds.",
            Self::ExpiredCard => "Your card has expired.",
            Self::IncorrectCvc => "Your card's security code is incorrect.",
            Self::ProcessingError => "An error occurred while processing your card. Try again in a little bit.",
        }
    }

    /// The refusal as Stripe words it.
    pub(super) fn error(self) -> ApiError {
        ApiError::declined(self.code(), self.decline_code(), self.message())
    }
}

impl Card {
    /// The card behind a payment method id; older ids lack the brand, `pm_card_chargeDeclined`.
    pub(super) fn named(method: &str) -> Result<Self, ApiError> {
        let unknown = || ApiError::no_such("PaymentMethod", "payment_method", method);
        let name = method.strip_prefix("pm_card_").ok_or_else(unknown)?;
        Ok(match name.strip_prefix("visa_").unwrap_or(name) {
            "visa" | "debit" | "mastercard" | "amex" | "discover" => Self::Approves,
            "chargeDeclined" => Self::Declines(Decline::Generic),
            "chargeDeclinedInsufficientFunds" => Self::Declines(Decline::InsufficientFunds),
            "chargeDeclinedLostCard" => Self::Declines(Decline::LostCard),
            "chargeDeclinedStolenCard" => Self::Declines(Decline::StolenCard),
            "chargeDeclinedFraudulent" => Self::Declines(Decline::Fraudulent),
            "chargeDeclinedExpiredCard" => Self::Declines(Decline::ExpiredCard),
            "chargeDeclinedIncorrectCvc" => Self::Declines(Decline::IncorrectCvc),
            "chargeDeclinedProcessingError" => Self::Declines(Decline::ProcessingError),
            "authenticationRequired" | "threeDSecure2Required" | "threeDSecureRequired" => {
                Self::Challenges(Authenticated::Approves)
            }
            "authenticationRequiredChargeDeclinedInsufficientFunds" => {
                Self::Challenges(Authenticated::Declines(Decline::InsufficientFunds))
            }
            _ => return Err(unknown()),
        })
    }
}
