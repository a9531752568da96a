//! Stripe: `PaymentIntent`s with manual capture, over its REST API (<https://docs.stripe.com/api>).

mod answer;
pub mod keys;
mod units;
mod webhook;
mod wire;

use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use async_trait::async_trait;
use domain::payments::payment::Provider;
use http::{HeaderMap, HeaderValue, header};
use kernel::money::Money;
use kernel::time::Timestamp;
use reqwest::{RequestBuilder, Response};
use serde::de::DeserializeOwned;

use self::keys::Mode;
use crate::outgoing::{Patience, client};

use super::{
    GatewayFault, NewIntent, PaymentGateway, ProviderEvent, ProviderPayment, ProviderRef, ProviderRefund,
    ProviderRefundState, ProviderStatus, Secret, WebhookFault,
};

/// The API version whose shapes are read here; the account's default may move, this does not.
const API_VERSION: &str = "2025-09-30.clover";
/// What is asked for with every `PaymentIntent`: its charge knows how much was refunded.
const EXPAND: (&str, &str) = ("expand[]", "latest_charge");
/// Stripe's word for an object whose state does not allow the operation.
const UNEXPECTED_STATE: &str = "payment_intent_unexpected_state";
/// Stripe's word for a charge of which nothing is left to give back.
const ALREADY_REFUNDED: &str = "charge_already_refunded";

/// Where Stripe is and with which keys.
#[derive(Clone, Debug)]
pub struct StripeConfig {
    /// `https://api.stripe.com`, or a simulator's address, without a slash at the end.
    pub base_url: String,
    /// `sk_…` or `rk_…`; decides the mode that webhooks must have.
    pub secret_key: Secret,
    /// The webhook endpoint's secrets, `whsec_…`; more than one while they rotate.
    pub webhook_secrets: Vec<Secret>,
    /// How long to wait.
    pub patience: Patience,
}

/// 3 s to connect, which is tried twice, and 10 s an attempt: a call ends within 20 s, before API Gateway's 29 s.
pub const PATIENCE: Patience = Patience { connect: Duration::from_secs(3), attempt: Duration::from_secs(10) };

/// A configuration with which nothing can be sent.
#[derive(Debug, thiserror::Error)]
pub enum StripeSetupFault {
    /// The secret key has characters that no header can carry.
    #[error("the secret key cannot be sent in a header")]
    SecretKey,
}

impl Mode {
    /// A simulator's keys are of test mode.
    fn of_key(key: &Secret) -> Self {
        if key.expose().contains("_live_") { Self::Live } else { Self::Test }
    }

    fn of_event(livemode: bool) -> Self {
        if livemode { Self::Live } else { Self::Test }
    }
}

/// The adapter; clones share one pool of connections, which is made at the first call.
#[derive(Clone, Debug)]
pub struct Stripe {
    http: Arc<OnceLock<reqwest::Client>>,
    headers: HeaderMap,
    patience: Patience,
    base_url: String,
    webhook_secrets: Vec<Secret>,
    mode: Mode,
}

impl Stripe {
    /// An adapter for one account.
    pub fn new(config: StripeConfig) -> Result<Self, StripeSetupFault> {
        let mut key = HeaderValue::from_str(&format!("Bearer {}", config.secret_key.expose()))
            .map_err(|_| StripeSetupFault::SecretKey)?;
        key.set_sensitive(true);
        let headers = HeaderMap::from_iter([
            (header::AUTHORIZATION, key),
            (header::HeaderName::from_static("stripe-version"), HeaderValue::from_static(API_VERSION)),
        ]);
        Ok(Self {
            http: Arc::default(),
            headers,
            patience: config.patience,
            mode: Mode::of_key(&config.secret_key),
            base_url: config.base_url.trim_end_matches('/').to_owned(),
            webhook_secrets: config.webhook_secrets,
        })
    }

    /// The client, made when it is first needed: most requests never call the provider.
    fn http(&self) -> Result<&reqwest::Client, GatewayFault> {
        if let Some(client) = self.http.get() {
            return Ok(client);
        }
        let client = client(&self.base_url, self.headers.clone(), self.patience).map_err(|error| {
            tracing::error!(provider.name = "stripe", %error, "the payment provider's HTTP client cannot be made");
            GatewayFault::Unavailable { retry_after: None }
        })?;
        Ok(self.http.get_or_init(|| client))
    }

    /// Sends a form; the key makes a repetition harmless.
    async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        form: &[(&str, String)],
        key: &str,
    ) -> Result<T, GatewayFault> {
        let url = format!("{}{path}", self.base_url);
        let http = self.http()?;
        let response = send(|| http.post(&url).header("idempotency-key", key).form(form)).await?;
        answer::read(response).await
    }

    async fn get<T: DeserializeOwned>(&self, path: &str, query: &[(&str, &str)]) -> Result<T, GatewayFault> {
        let query = serde_urlencoded::to_string(query).map_err(|_| invalid("query"))?;
        let url = format!("{}{path}?{query}", self.base_url);
        let http = self.http()?;
        let response = send(|| http.get(&url)).await?;
        answer::read(response).await
    }

    /// The payment's state after a refusal that an earlier success explains; the refusal itself if it does not.
    async fn done_already(
        &self,
        reference: &ProviderRef,
        refusal: GatewayFault,
        goal: &ProviderStatus,
    ) -> Result<ProviderPayment, GatewayFault> {
        if refusal != invalid(UNEXPECTED_STATE) {
            return Err(refusal);
        }
        let payment = self.find(reference).await?;
        if payment.status == *goal { Ok(payment) } else { Err(refusal) }
    }

    /// The refund that an earlier call made, if a charge has nothing left because of it.
    async fn refunded_already(&self, wanted: &ProviderRefund) -> Result<Option<ProviderRefundState>, GatewayFault> {
        let query = [("payment_intent", wanted.reference.as_str()), ("limit", "100")];
        let refunds: wire::List<wire::Refund> = self.get("/v1/refunds", &query).await?;
        let ours = wanted.refund.to_string();
        let found = refunds.data.into_iter().find(|refund| refund.metadata.get("refund_id") == Some(&ours));
        found.as_ref().map(answer::refund).transpose()
    }
}

