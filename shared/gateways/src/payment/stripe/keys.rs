//! API keys. Whose they are, of which mode, and whether they go together (<https://docs.stripe.com/keys>).

use std::fmt;

/// What stands behind the mode of a key that no account has: it belongs to a simulator.
pub const SIMULATED: &str = "simulated_";
/// What stands in a webhook's secret until Stripe has told the real one.
pub const PENDING: &str = "whsec_pending_";
/// Stripe's own API, and whatever else it answers at.
const STRIPE_DOMAIN: &str = "stripe.com";
/// What stands behind the mode is at least this long: random, and not three dots that somebody meant to replace.
const SHORTEST: usize = 16;

/// Live money, or test money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Of real accounts.
    Live,
    /// Of none.
    Test,
}

impl Mode {
    /// The mode as it stands in a key.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Test => "test",
        }
    }
}

/// What a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// The shop's own, `sk_…`, or one with permissions of its own, `rk_…`.
    Secret,
    /// The browsers', `pk_…`.
    Publishable,
    /// What webhooks are signed with, `whsec_…`.
    Webhook,
}

impl KeyKind {
    /// How keys of this kind begin, before their mode.
    fn prefixes(self) -> &'static [&'static str] {
        match self {
            Self::Secret => &["sk_", "rk_"],
            Self::Publishable => &["pk_"],
            Self::Webhook => &["whsec_"],
        }
    }
}

impl fmt::Display for KeyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Secret => "secret key (sk_test_…, sk_live_… or rk_…)",
            Self::Publishable => "publishable key (pk_test_… or pk_live_…)",
            Self::Webhook => "webhook secret (whsec_…)",
        })
    }
}

/// Why a key is not taken; its value is never told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StripeKeyFault {
    /// It was made by `souk secrets` for a simulator.
    #[error("the {0} is a simulated one, which Stripe does not know: `souk secrets` takes the account's own")]
    Simulated(KeyKind),
    /// It does not look like one.
    #[error("that is no {0} of Stripe's")]
    Malformed(KeyKind),
    /// One key is for live money, the other for test money.
    #[error("the secret key is of {secret} mode and the publishable key of {publishable} mode; both must be of one", secret = .secret.as_str(), publishable = .publishable.as_str())]
    Modes {
        /// The mode of the secret key.
        secret: Mode,
        /// The mode of the publishable key.
        publishable: Mode,
    },
}

/// The mode of an account's own key, judged by its shape.
pub fn mode_of(kind: KeyKind, key: &str) -> Result<Mode, StripeKeyFault> {
    let malformed = StripeKeyFault::Malformed(kind);
    let rest = kind.prefixes().iter().find_map(|prefix| key.strip_prefix(prefix)).ok_or(malformed)?;
    let (mode, rest) = match (rest.strip_prefix("live_"), rest.strip_prefix("test_")) {
        (Some(rest), _) => (Mode::Live, rest),
        (_, Some(rest)) => (Mode::Test, rest),
        _ => return Err(malformed),
    };
    random(kind, rest).map(|()| mode)
}

/// Whether this is an endpoint's own secret, judged by its shape; these have no mode.
pub fn is_webhook_secret(secret: &str) -> Result<(), StripeKeyFault> {
    let kind = KeyKind::Webhook;
    let rest = secret.strip_prefix("whsec_").ok_or(StripeKeyFault::Malformed(kind))?;
    random(kind, rest)
}

/// What only an account can have made.
fn random(kind: KeyKind, rest: &str) -> Result<(), StripeKeyFault> {
    if rest.starts_with(SIMULATED) {
        return Err(StripeKeyFault::Simulated(kind));
    }
    // Webhooks' secrets have characters of base64, too.
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"_+/=".contains(&byte);
    let is_random = rest.len() >= SHORTEST && rest.bytes().all(fits) && !rest.starts_with("pending_");
    is_random.then_some(()).ok_or(StripeKeyFault::Malformed(kind))
}

