//! Refunds.

use domain::payments::refund::{Refund, RefundState};
use kernel::id::{OrderId, RefundId};
use kernel::time::Timestamp;
use table::work::WorkQueue;
use table::{Entity, Index, Indexes, Key, Partition, Person, Query, Shape, Stored, Table, TableFault, key, part};

use super::partitions;

/// Refunds that are not settled, by the time to try again.
const CHECK: WorkQueue = WorkQueue { partition: partitions::REFUND_CHECK, shards: 2 };

/// The item of a [`Refund`].
#[derive(Debug)]
pub struct RefundRecord;

impl RefundRecord {
    /// Where a refund is.
    pub fn at(refund: RefundId) -> Key {
        key!("REFUND", refund; "HEAD")
    }
}

impl Entity for RefundRecord {
    type Value = Refund;
    const TYPE: &'static str = "Refund";
    const SHAPE: Shape = Shape {
        pk: "REFUND#{rfd}",
        sk: "HEAD",
        owner: None,
        relation: Some(("ORDER#{ord}#REFUND", "{rfd}")),
        work: Some(("WORK#REFUND#{s:2} (pending only)", "{created at}#{rfd}")),
    };
    const PERSON: Person =
        Person::Elsewhere("found and shown with its order; stays, for the books must agree with the provider's");
    const PARTITION: Partition = partitions::REFUND;

    fn key(refund: &Refund) -> Key {
        Self::at(refund.id)
    }

    fn indexes(refund: &Refund) -> Indexes {
        let pending = refund.state == RefundState::Pending;
        Indexes {
            relation: Some(Key { pk: part!("ORDER", refund.order, "REFUND"), sk: refund.id.to_string() }),
            work: pending.then(|| CHECK.entry(&refund.id, refund.created_at)),
            ..Indexes::default()
        }
    }
}

/// Refunds, by their access patterns.
pub struct Refunds<'a> {
    pub(crate) table: &'a Table,
}

impl Refunds<'_> {
    /// The refund with this id.
    pub async fn by_id(&self, refund: RefundId) -> Result<Option<Stored<RefundRecord>>, TableFault> {
        self.table.get(&RefundRecord::at(refund)).await
    }

    /// Up to `most` refunds that the provider is to be asked for at `now`.
    pub async fn due(&self, now: Timestamp, most: u16) -> Result<Vec<RefundId>, TableFault> {
        self.table.due(CHECK, now, most).await
    }

    /// The refunds of an order, oldest first, as an index lists them.
    pub async fn of_order(&self, order: OrderId) -> Result<Vec<Stored<RefundRecord>>, TableFault> {
        self.table.collect(&Query::of(Index::Relation, part!("ORDER", order, "REFUND"))).await?.take_all()
    }
}
