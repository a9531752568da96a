//! Lists spread over shards: asked together, merged in order, continued with one cursor.

use crate::cursor::{Position, open, seal};
use crate::entity::{Entity, Stored};
use crate::error::TableFault;
use crate::item::{Item, decode};
use crate::page::{Page, PageRequest};
use crate::query::{Index, Query};
use crate::{AttributeValue, Table};

/// The shard of `id` among `shards`: FNV-1a, which is stable everywhere (<http://www.isthe.com/chongo/tech/comp/fnv/>).
pub fn shard_of(id: &str, shards: u16) -> u16 {
    let hash = id
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    u16::try_from(hash % u64::from(shards.max(1))).unwrap_or_default()
}

impl Table {
    /// One page of a list that is one partition.
    pub async fn page<E: Entity>(&self, query: &Query, request: &PageRequest) -> Result<Page<Stored<E>>, TableFault> {
        self.page_sharded(std::slice::from_ref(query), request).await
    }

    /// One page of a list that is spread over the partitions of `queries`, all with one index and direction.
    pub async fn page_sharded<E: Entity>(
        &self,
        queries: &[Query],
        request: &PageRequest,
    ) -> Result<Page<Stored<E>>, TableFault> {
        let Page { items, next_cursor } = self.page_of_items(queries, request).await?;
        let items = items.into_iter().map(decode).collect::<Result<_, _>>()?;
        Ok(Page { items, next_cursor })
    }

    /// The same, of items as they are.
    pub(crate) async fn page_of_items(
        &self,
        queries: &[Query],
        request: &PageRequest,
    ) -> Result<Page<Item>, TableFault> {
        let mut positions = open(request, queries.len())?;
        self.meter.trip(queries.len());
        // One more than asked for tells whether there is a next page.
        let limit = i32::from(request.limit) + 1;
        let reads = queries.iter().zip(&positions).map(|(query, position)| async move {
            match position {
                Position::End => Ok((Vec::new(), None)),
                _ => self.query_once(query, position.start_key(), Some(limit)).await,
            }
        });
        let answers = futures_util::future::try_join_all(reads).await?;
        let Some(first) = queries.first() else { return Ok(Page { items: Vec::new(), next_cursor: None }) };
        let mut shards: Vec<Shard> =
            answers.into_iter().map(|(items, more)| Shard { items: items.into(), more: more.is_some() }).collect();
        let mut taken = Vec::new();
        while taken.len() < usize::from(request.limit) {
            let Some(best) = next_shard(&shards, first) else { break };
            let (Some(shard), Some(position)) = (shards.get_mut(best), positions.get_mut(best)) else { break };
            let Some(item) = shard.items.pop_front() else { break };
            *position = Position::behind(&item, first.index);
            taken.push(item);
        }
        for (shard, position) in shards.iter().zip(&mut positions) {
            if shard.items.is_empty() && !shard.more {
                *position = Position::End;
            }
        }
        let finished = positions.iter().all(|position| *position == Position::End);
        Ok(Page { items: taken, next_cursor: (!finished).then(|| seal(&positions, request)) })
    }
}

/// What one shard has to offer.
struct Shard {
    items: std::collections::VecDeque<Item>,
    more: bool,
}

/// Which shard holds the next entry in sort order.
fn next_shard(shards: &[Shard], query: &Query) -> Option<usize> {
    let front = |shard: &Shard| shard.items.front().map(|item| sort_key(item, query.index));
    let candidates = shards.iter().enumerate().filter_map(|(number, shard)| Some((front(shard)?, number)));
    let best = if query.descending { candidates.max() } else { candidates.min() };
    best.map(|(_, number)| number)
}

fn sort_key(item: &Item, index: Index) -> String {
    let (_, sk) = index.key_names();
    item.get(sk).and_then(|value: &AttributeValue| value.as_s().ok()).cloned().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_are_stable_and_spread() {
        assert_eq!(shard_of("ord_1", 1), 0);
        let spread: std::collections::BTreeSet<u16> = (0..100).map(|n| shard_of(&format!("ord_{n}"), 8)).collect();
        assert_eq!(spread.len(), 8);
        assert_eq!(shard_of("a", 65_535), shard_of("a", 65_535));
    }
}
