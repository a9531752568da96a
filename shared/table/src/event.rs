//! Kept events: timeline, audit trail and outbox in one item.
//!
//! An event is written in the transaction of the change it tells of and is never deleted. `relay` publishes inserts from
//! the table's stream, so there is nothing to mark as sent.

use kernel::id::EventId;
use kernel::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::Table;
use crate::entity::{Entity, Shape, Stored};
use crate::error::TableFault;
use crate::key::{Key, Part};
use crate::partition::Partition;
use crate::person::Person;
use crate::query::{Index, Query};
use crate::tx::Tx;

/// What happened to one aggregate, as it travels and as it is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Envelope {
    /// The event's own id; consumers recognise repetitions by it.
    pub id: EventId,
    /// `noun.verbed`, such as `order.placed`.
    pub kind: String,
    /// The version of the event's data; raised by a breaking change.
    pub version: u32,
    /// When it happened.
    pub occurred_at: Timestamp,
    /// What it happened to.
    pub aggregate: Aggregate,
    /// Who did it: a user, `guest`, `system`, or a provider.
    pub actor: String,
    /// The request that started it all.
    pub correlation_id: String,
    /// What happened, in the words of its kind.
    pub data: serde_json::Value,
}

/// The thing an event is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Aggregate {
    /// The noun, such as `order`.
    pub kind: String,
    /// Its id.
    pub id: String,
    /// The position of the event among the aggregate's own, from 1 without gaps.
    pub version: u32,
}

/// Kept events in the partition of their aggregate.
#[derive(Debug)]
pub struct Event;

impl Entity for Event {
    type Value = Envelope;
    const TYPE: &'static str = "Event";
    const SHAPE: Shape = Shape::at("{NOUN}#{id}", "EVENT#{version}");
    const PERSON: Person = Person::Elsewhere("ids alone: what happened must be told from what did not, so it stays");
    const PARTITION: Partition = Partition::engine("");

    fn key(event: &Envelope) -> Key {
        let (noun, id) = partition(&event.aggregate.kind, &event.aggregate.id);
        crate::key!(noun, id; "EVENT", event.aggregate.version)
    }
}

/// The two parts of the partition that keeps the events of one aggregate.
fn partition(kind: &str, id: &str) -> (Part, Part) {
    let part = |text: &str| Part::new(text).unwrap_or_else(|_| Part::sha(text));
    (part(&kind.to_ascii_uppercase()), part(id))
}

impl Table {
    /// Every kept event of one aggregate, such as the `order` of an id, in the order of their versions.
    pub async fn history(&self, kind: &str, id: &str) -> Result<Vec<Envelope>, TableFault> {
        let (noun, id) = partition(kind, id);
        let mut items = self.collect(&Query::of(Index::Base, crate::part!(noun, id)).prefix("EVENT#")).await?;
        Ok(items.take_all::<Event>()?.into_iter().map(Stored::into_value).collect())
    }
}

impl<F> Tx<F> {
    /// Keeps an event with the change it tells of.
    pub fn emit(self, event: &Envelope) -> Self {
        self.create::<Event>(event)
    }
}
