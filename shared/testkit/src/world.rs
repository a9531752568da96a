//! The world: one shop, its clock, its mailbox, its provider.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use emulator::clock::LocalClock;
use emulator::counted::CountedIds;
use emulator::database::DatabaseSpec;
use emulator::mailbox::Mail;
use emulator::sms_outbox::SentSms;
use emulator::template::TemplateText;
use kernel::id::IdSource;
use kernel::time::{Clock as _, SignedDuration, Timestamp};
use local::{HttpPort, Stack, StackFault, StackOptions};
use reqwest::Method;
use runtime::App;
use runtime::ids::SystemIds;
use serde_json::{Value, json};
use store::Store;
use stripe_simulator::Stripe;

use crate::answer::Answer;
use crate::deployed::{self, Deployment};

/// When every world begins.
pub const BEGINNING: &str = "2026-01-01T00:00:00Z";

/// Limits that no test reaches, since all of its callers have one network address; those about limits set their own.
pub const UNLIMITED: &str = "log_in=1000000/60,log_in_hourly=1000000/60,register=1000000/60,mail=1000000/60,token=1000000/60,\
    check_out=1000000/60,guest_check_out=1000000/60,text=1000000/60,review=1000000/60,vote=1000000/60";

/// How a world differs from the usual one.
#[derive(Default)]
pub struct WorldOptions {
    /// Another template than the repository's.
    pub template: Option<TemplateText>,
    /// Parameters of the template.
    pub parameters: BTreeMap<String, String>,
    /// Environment of every function, over all else.
    pub surroundings: BTreeMap<String, String>,
    /// Whether streams, queues and webhooks are worked off all the time, instead of when the test says so.
    pub background: bool,
}

/// The shop of this process. Whoever looks into it when the shop runs elsewhere has written a test that cannot run there.
pub struct Here(Option<Stack>);

impl std::ops::Deref for Here {
    type Target = Stack;

    fn deref(&self) -> &Stack {
        self.0.as_ref().expect("a shop in this process")
    }
}

