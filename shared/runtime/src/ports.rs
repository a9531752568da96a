//! The ports of the outside world, made from a function's environment.

use std::sync::Arc;

use gateways::Gateways;
use gateways::breach::BreachLists;
use gateways::bus::Bus;
use gateways::error_reports::ErrorReports;
use gateways::mail::Mailer;
use gateways::objects::Objects;
use gateways::payment::PaymentGateway;
use gateways::payment::Secret;
use gateways::payment::stripe::keys::{self, KeyKind};
use gateways::payment::stripe::{PATIENCE, Stripe, StripeConfig};
use gateways::queue::WorkSender;
use gateways::sms::SmsSender;

use crate::clients::Clients;
use crate::config::{Config, ConfigFault};
use crate::start::StartFault;

/// No ports.
pub fn none(_: &Config, _: &Clients<'_>) -> Result<Gateways, StartFault> {
    Ok(Gateways::default())
}

/// Stripe, as far as the environment has its keys: a function that only verifies webhooks has no secret key.
pub fn stripe(config: &Config) -> Result<Arc<dyn PaymentGateway>, StartFault> {
    let secrets = config.get("STRIPE_WEBHOOK_SECRETS").unwrap_or_default();
    let mut patience = PATIENCE;
    if let Some(millis) = config.parse("STRIPE_TIMEOUT_MILLIS")? {
        patience.attempt = std::time::Duration::from_millis(millis);
    }
    let base_url = config.get("STRIPE_BASE_URL").unwrap_or("https://api.stripe.com");
    let secret_key = config.get("STRIPE_SECRET_KEY");
    if keys::is_stripes_own(base_url) {
        check_keys(secret_key, config.get("STRIPE_PUBLISHABLE_KEY"))?;
    }
    let stripe = Stripe::new(StripeConfig {
        base_url: base_url.to_owned(),
        secret_key: Secret::new(secret_key.unwrap_or_default()),
        webhook_secrets: secrets
            .split(',')
            .map(str::trim)
            .filter(|secret| !secret.is_empty())
            .map(Secret::new)
            .collect(),
        patience,
    });
    Ok(Arc::new(stripe.map_err(|fault| StartFault::Gateway(fault.to_string()))?))
}

/// Refuses keys that Stripe would refuse, at the start rather than at the first check-out.
fn check_keys(secret: Option<&str>, publishable: Option<&str>) -> Result<(), StartFault> {
    let checked = match (secret, publishable) {
        (Some(secret), Some(publishable)) => keys::mode_of_pair(secret, publishable).map(drop),
        (Some(secret), None) => keys::mode_of(KeyKind::Secret, secret).map(drop),
        (None, _) => Ok(()),
    };
    checked.map_err(|fault| StartFault::Gateway(format!("no payments are taken with these keys: {fault}")))
}

/// Where faults of the release `build` are told: the project of `SENTRY_DSN`; nowhere if that is not set.
pub(crate) fn faults(config: &Config, build: &str) -> Result<Option<ErrorReports>, ConfigFault> {
    let name = "SENTRY_DSN".to_owned();
    let dsn = config.get(&name).map(|dsn| ErrorReports::new(dsn, build)).transpose();
    dsn.map_err(|fault| ConfigFault { name, reason: fault.to_string() })
}

/// The lists of stolen passwords at `BREACHED_PASSWORDS_URL`; none if that is not set.
pub fn breaches(config: &Config) -> Option<BreachLists> {
    config.get("BREACHED_PASSWORDS_URL").map(BreachLists::new)
}

/// The mailer that writes as `MAIL_FROM`, with `MAIL_CONFIGURATION_SET` if there is one.
pub fn mailer(config: &Config, clients: &Clients<'_>) -> Result<Mailer, StartFault> {
    let from = config.parse("MAIL_FROM")?.ok_or_else(|| missing("MAIL_FROM"))?;
    Ok(Mailer::new(clients.ses(), from, config.get("MAIL_CONFIGURATION_SET").map(str::to_owned)))
}

/// The sender of texts, as `SMS_SENDER_ID` if there is one.
pub fn sms_sender(config: &Config, clients: &Clients<'_>) -> SmsSender {
    SmsSender::new(clients.sns(), config.get("SMS_SENDER_ID").map(str::to_owned))
}

/// The bus over `ORDER_TOPIC_ARN` and `DOMAIN_TOPIC_ARN`.
pub fn bus(config: &Config, clients: &Clients<'_>) -> Result<Bus, StartFault> {
    let (orders, domain) = (config.require("ORDER_TOPIC_ARN")?, config.require("DOMAIN_TOPIC_ARN")?);
    Ok(Bus::new(clients.sns(), orders.to_owned(), domain.to_owned()))
}

/// The objects of the bucket whose name is in `variable`.
pub fn objects(config: &Config, clients: &Clients<'_>, variable: &str) -> Result<Objects, StartFault> {
    Ok(Objects::new(clients.s3(), config.require(variable)?.to_owned()))
}

/// The sender to the queue whose URL is in `variable`.
pub fn work(config: &Config, clients: &Clients<'_>, variable: &str) -> Result<WorkSender, StartFault> {
    Ok(WorkSender::new(clients.sqs(), config.require(variable)?.to_owned()))
}

fn missing(name: &str) -> ConfigFault {
    ConfigFault { name: name.to_owned(), reason: "is not set".to_owned() }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    const REST: &str = "51Nb0d9aA7s6X5c4V3b2N1m0";

    fn started(base_url: Option<&str>, secret: Option<&str>, publishable: Option<&str>) -> Result<(), String> {
        let named =
            [("STRIPE_BASE_URL", base_url), ("STRIPE_SECRET_KEY", secret), ("STRIPE_PUBLISHABLE_KEY", publishable)];
        let given = named.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned())));
        stripe(&Config::from(given.collect::<BTreeMap<_, _>>())).map(drop).map_err(|fault| fault.to_string())
    }

    #[test]
    fn only_an_account_s_own_keys_are_taken_to_stripe() {
        let own = |prefix: &str| format!("{prefix}{REST}");
        let simulated = |prefix: &str| format!("{prefix}{}{REST}", keys::SIMULATED);
        assert_eq!(started(None, Some(&own("sk_test_")), Some(&own("pk_test_"))), Ok(()));
        assert_eq!(started(None, Some(&own("rk_live_")), None), Ok(()));
        assert_eq!(started(None, None, None), Ok(()), "who only verifies webhooks has no key");
        for (secret, publishable) in [
            (simulated("sk_test_"), own("pk_test_")),
            (own("sk_test_"), simulated("pk_test_")),
            (own("sk_live_"), own("pk_test_")),
            ("sk_…".to_owned(), own("pk_test_")),
        ] {
            let refused = started(Some("https://api.stripe.com"), Some(&secret), Some(&publishable)).unwrap_err();
            assert!(refused.starts_with("no payments are taken with these keys: "), "{refused}");
            assert!(!refused.contains(REST), "{refused}");
        }
        let simulator = Some("http://127.0.0.1:3001");
        assert_eq!(started(simulator, Some(&simulated("sk_test_")), Some(&simulated("pk_test_"))), Ok(()));
    }
}
