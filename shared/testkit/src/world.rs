//! The world: one shop, its clock, its mailbox, its provider.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use kernel::id::IdSource;
use kernel::time::{Clock as _, SignedDuration, Timestamp};
use local::providers::stripe::Stripe;
use local::{DatabaseSpec, HttpPort, LocalClock, Mail, Stack, StackOptions};
use reqwest::Method;
use runtime::App;
use serde_json::{Value, json};
use store::Store;

use crate::answer::Answer;
use crate::counted::CountedIds;

/// When every world begins.
pub const BEGINNING: &str = "2026-01-01T00:00:00Z";

/// How a world differs from the usual one.
#[derive(Default)]
pub struct WorldOptions {
    /// Another template than the repository's.
    pub template: Option<String>,
    /// Parameters of the template.
    pub parameters: BTreeMap<String, String>,
    /// Environment of every function, over all else.
    pub surroundings: BTreeMap<String, String>,
    /// Whether streams, queues and webhooks are worked off all the time, instead of when the test says so.
    pub background: bool,
}

/// A shop of its own for one test.
pub struct World {
    /// The shop.
    pub stack: Stack,
    /// The clock of everything.
    pub clock: Arc<LocalClock>,
    /// Where ids come from.
    pub ids: Arc<dyn IdSource>,
    pub(crate) http: reqwest::Client,
}

impl World {
    /// The repository's shop at [`BEGINNING`], empty.
    pub async fn new() -> Self {
        Self::with(WorldOptions::default()).await
    }

    /// A shop that differs from the usual one.
    pub async fn with(options: WorldOptions) -> Self {
        install_tls();
        let clock = Arc::new(LocalClock::standing(BEGINNING.parse().expect("a time")));
        let ids: Arc<dyn IdSource> = Arc::new(CountedIds::default());
        let stack = Stack::start(StackOptions {
            template: options.template.unwrap_or_else(template),
            parameters: options.parameters,
            surroundings: options.surroundings,
            secrets: local::secrets::generate(&*ids).expect("secrets"),
            database: DatabaseSpec::Memory,
            clock: clock.clone(),
            ids: ids.clone(),
            http: HttpPort::Ephemeral,
            background: options.background,
        })
        .await
        .expect("a shop");
        Self { stack, clock, ids, http: reqwest::Client::new() }
    }

    /// Sends a request with headers and, if it has one, a JSON body.
    pub async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Option<&Value>) -> Answer {
        let mut request = self.http.request(method, format!("{}{path}", self.stack.url()));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body.to_string());
        }
        Answer::of(request.send().await.expect("an answer")).await
    }

    /// Sends a body that may be no JSON at all.
    pub async fn send_raw(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Answer {
        let mut request = self.http.request(method, format!("{}{path}", self.stack.url())).body(body);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Answer::of(request.send().await.expect("an answer")).await
    }

    /// Works off streams, queues and webhooks until nothing is left.
    pub async fn settle(&self) {
        self.stack.settle().await;
    }

    /// The current time of this world.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Moves the clock, runs the schedules that are due, and works off what comes of it.
    pub async fn pass(&self, seconds: i64) {
        self.advance(seconds);
        self.stack.tick().await;
        self.settle().await;
    }

    /// Moves the clock and nothing else: no schedule runs.
    pub fn advance(&self, seconds: i64) {
        self.stack.advance(SignedDuration::from_secs(seconds));
    }

    /// The nouns of the shop's table.
    pub fn store(&self) -> Store {
        self.app().store.metered()
    }

    /// One of the shop's functions, for its settings and its store.
    pub fn app(&self) -> &App {
        &self
            .stack
            .machinery()
            .functions
            .iter()
            .find(|hosted| hosted.spec.package == "orders")
            .expect("the orders function")
            .app
    }

    /// The simulated provider.
    pub fn stripe(&self) -> &Stripe {
        &self.stack.machinery().stripe
    }

    /// The mails to an address, newest first.
    pub fn mail_to(&self, address: &str) -> Vec<Mail> {
        self.stack.mail().to(address)
    }

    /// Messages that nobody could work off.
    pub fn dead_letters(&self) -> usize {
        self.stack.queues().states().iter().filter(|queue| queue.holds_dead_letters).map(|queue| queue.depth).sum()
    }

    /// Confirms a payment as the buyer's browser does.
    pub async fn confirm(&self, order: &Answer, payment_method: &str) -> Answer {
        let (reference, secret) = (order.text("/payment/reference"), order.text("/payment/client_secret"));
        let store = self.send(Method::GET, "/v1/store", &[], None).await;
        let key = store
            .list("/payment_providers")
            .first()
            .and_then(|provider| provider.get("publishable_key"))
            .and_then(Value::as_str);
        let form = [("client_secret", secret), ("payment_method", payment_method)];
        let url = format!("{}/_local/stripe/v1/payment_intents/{reference}/confirm", self.stack.url());
        let request = self.http.post(url).bearer_auth(key.expect("a publishable key")).form(&form);
        Answer::of(request.send().await.expect("an answer")).await
    }
}

/// Chooses the cryptography of this process's HTTP clients; only the first call of a process does something.
pub(crate) fn install_tls() {
    let _first = rustls::crypto::ring::default_provider().install_default();
}

/// The repository's template.
pub fn template() -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../template.yaml");
    std::fs::read_to_string(path).expect("the template")
}

/// An address that the shop sends to.
pub fn an_address() -> Value {
    json!({ "name": "Ana Lee", "line1": "1 Main Street", "city": "Springfield", "region": "IL", "postal_code": "62701", "country": "US" })
}
