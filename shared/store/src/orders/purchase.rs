//! Purchases by buyer: one item for each product of each order, so that an order that is called off takes its own along.

use domain::orders::purchase::Purchase;
use kernel::id::{OrderId, ProductId, UserId};
use table::{Entity, Index, Key, Partition, Person, Query, Shape, Table, TableFault, Tx, TxFault, key, part};

use super::partitions;

/// The item of a [`Purchase`].
#[derive(Debug)]
pub struct PurchaseRecord;

impl PurchaseRecord {
    fn at(user: UserId, product: ProductId, order: OrderId) -> Key {
        key!("BOUGHT", user; product, order)
    }
}

impl Entity for PurchaseRecord {
    type Value = Purchase;
    const TYPE: &'static str = "Purchase";
    const SHAPE: Shape = Shape::at("BOUGHT#{usr}", "{prd}#{ord}");
    const PERSON: Person = Person::shown("purchases", "Which products you bought, and in which orders that stand.");
    const PARTITION: Partition = partitions::BOUGHT;

    fn key(purchase: &Purchase) -> Key {
        Self::at(purchase.user, purchase.product, purchase.order)
    }
}

/// Purchases, by their access patterns.
pub struct Purchases<'a> {
    pub(crate) table: &'a Table,
}

impl Purchases<'_> {
    /// Whether somebody bought a product, in an order that stands.
    pub async fn is_buyer(&self, user: UserId, product: ProductId) -> Result<bool, TableFault> {
        let query = Query::of(Index::Base, part!("BOUGHT", user)).prefix(format!("{}#", part!(product)));
        let found = self.table.collect_up_to(&[query], 1).await?;
        Ok(found.into_iter().any(|items| !items.into_items().is_empty()))
    }

    /// Notes purchases; those that were noted before stay as they are.
    pub async fn note(&self, purchases: &[Purchase]) -> Result<(), TableFault> {
        let notes = purchases.iter().map(|purchase| async move {
            match Tx::<()>::new().put::<PurchaseRecord>(purchase).commit(self.table).await {
                Ok(()) | Err(TxFault::Stale | TxFault::Duplicate | TxFault::Refused(())) => Ok(()),
                Err(TxFault::Table(fault)) => Err(fault),
            }
        });
        futures_util::future::try_join_all(notes).await.map(|_| ())
    }

    /// Takes back that `user` bought `products` in an order that was called off.
    pub async fn take_back(&self, user: UserId, products: &[ProductId], order: OrderId) -> Result<(), TableFault> {
        let keys: Vec<Key> = products.iter().map(|product| PurchaseRecord::at(user, *product, order)).collect();
        futures_util::future::try_join_all(keys.iter().map(|key| self.table.erase(key))).await.map(|_| ())
    }
}
