//! Consumer dedupe: an event has one effect per consumer, though it may arrive often.

use kernel::time::{Timestamp, after};
use serde::{Deserialize, Serialize};

use crate::entity::{Entity, Indexes, Shape};
use crate::key::{Key, Part};
use crate::partition::Partition;
use crate::person::Person;
use crate::tx::Tx;

/// How long an event id is remembered, in seconds: as long as a dead-letter queue keeps messages.
const RETENTION: i64 = 14 * 24 * 3600;

/// That a consumer has seen an event.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Sighting {
    consumer: String,
    event: String,
    expires_at: Timestamp,
}

/// The item of a [`Sighting`].
#[derive(Debug)]
pub struct Seen;

impl Entity for Seen {
    type Value = Sighting;
    const TYPE: &'static str = "Seen";
    const SHAPE: Shape = Shape::at("SEEN#{consumer}#{event}", "SEEN");
    const PERSON: Person = Person::Nobody;
    const PARTITION: Partition = Partition::engine("SEEN");

    fn key(sighting: &Sighting) -> Key {
        seen_key(&sighting.consumer, &sighting.event)
    }

    fn indexes(sighting: &Sighting) -> Indexes {
        Indexes { expires_at: Some(sighting.expires_at), ..Indexes::default() }
    }
}

/// Where the sighting of `event` by `consumer` is kept.
pub fn seen_key(consumer: &str, event: &str) -> Key {
    let part = |text: &str| Part::new(text).unwrap_or_else(|_| Part::sha(text));
    crate::key!("SEEN", part(consumer), part(event); "SEEN")
}

impl<F> Tx<F> {
    /// Demands that `consumer` has not seen `event`, and remembers it; follow with [`Tx::or`].
    pub fn first_time(self, consumer: &str, event: &str, now: Timestamp) -> Self {
        let expires_at = after(now, RETENTION);
        self.create::<Seen>(&Sighting { consumer: consumer.to_owned(), event: event.to_owned(), expires_at })
    }
}
