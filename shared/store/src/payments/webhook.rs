//! The webhook inbox: each event of a provider once, in its own words.

use domain::payments::payment::Provider;
use kernel::key::Part;
use kernel::time::{Timestamp, after};
use serde::{Deserialize, Serialize};
use table::{Entity, Indexes, Key, Partition, Person, Shape, Stored, Table, TableFault, key};

use super::partitions;

/// How long an event's id is remembered, in seconds: longer than any provider repeats it.
const RETENTION: i64 = 90 * 24 * 3600;

/// What a provider told us.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Webhook {
    /// The provider.
    pub provider: Provider,
    /// The provider's id of its event.
    pub event: String,
    /// The verified body, to the byte.
    pub body: String,
    /// When it arrived.
    pub received_at: Timestamp,
}

/// The item of a [`Webhook`].
#[derive(Debug)]
pub struct WebhookRecord;

impl WebhookRecord {
    /// Where an event of a provider is.
    pub fn at(provider: Provider, event: &str) -> Key {
        let event = Part::new(event).unwrap_or_else(|_| Part::sha(event));
        key!("WEBHOOK", provider.as_str(), event; "HEAD")
    }
}

impl Entity for WebhookRecord {
    type Value = Webhook;
    const TYPE: &'static str = "Webhook";
    const SHAPE: Shape = Shape::at("WEBHOOK#{provider}#{event}", "HEAD");
    const PERSON: Person =
        Person::Elsewhere("names the payment, and no address that we handed over; expires after 90 days");
    const PARTITION: Partition = partitions::WEBHOOK;

    fn key(webhook: &Webhook) -> Key {
        Self::at(webhook.provider, &webhook.event)
    }

    fn indexes(webhook: &Webhook) -> Indexes {
        Indexes { expires_at: Some(after(webhook.received_at, RETENTION)), ..Indexes::default() }
    }
}

/// The webhook inbox, by its access pattern.
pub struct Webhooks<'a> {
    pub(crate) table: &'a Table,
}

impl Webhooks<'_> {
    /// An event of a provider, if it came before.
    pub async fn by_event(&self, provider: Provider, event: &str) -> Result<Option<Stored<WebhookRecord>>, TableFault> {
        self.table.get(&WebhookRecord::at(provider, event)).await
    }
}