#[async_trait]
impl PaymentGateway for Stripe {
    fn provider(&self) -> Provider {
        Provider::Stripe
    }

    async fn create(&self, intent: NewIntent) -> Result<ProviderPayment, GatewayFault> {
        let form = [
            ("amount", charged(intent.amount)?),
            ("currency", units::code(intent.amount.currency())),
            ("capture_method", "manual".to_owned()),
            ("payment_method_types[]", "card".to_owned()),
            ("metadata[order_id]", intent.order.to_string()),
            ("metadata[payment_id]", intent.payment.to_string()),
            ("metadata[order_version]", intent.order_version),
            (EXPAND.0, EXPAND.1.to_owned()),
        ];
        let created: wire::PaymentIntent = self.post("/v1/payment_intents", &form, &intent.idempotency_key).await?;
        answer::payment(created)
    }

    async fn find(&self, reference: &ProviderRef) -> Result<ProviderPayment, GatewayFault> {
        let found: wire::PaymentIntent = self.get(&format!("/v1/payment_intents/{reference}"), &[EXPAND]).await?;
        answer::payment(found)
    }

    async fn capture(
        &self,
        reference: &ProviderRef,
        amount: Money,
        idempotency_key: String,
    ) -> Result<ProviderPayment, GatewayFault> {
        let form = [("amount_to_capture", charged(amount)?), (EXPAND.0, EXPAND.1.to_owned())];
        match self.post(&format!("/v1/payment_intents/{reference}/capture"), &form, &idempotency_key).await {
            Ok(captured) => answer::payment(captured),
            Err(refusal) => self.done_already(reference, refusal, &ProviderStatus::Succeeded).await,
        }
    }

    async fn void(&self, reference: &ProviderRef, idempotency_key: String) -> Result<ProviderPayment, GatewayFault> {
        let form = [(EXPAND.0, EXPAND.1.to_owned())];
        match self.post(&format!("/v1/payment_intents/{reference}/cancel"), &form, &idempotency_key).await {
            Ok(canceled) => answer::payment(canceled),
            Err(refusal) => self.done_already(reference, refusal, &ProviderStatus::Canceled).await,
        }
    }

    async fn refund(&self, refund: ProviderRefund) -> Result<ProviderRefundState, GatewayFault> {
        let form = [
            ("payment_intent", refund.reference.to_string()),
            ("amount", charged(refund.amount)?),
            ("metadata[refund_id]", refund.refund.to_string()),
        ];
        match self.post("/v1/refunds", &form, &refund.idempotency_key).await {
            Ok(made) => answer::refund(&made),
            Err(refusal) if refusal == invalid(ALREADY_REFUNDED) => {
                self.refunded_already(&refund).await?.ok_or(refusal)
            }
            Err(refusal) => Err(refusal),
        }
    }

    fn verify_webhook(&self, headers: &HeaderMap, body: &[u8], now: Timestamp) -> Result<ProviderEvent, WebhookFault> {
        webhook::read(&self.webhook_secrets, self.mode, headers, body, now)
    }
}

/// Sends a request; if no connection came about, nothing was sent, so it is sent once more.
async fn send(request: impl Fn() -> RequestBuilder) -> Result<Response, GatewayFault> {
    let first = match request().send().await {
        Ok(response) => return Ok(response),
        Err(error) => error,
    };
    if !first.is_connect() {
        return Err(lost(&first));
    }
    tracing::warn!(provider.name = "stripe", "the payment provider could not be reached; trying once more");
    request().send().await.map_err(|error| {
        if error.is_connect() { GatewayFault::Unavailable { retry_after: None } } else { lost(&error) }
    })
}

/// The request may have arrived, and its answer did not.
fn lost(error: &reqwest::Error) -> GatewayFault {
    tracing::warn!(
        provider.name = "stripe",
        provider.timed_out = error.is_timeout(),
        "the payment provider's answer was lost"
    );
    GatewayFault::Timeout
}

fn charged(amount: Money) -> Result<String, GatewayFault> {
    units::to_stripe(amount)
        .map(|units| units.to_string())
        .map_err(|units::Unrepresentable| invalid("amount_not_representable"))
}

fn invalid(code: &str) -> GatewayFault {
    GatewayFault::Invalid { code: code.to_owned() }
}

/// What we attached to a payment under `name`, if it reads as one of ours.
fn attached<T: FromStr>(metadata: &BTreeMap<String, String>, name: &str) -> Option<T> {
    metadata.get(name)?.parse().ok()
}
