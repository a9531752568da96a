//! The simulator, driven through its router as the shop and the buyer's browser would.

mod documentation;
mod failures;
mod keys;
mod memory;
mod payments;
mod refunds;
mod webhooks;

use std::sync::atomic::{AtomicI64, AtomicU16, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use axum::body::Body;
use http::{Request, Response};
use http_body_util::BodyExt as _;
use kernel::id::{IdSource, Ulid};
use kernel::secret::sha256_hex;
use kernel::time::{Clock, Timestamp};
use providers::WebhookTarget;
use providers::provider_store::ProviderStore;
use serde_json::Value;
use tower::ServiceExt as _;

use super::{Stripe, StripeConfig};

pub(super) const SECRET_KEY: &str = "sk_test_simulated";
pub(super) const PUBLISHABLE_KEY: &str = "pk_test_simulated";
pub(super) const WEBHOOK_SECRET: &str = "whsec_simulated";

/// A clock that moves when it is told to.
pub(super) struct StoppedClock(AtomicI64);

impl StoppedClock {
    pub(super) fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Clock for StoppedClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(self.0.load(Ordering::SeqCst)).unwrap()
    }
}

/// Ids that count upwards.
struct CountingIds(AtomicU64);

impl CountingIds {
    fn next(&self) -> u64 {
        self.0.fetch_add(1, Ordering::SeqCst)
    }
}

impl IdSource for CountingIds {
    fn ulid(&self, now: Timestamp) -> Ulid {
        let millis = u64::try_from(now.as_millisecond()).unwrap();
        Ulid::from_parts(millis, u128::from(self.next()))
    }

    fn secret(&self) -> [u8; 32] {
        let digest = sha256_hex(self.next().to_be_bytes());
        digest.as_bytes()[..32].try_into().unwrap()
    }
}

/// A webhook as it arrived.
#[derive(Clone, Debug)]
pub(super) struct Arrived {
    pub(super) signature: String,
    pub(super) raw: Vec<u8>,
    pub(super) event: Value,
}

/// The shop's end of the webhooks.
pub(super) struct Shop {
    arrived: Mutex<Vec<Arrived>>,
    status: AtomicU16,
}

impl Shop {
    pub(super) fn answers(&self, status: u16) {
        self.status.store(status, Ordering::SeqCst);
    }

    pub(super) fn arrived(&self) -> Vec<Arrived> {
        self.arrived.lock().unwrap().clone()
    }

    pub(super) fn kinds(&self) -> Vec<String> {
        self.arrived().iter().map(|webhook| webhook.event["type"].as_str().unwrap().to_owned()).collect()
    }
}

#[async_trait]
impl WebhookTarget for Shop {
    async fn deliver(&self, path: &str, headers: Vec<(String, String)>, body: Vec<u8>) -> u16 {
        assert_eq!(path, "/v1/webhooks/stripe");
        let signature = headers.into_iter().find(|(name, _)| name == "stripe-signature").unwrap().1;
        let event = serde_json::from_slice(&body).unwrap();
        self.arrived.lock().unwrap().push(Arrived { signature, raw: body, event });
        self.status.load(Ordering::SeqCst)
    }
}

/// One account and everything around it.
pub(super) struct Scene {
    pub(super) stripe: Stripe,
    pub(super) clock: Arc<StoppedClock>,
    pub(super) shop: Arc<Shop>,
}

/// An answer of the simulator.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) replayed: bool,
    pub(super) body: Value,
}

impl Reply {
    pub(super) fn text(&self, pointer: &str) -> &str {
        self.body.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
    }

    pub(super) fn number(&self, pointer: &str) -> i64 {
        self.body.pointer(pointer).and_then(Value::as_i64).unwrap()
    }

    pub(super) fn id(&self) -> String {
        self.text("/id").to_owned()
    }
}

pub(super) fn scene() -> Scene {
    scene_with(ProviderStore::in_memory().unwrap(), 0)
}

