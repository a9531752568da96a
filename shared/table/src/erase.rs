//! Erasing: items that must be gone, whatever is in them and whoever wrote them last.

use aws_sdk_dynamodb::types::ReturnConsumedCapacity;

use crate::error::TableFault;
use crate::key::Key;
use crate::query::{Index, Query};
use crate::read::Items;
use crate::{Item, Table};

impl Table {
    /// Deletes the item at `key`, if there is one.
    pub async fn erase(&self, key: &Key) -> Result<(), TableFault> {
        self.meter.trip(1);
        let request = self.client()?.delete_item().table_name(&*self.name).set_key(Some(key.attributes()));
        let answer = request.return_consumed_capacity(ReturnConsumedCapacity::Total).send().await;
        self.meter.write(answer.map_err(TableFault::of)?.consumed_capacity());
        Ok(())
    }

    /// Deletes every item of a partition that is bounded by design, one after the other, and tells how many there were.
    ///
    /// It may stop anywhere and be begun again.
    pub async fn erase_partition(&self, pk: String) -> Result<usize, TableFault> {
        let items: Vec<Item> = self.collect(&Query::of(Index::Base, pk)).await.map(Items::into_items)?;
        let keys: Vec<Key> = items.iter().filter_map(Key::of).collect();
        for key in &keys {
            self.erase(key).await?;
        }
        Ok(keys.len())
    }
}
