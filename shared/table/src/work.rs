//! Work that falls due: a sparse index whose entries exist only while there is something to do.
//!
//! A worker re-reads the item and decides again; the entry is a reminder, never the truth.

use std::str::FromStr;

use kernel::key::DELIMITER;
use kernel::time::{Timestamp, sortable};

use crate::error::TableFault;
use crate::item::text;
use crate::key::{Key, KeyPart};
use crate::page::{Page, PageRequest};
use crate::partition::Partition;
use crate::query::{Index, Query};
use crate::shard::shard_of;
use crate::{Item, Table};

/// A queue of due work and over how many shards it is spread.
#[derive(Clone, Copy, Debug)]
pub struct WorkQueue {
    /// The partition of the index, `WORK#` and the name of the queue.
    pub partition: Partition,
    /// The number of shards; may grow, never shrink.
    pub shards: u16,
}

impl WorkQueue {
    /// The index key of work on `id` that is due at `due`.
    pub fn entry(&self, id: &dyn KeyPart, due: Timestamp) -> Key {
        let shard = shard_of(&id.key_part(), self.shards);
        Key { pk: self.shard(shard), sk: format!("{}{DELIMITER}{}", sortable(due), id.key_part()) }
    }

    fn shard(&self, shard: u16) -> String {
        crate::part!("WORK", self.partition.name(), shard)
    }
}

impl Table {
    /// A page of the ids of all things in `queue`, by when they are or were due.
    pub async fn work<Id: FromStr>(&self, queue: WorkQueue, request: &PageRequest) -> Result<Page<Id>, TableFault> {
        let shards = (0..queue.shards).map(|shard| Query::of(Index::Work, queue.shard(shard)));
        let Page { items, next_cursor } = self.page_of_items(&shards.collect::<Vec<_>>(), request).await?;
        Ok(Page { items: items.iter().filter_map(id_of).collect(), next_cursor })
    }

    /// The ids of up to `most` things in `queue` that are due at `now`, oldest first within each shard.
    pub async fn due<Id: FromStr>(&self, queue: WorkQueue, now: Timestamp, most: u16) -> Result<Vec<Id>, TableFault> {
        self.meter.trip(usize::from(queue.shards));
        // Every shard gets its turn: one that is full of work which cannot be done holds up no other.
        let limit = i32::from(most.div_ceil(queue.shards));
        let reads = (0..queue.shards).map(|shard| async move {
            // '~' sorts behind every character of an id, so everything due at this very moment is included.
            let query = Query::of(Index::Work, queue.shard(shard)).up_to(format!("{}#~", sortable(now)));
            self.query_once(&query, None, Some(limit)).await
        });
        let shards = futures_util::future::try_join_all(reads).await?;
        Ok(shards.iter().flat_map(|(items, _)| items.iter().filter_map(id_of)).collect())
    }
}

/// The id at the end of an entry's sort key.
fn id_of<Id: FromStr>(item: &Item) -> Option<Id> {
    let (_, sk) = Index::Work.key_names();
    text(item, sk)?.rsplit(DELIMITER).next()?.parse().ok()
}