/// An account whose books are known already and whose ids count from `first_id`.
pub(super) fn scene_with(provider_store: ProviderStore, first_id: u64) -> Scene {
    let clock = Arc::new(StoppedClock(AtomicI64::new(1_767_225_600)));
    let shop = Arc::new(Shop { arrived: Mutex::default(), status: AtomicU16::new(200) });
    let config = StripeConfig {
        secret_key: SECRET_KEY.to_owned(),
        publishable_key: PUBLISHABLE_KEY.to_owned(),
        webhook_secret: WEBHOOK_SECRET.to_owned(),
    };
    let ids = Arc::new(CountingIds(AtomicU64::new(first_id)));
    let stripe = Stripe::new(clock.clone(), ids, shop.clone(), config, provider_store).unwrap();
    Scene { stripe, clock, shop }
}

impl Scene {
    pub(super) async fn send(&self, request: Request<Body>) -> Response<Body> {
        self.stripe.router().oneshot(request).await.unwrap()
    }

    async fn reply(&self, request: Request<Body>) -> Reply {
        let response = self.send(request).await;
        let (status, replayed) = (response.status().as_u16(), response.headers().contains_key("idempotent-replayed"));
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        Reply { status, replayed, body: serde_json::from_slice(&bytes).unwrap_or(Value::Null) }
    }

    /// The shop posts a form, with a key if one is given.
    pub(super) async fn post(&self, path: &str, form: &str, key: Option<&str>) -> Reply {
        self.reply(posting(path, form, key)).await
    }

    /// The shop reads.
    pub(super) async fn get(&self, path: &str) -> Reply {
        let request = Request::get(path).header("authorization", format!("Bearer {SECRET_KEY}")).body(Body::empty());
        self.reply(request.unwrap()).await
    }

    /// Somebody without a header of authorization posts a form: a browser, or a control.
    pub(super) async fn post_openly(&self, path: &str, content_type: &str, body: &str) -> Reply {
        let request = Request::post(path).header("content-type", content_type).body(Body::from(body.to_owned()));
        self.reply(request.unwrap()).await
    }

    /// The shop opens a `PaymentIntent` with manual capture.
    pub(super) async fn intent(&self, amount: i64) -> Reply {
        let form = format!("amount={amount}&currency=usd&capture_method=manual&metadata[order_id]=ord_1");
        let reply = self.post("/v1/payment_intents", &form, None).await;
        assert_eq!(reply.status, 200, "{:?}", reply.body);
        reply
    }

    /// The buyer's browser confirms with a card.
    pub(super) async fn confirm(&self, intent: &Reply, card: &str) -> Reply {
        let path = format!("/v1/payment_intents/{}/confirm", intent.text("/id"));
        let form =
            format!("key={PUBLISHABLE_KEY}&client_secret={}&payment_method={card}", intent.text("/client_secret"));
        self.post_openly(&path, "application/x-www-form-urlencoded", &form).await
    }

    /// An authorized `PaymentIntent`.
    pub(super) async fn authorized(&self, amount: i64) -> Reply {
        let intent = self.intent(amount).await;
        let confirmed = self.confirm(&intent, "pm_card_visa").await;
        assert_eq!(confirmed.text("/status"), "requires_capture");
        confirmed
    }

    /// A captured `PaymentIntent`.
    pub(super) async fn captured(&self, amount: i64) -> Reply {
        let intent = self.authorized(amount).await;
        let captured = self.post(&format!("/v1/payment_intents/{}/capture", intent.id()), "", None).await;
        assert_eq!(captured.text("/status"), "succeeded");
        captured
    }
}

pub(super) fn posting(path: &str, form: &str, key: Option<&str>) -> Request<Body> {
    let mut request = Request::post(path)
        .header("authorization", format!("Bearer {SECRET_KEY}"))
        .header("content-type", "application/x-www-form-urlencoded");
    if let Some(key) = key {
        request = request.header("idempotency-key", key);
    }
    request.body(Body::from(form.to_owned())).unwrap()
}
