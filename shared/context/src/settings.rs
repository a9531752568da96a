//! How a shop is set up.

use kernel::currency::Currency;
use kernel::faults;
use kernel::secret::LinkKey;

use crate::access_token::{Signer, Verifier};
use crate::allowed_origins::AllowedOrigins;
use crate::password_cost::PasswordCost;
use crate::rate_limits::RateLimits;
use crate::sms_policy::SmsPolicy;

/// The settings of one function of one shop; a function knows only what it needs.
#[derive(Debug)]
pub struct Settings {
    /// The shop's name, as customers read it.
    pub store_name: String,
    /// The public address that links start with, without a slash at the end.
    pub store_url: String,
    /// The currency of every price.
    pub currency: Currency,
    /// Derives order tokens and the tokens of mail links.
    pub link_key: Option<LinkKey>,
    /// Seals cursors.
    pub cursor_key: Option<LinkKey>,
    /// Signs access tokens; identity alone has it.
    pub signer: Option<Signer>,
    /// Verifies access tokens.
    pub verifier: Verifier,
    /// The keys of the verifier as they were given: a JWK set (RFC 7517).
    pub jwks: Option<String>,
    /// How long an order may wait for its payment, in seconds.
    pub reservation_seconds: i64,
    /// Whether only those may review a product who bought it.
    pub reviews_by_buyers_only: bool,
    /// The key that storefronts hand to Stripe; public.
    pub stripe_publishable_key: Option<String>,
    /// How often callers may do what is worth guarding.
    pub rate_limits: RateLimits,
    /// Where texts go, and how many.
    pub sms: SmsPolicy,
    /// What a password costs to hash, and so to guess.
    pub password_cost: PasswordCost,
    /// The origins whose pages may call the API.
    pub cors_origins: AllowedOrigins,
    /// Whether answers tell what they cost, in a header.
    pub usage_header: bool,
    /// Which build this is.
    pub build: String,
}

faults! {
    /// A setting that this function needs and does not have.
    #[derive(Clone, Copy, Debug, thiserror::Error)]
    #[error("the setting {0} is missing")]
    pub struct MissingSetting(pub &'static str) => Internal "internal";
}

impl Settings {
    /// The key of order tokens and mail links.
    pub fn link_key(&self) -> Result<&LinkKey, MissingSetting> {
        self.link_key.as_ref().ok_or(MissingSetting("LINK_KEY"))
    }

    /// The key that seals cursors.
    pub fn cursor_key(&self) -> Result<&LinkKey, MissingSetting> {
        self.cursor_key.as_ref().ok_or(MissingSetting("CURSOR_KEY"))
    }

    /// The key that signs access tokens.
    pub fn signer(&self) -> Result<&Signer, MissingSetting> {
        self.signer.as_ref().ok_or(MissingSetting("SIGNING_KEY"))
    }

    /// The keys that verify access tokens, as a JWK set.
    pub fn jwks(&self) -> Result<&str, MissingSetting> {
        self.jwks.as_deref().ok_or(MissingSetting("VERIFYING_KEYS"))
    }
}
