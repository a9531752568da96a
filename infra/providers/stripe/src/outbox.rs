//! Events and their way to the shop: at least once, in no promised order, retried while the shop does not take them.

use std::collections::VecDeque;

use providers::provider_store::{Entry, ProviderStore, ProviderStoreFault};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use kernel::time::{Timestamp, after};

use super::ledger::News;
use super::moment::Moment;

const EVENTS: &str = "events";
/// The events that need no delivery any more.
const SETTLED: &str = "settled_events";

/// The API version whose shapes the simulator speaks.
pub(super) const API_VERSION: &str = "2025-09-30.clover";
/// How many of the latest attempts are remembered.
const MOST_ATTEMPTS: usize = 1_000;
/// Seconds until the next attempt, by the number of failed ones; about three days in all, as Stripe documents.
const BACKOFF_SECONDS: [i64; 9] = [5, 30, 120, 600, 3_600, 14_400, 43_200, 86_400, 86_400];

/// What becomes of new events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WebhookMode {
    /// They are queued for delivery.
    #[default]
    Deliver,
    /// They wait for their release.
    Hold,
    /// They are listed and never delivered.
    Drop,
}

/// How held events go out.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Release {
    /// As they happened.
    InOrder,
    /// The newest first.
    Reversed,
    /// As they happened, each so many times in a row.
    Duplicated(u32),
    /// These events, in this order; the others stay held.
    Listed(Vec<String>),
}

/// One event, <https://docs.stripe.com/api/events/object>.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Event {
    pub(super) id: String,
    pub(super) kind: String,
    pub(super) created: i64,
    pub(super) object: Value,
    pub(super) idempotency_key: Option<String>,
}

impl Event {
    /// The object on the wire.
    pub(super) fn show(&self) -> Value {
        json!({
            "id": self.id,
            "object": "event",
            "api_version": API_VERSION,
            "created": self.created,
            "data": { "object": self.object },
            "livemode": false,
            "pending_webhooks": 1,
            "request": { "id": null, "idempotency_key": self.idempotency_key },
            "type": self.kind,
        })
    }

    /// The `PaymentIntent` that the event is about.
    pub(super) fn payment_intent(&self) -> Option<&str> {
        let name = if self.object.get("object")?.as_str()? == "payment_intent" { "id" } else { "payment_intent" };
        self.object.get(name)?.as_str()
    }
}

/// An event on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Delivery {
    pub(super) event: String,
    /// Failed attempts so far.
    pub(super) failures: usize,
    pub(super) due: Timestamp,
}

/// One attempt to deliver an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Attempt {
    /// The event, `evt_…`.
    pub event: String,
    /// When.
    pub at: Timestamp,
    /// The shop's HTTP status; 0 when nothing answered.
    pub status: u16,
}

/// The events still to be delivered; all events are in the books.
pub(super) struct Outbox {
    provider_store: ProviderStore,
    pub(super) mode: WebhookMode,
    pub(super) held: Vec<String>,
    pub(super) pending: VecDeque<Delivery>,
    /// The latest ones.
    pub(super) attempts: VecDeque<Attempt>,
}

impl Outbox {
    /// The events as the books have them; what the shop has not taken is due again.
    pub(super) fn read(provider_store: &ProviderStore, now: Timestamp) -> Result<Self, ProviderStoreFault> {
        let open = provider_store.missing_from(SETTLED, EVENTS)?;
        Ok(Self {
            provider_store: provider_store.clone(),
            mode: WebhookMode::default(),
            held: Vec::new(),
            pending: open.into_iter().map(|event| Delivery { event, failures: 0, due: now }).collect(),
            attempts: VecDeque::new(),
        })
    }

    /// Every event, oldest first.
    pub(super) fn events(&self) -> Vec<Event> {
        self.provider_store.entries(EVENTS)
    }

    /// Makes events of what happened, and queues, holds or drops them.
    ///
    /// Answers what is for the books.
    pub(super) fn add(&mut self, at: &Moment<'_>, news: Vec<News>, idempotency_key: Option<&str>) -> Vec<Entry> {
        let mut entries = Vec::new();
        for News { kind, object } in news {
            let event = Event {
                id: at.id("evt"),
                kind: kind.to_owned(),
                created: at.unix(),
                object,
                idempotency_key: idempotency_key.map(str::to_owned),
            };
            entries.push(Entry::new(EVENTS, &event.id, &event));
            match self.mode {
                WebhookMode::Deliver => self.queue(&event.id, at.now),
                WebhookMode::Hold => self.held.push(event.id.clone()),
                WebhookMode::Drop => entries.push(settled(&event.id)),
            }
        }
        entries
    }

    /// Queues an event for delivery.
    pub(super) fn queue(&mut self, event: &str, due: Timestamp) {
        self.pending.push_back(Delivery { event: event.to_owned(), failures: 0, due });
    }

    /// Queues held events.
    pub(super) fn release(&mut self, release: &Release, now: Timestamp) {
        let outgoing: Vec<String> = match release {
            Release::InOrder => std::mem::take(&mut self.held),
            Release::Reversed => std::mem::take(&mut self.held).into_iter().rev().collect(),
            Release::Duplicated(times) => {
                let repeat = |event: String| (0..*times).map(move |_| event.clone());
                std::mem::take(&mut self.held).into_iter().flat_map(repeat).collect()
            }
            Release::Listed(listed) => {
                let (outgoing, kept) =
                    std::mem::take(&mut self.held).into_iter().partition(|event| listed.contains(event));
                self.held = kept;
                let outgoing: Vec<String> = outgoing;
                listed.iter().filter(|event| outgoing.contains(event)).cloned().collect()
            }
        };
        for event in outgoing {
            self.queue(&event, now);
        }
    }

    /// Takes the first delivery that is due.
    pub(super) fn next_due(&mut self, now: Timestamp) -> Option<Delivery> {
        let place = self.pending.iter().position(|delivery| delivery.due <= now)?;
        self.pending.remove(place)
    }

    /// Notes how an attempt ended, and plans the next one if the shop did not take the event.
    ///
    /// Answers what is for the books.
    pub(super) fn record(&mut self, delivery: Delivery, status: u16, now: Timestamp) -> Option<Entry> {
        if self.attempts.len() == MOST_ATTEMPTS {
            self.attempts.pop_front();
        }
        self.attempts.push_back(Attempt { event: delivery.event.clone(), at: now, status });
        match BACKOFF_SECONDS.get(delivery.failures) {
            Some(seconds) if !(200..300).contains(&status) => {
                let due = after(now, *seconds);
                self.pending.push_back(Delivery { failures: delivery.failures + 1, due, ..delivery });
                None
            }
            _ => Some(settled(&delivery.event)),
        }
    }

    /// The event of that id.
    pub(super) fn find(&self, id: &str) -> Option<Event> {
        self.provider_store.entry(EVENTS, id)
    }
}

fn settled(event: &str) -> Entry {
    Entry::new(SETTLED, event, &event)
}
