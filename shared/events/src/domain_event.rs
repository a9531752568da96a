//! Domain events. Who and what is behind an event.

use kernel::id::{EventId, IdSource};
use kernel::time::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use table::event::{Aggregate, Envelope};

/// The data of one kind of event.
pub trait DomainEvent: Serialize + DeserializeOwned + Send + Sync {
    /// `noun.verbed`.
    const KIND: &'static str;
    /// The noun of the aggregate.
    const AGGREGATE: &'static str;
    /// The version of this data; raised when a field changes its meaning or goes.
    const VERSION: u32 = 1;
}

/// What an event inherits from the request that causes it.
#[derive(Clone, Copy)]
pub struct EventContext<'a> {
    /// Where the event's id comes from.
    pub ids: &'a dyn IdSource,
    /// When it happens.
    pub now: Timestamp,
    /// Who does it.
    pub actor: &'a str,
    /// The request that started it all.
    pub correlation_id: &'a str,
}

/// The envelope of `event`, the `version`-th event of the aggregate `id`.
pub fn envelope<H: DomainEvent>(
    event: &H,
    id: impl std::fmt::Display,
    version: u32,
    context: EventContext<'_>,
) -> Envelope {
    Envelope {
        id: EventId::mint(context.ids, context.now),
        kind: H::KIND.to_owned(),
        version: H::VERSION,
        occurred_at: context.now,
        aggregate: Aggregate { kind: H::AGGREGATE.to_owned(), id: id.to_string(), version },
        actor: context.actor.to_owned(),
        correlation_id: context.correlation_id.to_owned(),
        // A struct of plain fields always has a JSON form.
        data: serde_json::to_value(event).unwrap_or_default(),
    }
}

/// An event whose data could not be read.
#[derive(Debug, thiserror::Error)]
#[error("the data of {kind} cannot be read: {detail}")]
pub struct UnreadableEvent {
    kind: String,
    detail: String,
}

/// The data of `envelope`, which must be of kind `H`.
pub fn read<H: DomainEvent>(envelope: &Envelope) -> Result<H, UnreadableEvent> {
    let unreadable = |detail: String| UnreadableEvent { kind: envelope.kind.clone(), detail };
    if envelope.kind != H::KIND {
        return Err(unreadable(format!("it is not {}", H::KIND)));
    }
    serde_json::from_value(envelope.data.clone()).map_err(|error| unreadable(error.to_string()))
}
