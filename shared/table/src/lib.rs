//! The single-table engine: it knows DynamoDB and no noun.
//!
//! Reads give [`Stored`] values with the version they had; writes go through [`Tx`], where a failed condition comes back
//! as the caller's own fault. Nothing here scans, and nothing is decided from an index.

pub mod backoff;
mod connect;
pub mod cursor;
pub mod entity;
pub mod erase;
pub mod error;
pub mod event;
mod exists;
pub mod idempotency;
pub mod item;
pub mod key;
pub mod meter;
pub mod page;
pub mod partition;
pub mod person;
pub mod query;
pub mod rate_limit;
pub mod read;
mod retry;
pub mod seen;
pub mod shard;
pub mod tx;
pub mod unique;
pub mod update;
pub mod work;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use aws_sdk_dynamodb::Client;
pub use aws_sdk_dynamodb::types::AttributeValue;

pub use crate::entity::{Entity, Indexes, Shape, Stored};
pub use crate::error::TableFault;
pub use crate::item::Item;
pub use crate::key::Key;
pub use crate::meter::{Meter, Usage};
pub use crate::page::{Page, PageRequest};
pub use crate::partition::Partition;
pub use crate::person::Person;
pub use crate::query::{Index, Query};
pub use crate::read::Items;
pub use crate::tx::{Tx, TxFault};
pub use crate::update::Update;

/// One DynamoDB table, with a meter for what it costs.
///
/// Cheap to clone; [`Table::metered`] gives a request its own meter.
#[derive(Clone)]
pub struct Table {
    client: Option<Client>,
    connect: connect::Connect,
    name: Arc<str>,
    tokens: Arc<TokenSource>,
    meter: Arc<Meter>,
}

impl Table {
    /// The table `name` reached through `client`; `seed` sets this process's write tokens apart from every other's.
    pub fn new(client: Client, name: &str, seed: u128) -> Self {
        let tokens = Arc::new(TokenSource { seed, next: AtomicU64::new(0) });
        Self { client: Some(client), connect: connect::read, name: name.into(), tokens, meter: Arc::default() }
    }

    /// No table, for a function that may not touch it: no client is made, and every use is a fault.
    pub fn absent() -> Self {
        let tokens = Arc::new(TokenSource { seed: 0, next: AtomicU64::new(0) });
        Self { client: None, connect: connect::absent, name: "".into(), tokens, meter: Arc::default() }
    }

    /// The client, if this function may touch the table.
    fn client(&self) -> Result<&Client, TableFault> {
        self.client.as_ref().ok_or(TableFault::Absent)
    }

    /// The same table with a meter of its own; what it counts, this one's counts too.
    pub fn metered(&self) -> Self {
        Self { meter: Arc::new(Meter::below(Arc::clone(&self.meter))), ..self.clone() }
    }

    /// What was used since this meter was made.
    pub fn usage(&self) -> Usage {
        self.meter.usage()
    }

    /// A token no other write has; it marks a write so that its repetition is recognised.
    fn token(&self) -> String {
        let count = self.tokens.next.fetch_add(1, Ordering::Relaxed);
        let high = u64::try_from(self.tokens.seed >> 64).unwrap_or_default();
        format!("{high:016x}{count:08x}")
    }
}

/// Numbers the writes of this process.
struct TokenSource {
    seed: u128,
    next: AtomicU64,
}
