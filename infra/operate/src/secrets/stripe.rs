//! Stripe's keys among a stack's secrets.

use emulator::template::Secrets;
use gateways::payment::stripe::keys::{self, KeyKind, PENDING, SIMULATED, StripeKeyFault};
use kernel::id::IdSource;
use kernel::secret::base64url;
use serde_json::{Map, Value};

/// The shop's own key.
pub const SECRET_KEY: &str = "STRIPE_SECRET_KEY";
/// The browsers' key.
pub const PUBLISHABLE_KEY: &str = "STRIPE_PUBLISHABLE_KEY";
/// What webhooks are signed with; several while they rotate, with commas between them.
pub const WEBHOOK_SECRETS: &str = "STRIPE_WEBHOOK_SECRETS";

/// Keys that an account of Stripe's has, as far as they are given.
#[derive(Clone, Default)]
pub struct AccountKeys {
    /// `sk_…` or `rk_…`.
    pub secret: Option<String>,
    /// `pk_…`.
    pub publishable: Option<String>,
    /// `whsec_…`.
    pub webhook: Option<String>,
}

/// Keys are no business of a log's.
impl std::fmt::Debug for AccountKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AccountKeys(…)")
    }
}

impl AccountKeys {
    /// Whether none is given.
    pub fn is_empty(&self) -> bool {
        self.secret.is_none() && self.publishable.is_none() && self.webhook.is_none()
    }

    /// The members of a new secret. Until the endpoint of the webhooks is known, none is taken for Stripe's.
    pub fn members(&self, ids: &dyn IdSource) -> Result<Secrets, StripeKeyFault> {
        let (secret, publishable) = (self.secret.as_deref(), self.publishable.as_deref());
        let (secret, publishable) = (secret.unwrap_or_default(), publishable.unwrap_or_default());
        keys::mode_of_pair(secret, publishable)?;
        let webhook = match &self.webhook {
            Some(webhook) => keys::is_webhook_secret(webhook).map(|()| webhook.clone())?,
            None => format!("{PENDING}{}", token(ids)),
        };
        Ok(members(secret.to_owned(), publishable.to_owned(), webhook))
    }

    /// `secret`, which a stack has, with those keys replaced that are given.
    ///
    /// A webhook's secret is put before those that are there, so that both are taken while Stripe changes over, and in the
    /// place of one that was simulated or not known yet.
    pub fn replaced_in(&self, mut secret: Map<String, Value>) -> Result<Map<String, Value>, StripeKeyFault> {
        for (name, given) in [(SECRET_KEY, &self.secret), (PUBLISHABLE_KEY, &self.publishable)] {
            if let Some(key) = given {
                secret.insert(name.to_owned(), Value::from(key.clone()));
            }
        }
        let member = |name: &str| secret.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        keys::mode_of_pair(&member(SECRET_KEY), &member(PUBLISHABLE_KEY))?;
        if let Some(webhook) = &self.webhook {
            keys::is_webhook_secret(webhook)?;
            let before = member(WEBHOOK_SECRETS);
            let before = before.split(',').map(str::trim).filter(|other| keys::is_webhook_secret(other).is_ok());
            let all: Vec<&str> =
                std::iter::once(webhook.as_str()).chain(before.filter(|other| other != webhook)).collect();
            secret.insert(WEBHOOK_SECRETS.to_owned(), Value::from(all.join(",")));
        }
        Ok(secret)
    }
}

/// Keys of an account that exists in a simulator alone, marked so that no deployed shop takes them for Stripe's.
pub(super) fn simulated(ids: &dyn IdSource) -> Secrets {
    let key = |kind: &str| format!("{kind}{SIMULATED}{}", token(ids));
    members(key("sk_test_"), key("pk_test_"), key("whsec_"))
}

/// What is wrong with the keys in a stack's secret where Stripe itself is asked: each as member and reason.
pub fn faults_in(secret: &Map<String, Value>) -> Vec<(&'static str, StripeKeyFault)> {
    let member = |name: &str| secret.get(name).and_then(Value::as_str).unwrap_or_default();
    let (own, browsers) = (member(SECRET_KEY), member(PUBLISHABLE_KEY));
    let judged = [
        (SECRET_KEY, keys::mode_of(KeyKind::Secret, own).map(drop)),
        (PUBLISHABLE_KEY, keys::mode_of(KeyKind::Publishable, browsers).map(drop)),
    ];
    let mut faults: Vec<_> = judged.into_iter().filter_map(|(name, judged)| Some((name, judged.err()?))).collect();
    if faults.is_empty()
        && let Err(fault) = keys::mode_of_pair(own, browsers)
    {
        faults.push((SECRET_KEY, fault));
    }
    let webhooks = member(WEBHOOK_SECRETS).split(',').map(str::trim).filter(|webhook| !webhook.is_empty());
    let mut judged = webhooks.map(keys::is_webhook_secret).peekable();
    if judged.peek().is_none() {
        faults.push((WEBHOOK_SECRETS, StripeKeyFault::Malformed(KeyKind::Webhook)));
    }
    faults.extend(judged.filter_map(|judged| Some((WEBHOOK_SECRETS, judged.err()?))));
    faults
}

