//! Work that falls due: a sparse index whose entries exist only while there is something to do.
//!
//! A worker re-reads the item and decides again; the entry is a reminder, never the truth.

use kernel::time::{Timestamp, sortable};

use crate::Table;
use crate::error::TableFault;
use crate::key::{Key, KeyPart};
use crate::query::{Index, Query};
use crate::shard::shard_of;

/// A queue of due work and over how many partitions it is spread.
#[derive(Clone, Copy, Debug)]
pub struct WorkQueue {
    /// The name in the key.
    pub name: &'static str,
    /// The number of partitions; may grow, never shrink.
    pub shards: u16,
}

/// Orders whose payment is awaited, by the time it is awaited until.
pub const ORDER_TIMEOUT: WorkQueue = WorkQueue { name: "ORDER_TIMEOUT", shards: 4 };
/// Payments that are not settled, by the time to ask the provider.
pub const PAYMENT_CHECK: WorkQueue = WorkQueue { name: "PAYMENT_CHECK", shards: 4 };
/// Refunds that are not settled, by the time to try again.
pub const REFUND: WorkQueue = WorkQueue { name: "REFUND", shards: 2 };

impl WorkQueue {
    /// The index key of work on `id` that is due at `due`.
    pub fn entry(&self, id: &dyn KeyPart, due: Timestamp) -> Key {
        let shard = shard_of(&id.key_part(), self.shards);
        Key { pk: crate::part!("WORK", self.name, shard), sk: format!("{}#{}", sortable(due), id.key_part()) }
    }
}

impl Table {
    /// The keys of up to `most` items of `queue` that are due at `now`, oldest first within each shard.
    pub async fn due(&self, queue: WorkQueue, now: Timestamp, most: u16) -> Result<Vec<Key>, TableFault> {
        self.meter.trip(usize::from(queue.shards));
        // Every shard gets its turn: one that is full of work which cannot be done holds up no other.
        let limit = i32::from(most.div_ceil(queue.shards));
        let reads = (0..queue.shards).map(|shard| async move {
            // '~' sorts behind every character of an id, so everything due at this very moment is included.
            let query =
                Query::of(Index::Work, crate::part!("WORK", queue.name, shard)).up_to(format!("{}#~", sortable(now)));
            self.query_once(&query, None, Some(limit)).await
        });
        let shards = futures_util::future::try_join_all(reads).await?;
        Ok(shards.iter().flat_map(|(items, _)| items.iter().filter_map(Key::of)).collect())
    }
}