/// The mode of a pair of an account's own keys, which must be of one.
pub fn mode_of_pair(secret: &str, publishable: &str) -> Result<Mode, StripeKeyFault> {
    let (secret, publishable) = (mode_of(KeyKind::Secret, secret)?, mode_of(KeyKind::Publishable, publishable)?);
    if secret == publishable { Ok(secret) } else { Err(StripeKeyFault::Modes { secret, publishable }) }
}

/// Whether Stripe itself answers at `base_url`; elsewhere is a simulator, whose keys are its own business.
pub fn is_stripes_own(base_url: &str) -> bool {
    let authority = base_url.split_once("://").map_or(base_url, |(_, rest)| rest);
    let authority = authority.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default().split(':').next().unwrap_or_default();
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    host == STRIPE_DOMAIN || host.strip_suffix(STRIPE_DOMAIN).is_some_and(|sub| sub.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As long as Stripe's, and of no account.
    const REST: &str = "51Nb0d9aA7s6X5c4V3b2N1m0";

    #[test]
    fn a_key_is_known_by_its_prefix_its_mode_and_what_is_random() {
        for (key, mode) in [("sk_test_", Mode::Test), ("sk_live_", Mode::Live), ("rk_live_", Mode::Live)] {
            assert_eq!(mode_of(KeyKind::Secret, &format!("{key}{REST}")), Ok(mode), "{key}");
        }
        assert_eq!(mode_of(KeyKind::Publishable, &format!("pk_test_{REST}")), Ok(Mode::Test));
        for wrong in ["", "sk_…", "sk_test_", "sk_test_...", &format!("pk_test_{REST}"), &format!("sk_{REST}"), REST]
        {
            assert_eq!(mode_of(KeyKind::Secret, wrong), Err(StripeKeyFault::Malformed(KeyKind::Secret)), "{wrong}");
        }
        let spaced = format!("sk_test_{REST} ");
        assert!(mode_of(KeyKind::Secret, &spaced).is_err());
        assert_eq!(is_webhook_secret(&format!("whsec_{REST}")), Ok(()));
        for wrong in ["whsec_", &format!("{PENDING}{REST}"), REST] {
            assert_eq!(is_webhook_secret(wrong), Err(StripeKeyFault::Malformed(KeyKind::Webhook)), "{wrong}");
        }
    }

    #[test]
    fn simulated_keys_are_called_so() {
        let simulated = |prefix: &str| format!("{prefix}{SIMULATED}{REST}");
        let secret = mode_of(KeyKind::Secret, &simulated("sk_test_"));
        assert_eq!(secret, Err(StripeKeyFault::Simulated(KeyKind::Secret)));
        let publishable = mode_of(KeyKind::Publishable, &simulated("pk_test_"));
        assert_eq!(publishable, Err(StripeKeyFault::Simulated(KeyKind::Publishable)));
        assert_eq!(is_webhook_secret(&simulated("whsec_")), Err(StripeKeyFault::Simulated(KeyKind::Webhook)));
    }

    #[test]
    fn a_pair_is_of_one_mode() {
        let pair =
            |secret: &str, publishable: &str| mode_of_pair(&format!("{secret}{REST}"), &format!("{publishable}{REST}"));
        assert_eq!(pair("sk_live_", "pk_live_"), Ok(Mode::Live));
        let modes = StripeKeyFault::Modes { secret: Mode::Live, publishable: Mode::Test };
        assert_eq!(pair("rk_live_", "pk_test_"), Err(modes));
        assert!(modes.to_string().contains("live mode") && modes.to_string().contains("test mode"), "{modes}");
    }

    #[test]
    fn stripe_is_where_its_domain_is() {
        for own in ["https://api.stripe.com", "https://API.Stripe.com:443/v1", "https://user@api.stripe.com."] {
            assert!(is_stripes_own(own), "{own}");
        }
        for other in ["http://127.0.0.1:3001", "https://api.stripe.com.evil.example", "https://notstripe.com", ""] {
            assert!(!is_stripes_own(other), "{other}");
        }
    }
}