fn members(secret: String, publishable: String, webhook: String) -> Secrets {
    let entries = [(SECRET_KEY, secret), (PUBLISHABLE_KEY, publishable), (WEBHOOK_SECRETS, webhook)];
    entries.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn token(ids: &dyn IdSource) -> String {
    base64url(&ids.secret()).replace(['-', '_'], "0")
}

#[cfg(test)]
mod tests {
    use runtime::ids::SystemIds;
    use serde_json::json;

    use super::*;

    const REST: &str = "51Nb0d9aA7s6X5c4V3b2N1m0";

    fn keys_of(secret: &str, publishable: &str, webhook: Option<&str>) -> AccountKeys {
        let full = |prefix: &str| format!("{prefix}{REST}");
        AccountKeys { secret: Some(full(secret)), publishable: Some(full(publishable)), webhook: webhook.map(full) }
    }

    fn object(secrets: Secrets) -> Map<String, Value> {
        secrets.into_iter().map(|(name, value)| (name, Value::from(value))).collect()
    }

    #[test]
    fn an_account_s_keys_are_taken_as_they_are_and_the_webhook_s_may_follow() {
        let whole = keys_of("sk_live_", "pk_live_", Some("whsec_")).members(&SystemIds).unwrap();
        assert_eq!(whole[SECRET_KEY], format!("sk_live_{REST}"));
        assert!(faults_in(&object(whole)).is_empty());
        let first = keys_of("rk_test_", "pk_test_", None).members(&SystemIds).unwrap();
        assert_eq!(faults_in(&object(first)), [(WEBHOOK_SECRETS, StripeKeyFault::Malformed(KeyKind::Webhook))]);
    }

    #[test]
    fn keys_of_two_modes_and_half_a_pair_are_refused() {
        assert!(keys_of("sk_live_", "pk_test_", None).members(&SystemIds).is_err());
        let half = AccountKeys { publishable: None, ..keys_of("sk_test_", "pk_test_", None) };
        assert_eq!(half.members(&SystemIds), Err(StripeKeyFault::Malformed(KeyKind::Publishable)));
    }

    #[test]
    fn a_simulator_s_keys_are_refused_one_by_one() {
        let names: Vec<_> = faults_in(&object(simulated(&SystemIds))).into_iter().collect();
        let expected = [
            (SECRET_KEY, StripeKeyFault::Simulated(KeyKind::Secret)),
            (PUBLISHABLE_KEY, StripeKeyFault::Simulated(KeyKind::Publishable)),
            (WEBHOOK_SECRETS, StripeKeyFault::Simulated(KeyKind::Webhook)),
        ];
        assert_eq!(names, expected);
        assert_eq!(faults_in(&Map::new()).len(), 3);
    }

    #[test]
    fn a_webhook_s_secret_joins_those_that_are_real_and_replaces_those_that_are_not() {
        let mut secret = object(keys_of("sk_test_", "pk_test_", None).members(&SystemIds).unwrap());
        secret.insert("LINK_KEY".to_owned(), json!("kept"));
        let given = |webhook: &str| AccountKeys { webhook: Some(webhook.to_owned()), ..AccountKeys::default() };
        let (first, second) = (format!("whsec_{REST}a"), format!("whsec_{REST}b"));
        let secret = given(&first).replaced_in(secret).unwrap();
        assert_eq!(secret[WEBHOOK_SECRETS], first);
        let secret = given(&second).replaced_in(secret).unwrap();
        assert_eq!(secret[WEBHOOK_SECRETS], format!("{second},{first}"));
        let secret = given(&second).replaced_in(secret).unwrap();
        assert_eq!(
            (&secret[WEBHOOK_SECRETS], &secret["LINK_KEY"]),
            (&json!(format!("{second},{first}")), &json!("kept"))
        );
    }

    #[test]
    fn one_key_alone_is_not_changed_to_another_mode() {
        let secret = object(keys_of("sk_test_", "pk_test_", None).members(&SystemIds).unwrap());
        let live = AccountKeys { secret: Some(format!("sk_live_{REST}")), ..AccountKeys::default() };
        assert!(matches!(live.replaced_in(secret), Err(StripeKeyFault::Modes { .. })));
    }
}
