//! Payments, and whose a provider's reference is.

use domain::payments::payment::{Payment, Provider};
use kernel::id::{OrderId, PaymentId};
use kernel::key::Part;
use kernel::time::Timestamp;
use table::unique::{Claimed, Unique};
use table::work::WorkQueue;
use table::{Entity, Index, Indexes, Key, Partition, Person, Query, Shape, Stored, Table, TableFault, key, part};

use super::partitions;

/// Payments that are not settled, by the time to ask the provider.
const CHECK: WorkQueue = WorkQueue { partition: partitions::PAYMENT_CHECK, shards: 4 };

/// The item of a [`Payment`].
#[derive(Debug)]
pub struct PaymentRecord;

impl PaymentRecord {
    /// Where a payment is.
    pub fn at(payment: PaymentId) -> Key {
        key!("PAYMENT", payment; "HEAD")
    }
}

impl Entity for PaymentRecord {
    type Value = Payment;
    const TYPE: &'static str = "Payment";
    const SHAPE: Shape = Shape {
        pk: "PAYMENT#{pay}",
        sk: "HEAD",
        owner: None,
        relation: Some(("ORDER#{ord}#PAYMENT", "{pay}")),
        work: Some(("WORK#PAYMENT_CHECK#{s:4} (unsettled only)", "{check at}#{pay}")),
    };
    const PERSON: Person =
        Person::Elsewhere("found and shown with its order; stays, for the books must agree with the provider's");
    const PARTITION: Partition = partitions::PAYMENT;

    fn key(payment: &Payment) -> Key {
        Self::at(payment.id)
    }

    fn indexes(payment: &Payment) -> Indexes {
        Indexes {
            relation: Some(Key { pk: part!("ORDER", payment.order, "PAYMENT"), sk: payment.id.to_string() }),
            work: payment.check_at.map(|due| CHECK.entry(&payment.id, due)),
            ..Indexes::default()
        }
    }
}

/// The claim that a provider's reference belongs to a payment.
pub fn reference_claim(provider: Provider, reference: &str, payment: PaymentId) -> Claimed {
    Claimed::new(partitions::REFERENCE, &reference_part(provider, reference), payment)
}

fn reference_part(provider: Provider, reference: &str) -> Part {
    Part::new(&format!("{}:{reference}", provider.as_str())).unwrap_or_else(|_| Part::sha(reference))
}

/// Payments, by their access patterns.
pub struct Payments<'a> {
    pub(crate) table: &'a Table,
}

impl Payments<'_> {
    /// The payment with this id.
    pub async fn by_id(&self, payment: PaymentId) -> Result<Option<Stored<PaymentRecord>>, TableFault> {
        self.table.get(&PaymentRecord::at(payment)).await
    }

    /// The payments of an order, oldest first, as an index lists them.
    pub async fn of_order(&self, order: OrderId) -> Result<Vec<Stored<PaymentRecord>>, TableFault> {
        self.table.collect(&Query::of(Index::Relation, part!("ORDER", order, "PAYMENT"))).await?.take_all()
    }

    /// Up to `most` payments about which the provider is to be asked at `now`.
    pub async fn due(&self, now: Timestamp, most: u16) -> Result<Vec<PaymentId>, TableFault> {
        self.table.due(CHECK, now, most).await
    }

    /// The id of the payment that a provider knows by `reference`.
    pub async fn id_by_reference(&self, provider: Provider, reference: &str) -> Result<Option<PaymentId>, TableFault> {
        let claimed: Option<Stored<Unique>> =
            self.table.owner_of(partitions::REFERENCE, &reference_part(provider, reference)).await?;
        Ok(claimed.and_then(|claimed| claimed.owner.parse().ok()))
    }
}
