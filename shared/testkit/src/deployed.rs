//! A shop that runs elsewhere: deployed from the template to another AWS on this machine, with a provider beside it.
//!
//! A file tells where; `.ci/another-aws` writes it. Several tests share the one shop, so what they make has names of its own.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use emulator::mailbox::Mail;
use kernel::id::IdSource;
use kernel::time::{Clock, Timestamp};
use runtime::{App, Config, Function};
use serde::Deserialize;
use serde_json::Value;

/// The variable that names the file.
const VARIABLE: &str = "SOUK_DEPLOYMENT";
/// How often something is looked for before it counts as not happening.
const LOOKS: u32 = 600;
/// How long to wait between two looks.
const PAUSE: Duration = Duration::from_millis(100);
/// The account that the emulator runs as.
const ACCOUNT: &str = "000000000000";

/// Where a deployed shop is, as the file says.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Facts {
    /// The name of the stack.
    stack: String,
    /// The base URL of the shop.
    pub(crate) url: String,
    /// The endpoint of every AWS service.
    endpoint: String,
    /// The name of the table.
    table: String,
    /// The origin of the links in mails, which is also the issuer of access tokens.
    store_url: String,
    /// The base URL of the payment provider.
    pub(crate) provider: String,
    /// What the shop was given in Secrets Manager.
    secrets: BTreeMap<String, String>,
}

/// A deployed shop, and what a test needs to look into it.
pub(crate) struct Deployment {
    pub(crate) facts: Facts,
    /// A function with the operator's credentials: its store and its signing key.
    pub(crate) app: App,
}

impl Deployment {
    /// The shop that the environment names, if it names one.
    pub(crate) fn named(clock: Arc<dyn Clock>, ids: Arc<dyn IdSource>) -> Option<Self> {
        let path = std::env::var_os(VARIABLE)?;
        let text = std::fs::read_to_string(Path::new(&path)).expect("the file that SOUK_DEPLOYMENT names");
        let facts: Facts = serde_json::from_str(&text).expect("where the shop is deployed");
        let function = functions::find("identity").expect("a package that signs");
        // As far as its table and its keys go: it stores nothing, and asks nobody.
        let function = Function { gateways: runtime::ports::none, ..*function };
        let app = function.start(&config(&facts), clock, ids).expect("a look into the deployed shop");
        Some(Self { facts, app })
    }

    /// Every mail that was sent to `address`, oldest first.
    pub(crate) async fn mail_to(&self, http: &reqwest::Client, address: &str) -> Vec<Mail> {
        let found = read(http, &format!("{}/_ministack/ses/messages?account={ACCOUNT}", self.facts.endpoint)).await;
        let messages = found.pointer(&format!("/messages/{ACCOUNT}")).and_then(Value::as_array);
        messages.into_iter().flatten().map(mail).filter(|mail| mail.to.iter().any(|to| to == address)).collect()
    }

    /// Messages that nobody could work off.
    pub(crate) async fn dead_letters(&self, http: &reqwest::Client) -> usize {
        let found = read(http, &format!("{}/_ministack/sqs/messages?account={ACCOUNT}", self.facts.endpoint)).await;
        let queues =
            found.pointer(&format!("/messages/{ACCOUNT}/{}", emulator::template::REGION)).and_then(Value::as_object);
        let ours = format!("{}-", self.facts.stack);
        let dead = queues.into_iter().flatten().filter(|(url, _)| url.contains(&ours) && url.ends_with("-dlq"));
        dead.filter_map(|(_, messages)| messages.as_array()).map(Vec::len).sum()
    }
}

/// Calls `found` until it has something, for as long as a slow machine may take.
pub(crate) async fn wait_for<T>(found: &mut impl AsyncFnMut() -> Option<T>) -> Option<T> {
    for _ in 0..LOOKS {
        if let Some(value) = found().await {
            return Some(value);
        }
        pause().await;
    }
    None
}

#[expect(clippy::disallowed_methods, reason = "a shop in other processes comes to rest in its own time")]
async fn pause() {
    tokio::time::sleep(PAUSE).await;
}

/// JSON that is there.
pub(crate) async fn read(http: &reqwest::Client, url: &str) -> Value {
    let answer = http.get(url).send().await.and_then(reqwest::Response::error_for_status);
    let text = answer.expect("an answer").text().await.expect("a body");
    serde_json::from_str(&text).expect("JSON")
}

fn config(facts: &Facts) -> Config {
    let mut variables = facts.secrets.clone();
    let own = [
        ("TABLE_NAME", facts.table.as_str()),
        ("STORE_URL", &facts.store_url),
        ("AWS_ENDPOINT_URL", &facts.endpoint),
        ("AWS_REGION", emulator::template::REGION),
        ("AWS_ACCESS_KEY_ID", "test"),
        ("AWS_SECRET_ACCESS_KEY", "test"),
    ];
    variables.extend(own.map(|(name, value)| (name.to_owned(), value.to_owned())));
    Config::from(variables)
}

/// A mail as the emulator tells it.
fn mail(message: &Value) -> Mail {
    let text = |name: &str| message.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let list = |name: &str| {
        let entries = message.get(name).and_then(Value::as_array).into_iter().flatten();
        entries.filter_map(Value::as_str).map(str::to_owned).collect()
    };
    Mail {
        id: text("MessageId"),
        sent_at: Timestamp::UNIX_EPOCH,
        from: text("Source"),
        to: list("To"),
        cc: list("CC"),
        bcc: list("BCC"),
        reply_to: Vec::new(),
        subject: text("Subject"),
        text: Some(text("BodyText")),
        html: message.get("BodyHtml").and_then(Value::as_str).map(str::to_owned),
        configuration_set: None,
    }
}
