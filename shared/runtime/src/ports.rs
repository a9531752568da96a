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
    let stripe = Stripe::new(StripeConfig {
        base_url: config.get("STRIPE_BASE_URL").unwrap_or("https://api.stripe.com").to_owned(),
        secret_key: Secret::new(config.get("STRIPE_SECRET_KEY").unwrap_or_default()),
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

/// The mailer that writes as `MAIL_FROM`.
pub fn mailer(config: &Config, clients: &Clients<'_>) -> Result<Mailer, StartFault> {
    let from = config.parse("MAIL_FROM")?.ok_or_else(|| missing("MAIL_FROM"))?;
    Ok(Mailer::new(clients.ses(), from))
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