/// A shop of its own for one test.
pub struct World {
    /// The shop, if it runs in this process.
    pub stack: Here,
    /// The shop, if it runs elsewhere.
    deployment: Option<Deployment>,
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
        Self::open(options).await.expect("a shop")
    }

    /// A shop that differs from the usual one, if it can open.
    pub async fn open(options: WorldOptions) -> Result<Self, StackFault> {
        install_tls();
        let clock = Arc::new(LocalClock::standing(BEGINNING.parse().expect("a time")));
        let ids: Arc<dyn IdSource> = Arc::new(CountedIds::default());
        let mut parameters = options.parameters;
        parameters.entry("RateLimits".to_owned()).or_insert_with(|| UNLIMITED.to_owned());
        let stack = Stack::start(StackOptions {
            template: options.template.unwrap_or_else(template),
            parameters,
            surroundings: options.surroundings,
            secrets: operate::secrets::generate(&*ids).expect("secrets"),
            database: DatabaseSpec::Memory,
            clock: clock.clone(),
            ids: ids.clone(),
            http: HttpPort::Ephemeral,
            background: options.background,
        })
        .await?;
        Ok(Self { stack: Here(Some(stack)), deployment: None, clock, ids, http: client() })
    }

    /// The shop that `SOUK_DEPLOYMENT` names, which other tests use as well; without it, one as [`World::new`] makes.
    ///
    /// For stories that a storefront lives through: they need no clock moves, and wait with [`World::when`].
    pub async fn anywhere() -> Self {
        install_tls();
        let clock = Arc::new(LocalClock::running());
        let ids: Arc<dyn IdSource> = Arc::new(SystemIds);
        match Deployment::named(clock.clone(), ids.clone()) {
            Some(deployment) => {
                Self { stack: Here(None), deployment: Some(deployment), clock, ids, http: reqwest::Client::new() }
            }
            None => Self::new().await,
        }
    }

    /// The base URL of the shop.
    pub fn url(&self) -> &str {
        self.deployment.as_ref().map_or_else(|| self.stack.url(), |deployment| deployment.facts.url.as_str())
    }

    /// The base URL of the payment provider.
    pub fn provider(&self) -> String {
        let elsewhere = self.deployment.as_ref().map(|deployment| deployment.facts.provider.clone());
        elsewhere.unwrap_or_else(|| format!("{}/_local/stripe", self.stack.url()))
    }

    /// `name`, or where other tests share the shop, a name that is not taken.
    pub fn own(&self, name: &str) -> String {
        match self.deployment {
            Some(_) => format!("{name}-{}", self.ids.ulid(self.now()).to_string().to_lowercase()),
            None => name.to_owned(),
        }
    }

    /// What `found` finds once the shop has worked off what it has to do.
    pub async fn when<T>(&self, mut found: impl AsyncFnMut() -> Option<T>) -> T {
        let value = if self.deployment.is_some() {
            deployed::wait_for(&mut found).await
        } else {
            self.settle().await;
            found().await
        };
        value.expect("what the test waits for")
    }

    /// Sends a request with headers and, if it has one, a JSON body.
    pub async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Option<&Value>) -> Answer {
        let mut request = self.http.request(method, format!("{}{path}", self.url()));
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
        let mut request = self.http.request(method, format!("{}{path}", self.url())).body(body);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Answer::of(request.send().await.expect("an answer")).await
    }

    /// Asks the database itself, past everything that the shop knows about its table.
    pub async fn ask_database(&self, operation: &str, question: Value) -> Value {
        let address = self.stack.stack_state().surroundings.get("AWS_ENDPOINT_URL_DYNAMODB").expect("a database");
        let request = self
            .http
            .post(address)
            .header("content-type", "application/x-amz-json-1.0")
            .header("x-amz-target", format!("DynamoDB_20120810.{operation}"))
            .header("x-amz-date", "20260101T000000Z")
            // The database demands a signature and verifies none.
            .header(
                "authorization",
                "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=none",
            )
            .body(question.to_string());
        Answer::of(request.send().await.expect("an answer")).await.expect(200).body
    }

    /// The name of the shop's table.
    pub fn table_name(&self) -> &str {
        self.stack.stack_state().template.tables.first().map(|table| table.name.as_str()).expect("a table")
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

    /// Lets time go by that the shop takes for itself; where it runs elsewhere, that is time to be waited for in [`World::when`].
    pub async fn let_pass(&self, seconds: i64) {
        if self.deployment.is_none() {
            self.settle().await;
            self.pass(seconds).await;
        }
    }

    /// Moves the clock and nothing else: no schedule runs.
    pub fn advance(&self, seconds: i64) {
        self.stack.advance(SignedDuration::from_secs(seconds));
    }

    /// The nouns of the shop's table, as whoever runs the shop sees them: no role limits them.
    pub fn store(&self) -> Store {
        match &self.deployment {
            Some(deployment) => deployment.app.store.metered(),
            None => self.stack.stack_state().store.metered(),
        }
    }

    /// The function that signs access tokens.
    pub(crate) fn signing(&self) -> &App {
        if let Some(deployment) = &self.deployment {
            return &deployment.app;
        }
        let functions = &self.stack.stack_state().functions;
        &functions.iter().find(|hosted| hosted.spec.package == "identity").expect("identity").app
    }

    /// The entity tag of the product, variant, review or account `id`, for operations that demand to be told which version is meant.
    pub async fn tag_of(&self, id: &str) -> Option<String> {
        let store = self.store();
        let version = match id.split('_').next()? {
            "prd" => store.products().by_id(id.parse().ok()?).await.ok()??.version(),
            "var" => store.variants().by_id(id.parse().ok()?).await.ok()??.version(),
            "rev" => store.reviews().by_id(id.parse().ok()?).await.ok()??.told_version(),
            "usr" => store.users().by_id(id.parse().ok()?).await.ok()??.version(),
            _ => return None,
        };
        Some(format!("\"v{version}\""))
    }

    /// The simulated provider.
    pub fn stripe(&self) -> &Stripe {
        &self.stack.stack_state().stripe
    }

    /// The mails to an address, wherever the shop runs.
    pub async fn mails(&self, address: &str) -> Vec<Mail> {
        match &self.deployment {
            Some(deployment) => deployment.mail_to(&self.http, address).await,
            None => self.mail_to(address),
        }
    }

    /// Messages that nobody could work off, wherever the shop runs.
    pub async fn undelivered(&self) -> usize {
        match &self.deployment {
            Some(deployment) => deployment.dead_letters(&self.http).await,
            None => self.dead_letters(),
        }
    }

    /// What the provider knows of an order's money: what it took, what it may still take, what it gave back.
    pub async fn money_of(&self, order: &Answer) -> (i64, i64, i64) {
        let ledger = deployed::read(&self.http, &format!("{}/_control/ledger", self.provider())).await;
        let entries = ledger.pointer("/items").and_then(Value::as_array).expect("a ledger");
        let reference = order.text("/payment/reference");
        let entry = entries.iter().find(|entry| entry.get("intent").and_then(Value::as_str) == Some(reference));
        let sum = |name: &str| entry.and_then(|entry| entry.get(name)?.as_i64()).expect("a payment of this order");
        (sum("captured"), sum("capturable"), sum("refunded"))
    }

    /// The mails to an address, newest first.
    pub fn mail_to(&self, address: &str) -> Vec<Mail> {
        self.stack.mail().to(address)
    }

    /// The texts to a telephone number, newest first.
    pub fn texts_to(&self, number: &str) -> Vec<SentSms> {
        self.stack.texts().to(number)
    }

    /// The code in the latest text to a telephone number, once the shop has worked off what it has to do.
    pub async fn sms_code_sent_to(&self, number: &str) -> String {
        self.settle().await;
        let texts = self.texts_to(number);
        let latest = texts.first().expect("a text");
        latest.text.rsplit_once('#').expect("a code at the end").1.to_owned()
    }

    /// Messages that nobody could work off, and notes about stream records that were given up.
    pub fn dead_letters(&self) -> usize {
        let queues = self.stack.queues().states();
        let last_resorts = queues.iter().filter(|queue| queue.holds_dead_letters || queue.name.ends_with("-dlq"));
        last_resorts.map(|queue| queue.depth).sum()
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
        let url = format!("{}/v1/payment_intents/{reference}/confirm", self.provider());
        let request = self.http.post(url).bearer_auth(key.expect("a publishable key")).form(&form);
        Answer::of(request.send().await.expect("an answer")).await
    }
}

/// Chooses the cryptography of this process's HTTP clients; only the first call of a process does something.
pub(crate) fn install_tls() {
    let _first = rustls::crypto::ring::default_provider().install_default();
}

/// A client for this machine: it speaks no TLS, so the system's certificates, which take long to read, are left alone.
pub(crate) fn client() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().tls_certs_only([]).build().expect("a client")
}

/// The repository's template.
pub fn template() -> TemplateText {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../template.yaml");
    TemplateText::read(&path).expect("the template")
}

/// An address that the shop sends to.
pub fn an_address() -> Value {
    json!({ "name": "Ana Lee", "line1": "1 Main Street", "city": "Springfield", "region": "IL", "postal_code": "62701", "country": "US" })
}
