//! Reads by key: one item, many items, a whole partition.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::{KeysAndAttributes, ReturnConsumedCapacity};

use crate::entity::{Entity, Stored};
use crate::error::TableFault;
use crate::item::{Item, decode, entity_type};
use crate::key::Key;
use crate::query::Query;
use crate::retry::Backoff;
use crate::{AttributeValue, Table};

/// The most keys of one batch read.
const BATCH: usize = 100;

impl Table {
    /// The item at `key`, read consistently.
    pub async fn get<E: Entity>(&self, key: &Key) -> Result<Option<Stored<E>>, TableFault> {
        self.meter.trip(1);
        let answer = self
            .client()?
            .get_item()
            .table_name(&*self.name)
            .set_key(Some(key.attributes()))
            .consistent_read(true)
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await
            .map_err(TableFault::of)?;
        self.meter.read(answer.consumed_capacity());
        answer.item.map(decode).transpose()
    }

    /// The items at `keys`, of any kinds, read consistently; repeated keys are read once.
    ///
    /// A hundred keys are one round trip; more go out together.
    pub async fn batch(&self, keys: &[Key]) -> Result<Items, TableFault> {
        let mut unique = keys.to_vec();
        unique.sort();
        unique.dedup();
        if unique.is_empty() {
            return Ok(Items::default());
        }
        let chunks: Vec<&[Key]> = unique.chunks(BATCH).collect();
        self.meter.trip(chunks.len());
        let answers =
            futures_util::future::try_join_all(chunks.into_iter().map(|chunk| self.batch_chunk(chunk))).await?;
        Ok(Items { items: answers.into_iter().flatten().collect() })
    }

    /// One batch; keys that DynamoDB left unprocessed are asked for again, with pauses.
    async fn batch_chunk(&self, keys: &[Key]) -> Result<Vec<Item>, TableFault> {
        let mut wanted: Vec<Item> = keys.iter().map(Key::attributes).collect();
        let mut found = Vec::new();
        let mut backoff = Backoff::default();
        loop {
            let request = KeysAndAttributes::builder()
                .set_keys(Some(std::mem::take(&mut wanted)))
                .consistent_read(true)
                .build()
                .map_err(|error| TableFault::Malformed(error.to_string()))?;
            let answer = self
                .client()?
                .batch_get_item()
                .request_items(&*self.name, request)
                .return_consumed_capacity(ReturnConsumedCapacity::Total)
                .send()
                .await
                .map_err(TableFault::of)?;
            self.meter.read(answer.consumed_capacity().first());
            found.extend(answer.responses.unwrap_or_default().into_values().flatten());
            wanted = answer.unprocessed_keys.unwrap_or_default().into_values().flat_map(|rest| rest.keys).collect();
            if wanted.is_empty() {
                return Ok(found);
            }
            backoff.pause().await?;
            self.meter.trip(1);
        }
    }

    /// Whether an item still is as it was read: one read.
    pub async fn is_current<E: Entity>(&self, read: &Stored<E>) -> Result<bool, TableFault> {
        let now = self.get::<E>(&E::key(read)).await?;
        Ok(now.is_some_and(|now| now.version() == read.version()))
    }

    /// Everything that `query` finds, page after page; for partitions that are bounded by design.
    pub async fn collect(&self, query: &Query) -> Result<Items, TableFault> {
        let mut items = Vec::new();
        let mut start = None;
        loop {
            self.meter.trip(1);
            let (page, next) = self.query_once(query, start, None).await?;
            items.extend(page);
            match next {
                Some(next) => start = Some(next),
                None => return Ok(Items { items }),
            }
        }
    }

    /// Everything that each of `queries` finds, asked together: one round trip unless a partition is longer than a page.
    pub async fn collect_all(&self, queries: &[Query]) -> Result<Vec<Items>, TableFault> {
        self.collect_up_to(queries, u16::MAX).await
    }

    /// Up to `most` items of each of `queries`, asked together.
    pub async fn collect_up_to(&self, queries: &[Query], most: u16) -> Result<Vec<Items>, TableFault> {
        self.meter.trip(queries.len());
        let reads = queries.iter().map(|query| async move {
            let (mut items, mut next) = self.query_once(query, None, Some(i32::from(most))).await?;
            while next.is_some() && items.len() < usize::from(most) {
                self.meter.trip(1);
                let (more, after) = self.query_once(query, next, None).await?;
                items.extend(more);
                next = after;
            }
            Ok(Items { items })
        });
        futures_util::future::try_join_all(reads).await
    }

    /// One page of `query` from `start`.
    pub(crate) async fn query_once(
        &self,
        query: &Query,
        start: Option<HashMap<String, AttributeValue>>,
        limit: Option<i32>,
    ) -> Result<(Vec<Item>, Option<HashMap<String, AttributeValue>>), TableFault> {
        let answer = query
            .request(self.client()?, &self.name)
            .set_exclusive_start_key(start)
            .set_limit(limit)
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await
            .map_err(TableFault::of)?;
        self.meter.read(answer.consumed_capacity());
        Ok((answer.items.unwrap_or_default(), answer.last_evaluated_key))
    }
}

/// Items of mixed kinds, as one read found them.
#[derive(Debug, Default)]
pub struct Items {
    items: Vec<Item>,
}

impl Items {
    /// Takes the item at `key`, if it was found.
    pub fn take<E: Entity>(&mut self, key: &Key) -> Result<Option<Stored<E>>, TableFault> {
        let position = self.items.iter().position(|item| Key::of(item).as_ref() == Some(key));
        position.map(|position| decode(self.items.swap_remove(position))).transpose()
    }

    /// Takes the only item of kind `E`, if there is one.
    pub fn take_one<E: Entity>(&mut self) -> Result<Option<Stored<E>>, TableFault> {
        let position = self.items.iter().position(|item| entity_type(item) == Some(E::TYPE));
        position.map(|position| decode(self.items.remove(position))).transpose()
    }

    /// Takes all items of kind `E`, in the order they were found.
    pub fn take_all<E: Entity>(&mut self) -> Result<Vec<Stored<E>>, TableFault> {
        let (mine, rest) =
            std::mem::take(&mut self.items).into_iter().partition(|item| entity_type(item) == Some(E::TYPE));
        self.items = rest;
        mine.into_iter().map(decode).collect()
    }

    /// The items themselves.
    pub fn into_items(self) -> Vec<Item> {
        self.items
    }
}
