//! Orders: a head that lists are made of, all lines in one item, and the timeline of kept events.

use domain::orders::order::{Order, OrderStatus};
use domain::orders::order_item::OrderItems;
use kernel::id::{OrderId, UserId};
use kernel::key::Part;
use kernel::time::{Timestamp, day};
use table::event::{Envelope, Event};
use table::shard::shard_of;
use table::work::WorkQueue;
use table::{
    Entity, Index, Indexes, Key, Page, PageRequest, Partition, Person, Query, Shape, Stored, Table, TableFault, key,
    part,
};

use super::partitions;

/// The shards of the list of a day's orders; may grow, never shrink.
const DAY_SHARDS: u16 = 16;
/// Orders whose payment is awaited.
const TIMEOUT: WorkQueue = WorkQueue { partition: partitions::ORDER_TIMEOUT, shards: 4 };

/// The item of an [`Order`]'s head.
#[derive(Debug)]
pub struct OrderRecord;

impl OrderRecord {
    /// Where an order's head is.
    pub fn at(order: OrderId) -> Key {
        key!("ORDER", order; "HEAD")
    }
}

impl Entity for OrderRecord {
    type Value = Order;
    const TYPE: &'static str = "Order";
    const SHAPE: Shape = Shape {
        pk: "ORDER#{ord}",
        sk: "HEAD",
        owner: Some(("USER#{usr}#ORDER (customers only)", "{ord}")),
        relation: Some(("ORDERS#{yyyymmdd}#{s:16}", "{status}#{ord}")),
        work: Some(("WORK#ORDER_TIMEOUT#{s:4} (unpaid only)", "{pay by}#{ord}")),
    };
    const PERSON: Person = Person::Elsewhere(
        "found by its index: shown with its lines, payments and refunds, and pseudonymised when it is finished",
    );
    const PARTITION: Partition = partitions::ORDER;

    fn key(order: &Order) -> Key {
        Self::at(order.id)
    }

    fn indexes(order: &Order) -> Indexes {
        let shard = shard_of(&order.id.to_string(), DAY_SHARDS);
        let unpaid = order.status == OrderStatus::PendingPayment;
        Indexes {
            owner: order.customer.map(|user| Key { pk: part!("USER", user, "ORDER"), sk: order.id.to_string() }),
            relation: Some(Key {
                pk: of_day(&day(order.created_at), shard),
                sk: format!("{}#{}", order.status.as_str(), order.id),
            }),
            work: unpaid.then(|| TIMEOUT.entry(&order.id, order.pay_by)),
            expires_at: None,
        }
    }
}

fn of_day(day: &str, shard: u16) -> String {
    let day = Part::new(day).unwrap_or_else(|_| Part::sha(day));
    part!("ORDERS", day, shard)
}

/// The item of all lines of an order.
#[derive(Debug)]
pub struct OrderItemsRecord;

impl OrderItemsRecord {
    /// Where an order's lines are.
    pub fn at(order: OrderId) -> Key {
        key!("ORDER", order; "LINES")
    }
}

impl Entity for OrderItemsRecord {
    type Value = OrderItems;
    const TYPE: &'static str = "OrderLines";
    const SHAPE: Shape = Shape::at("ORDER#{ord}", "LINES");
    const PERSON: Person =
        Person::Elsewhere("found and shown with its order; says what was bought, and of whom nothing");
    const PARTITION: Partition = partitions::ORDER;

    fn key(lines: &OrderItems) -> Key {
        Self::at(lines.order)
    }
}

/// An order with its lines, to be acted on.
pub struct WholeOrder {
    /// The head.
    pub head: Stored<OrderRecord>,
    /// The lines.
    pub lines: Stored<OrderItemsRecord>,
}

/// An order as its page shows it.
pub struct OrderPage {
    /// The head.
    pub head: Stored<OrderRecord>,
    /// The lines.
    pub lines: OrderItems,
    /// What happened, oldest first.
    pub timeline: Vec<Envelope>,
}

/// Orders, by their access patterns.
pub struct Orders<'a> {
    pub(crate) table: &'a Table,
}

impl Orders<'_> {
    /// Head, lines and timeline: one read of one partition.
    pub async fn page(&self, order: OrderId) -> Result<Option<OrderPage>, TableFault> {
        let mut items = self.table.collect(&Query::of(Index::Base, part!("ORDER", order))).await?;
        let timeline = items.take_all::<Event>()?.into_iter().map(Stored::into_value).collect();
        let (head, lines) = (items.take_one::<OrderRecord>()?, items.take_one::<OrderItemsRecord>()?);
        Ok(head.zip(lines).map(|(head, lines)| OrderPage { head, lines: lines.into_value(), timeline }))
    }

    /// The order with this id: head and lines.
    pub async fn by_id(&self, order: OrderId) -> Result<Option<WholeOrder>, TableFault> {
        let (head, lines) = (OrderRecord::at(order), OrderItemsRecord::at(order));
        let mut items = self.table.batch(&[head.clone(), lines.clone()]).await?;
        Ok(items.take(&head)?.zip(items.take(&lines)?).map(|(head, lines)| WholeOrder { head, lines }))
    }

    /// A page of a customer's orders, newest first.
    pub async fn of_customer(&self, user: UserId, page: &PageRequest) -> Result<Page<Stored<OrderRecord>>, TableFault> {
        self.table.page(&Query::of(Index::Owner, part!("USER", user, "ORDER")).descending(), page).await
    }

    /// All orders of a customer, oldest first, as an index lists them.
    pub async fn all_of_customer(&self, user: UserId) -> Result<Vec<Stored<OrderRecord>>, TableFault> {
        self.table.collect(&Query::of(Index::Owner, part!("USER", user, "ORDER"))).await?.take_all()
    }

    /// Up to `most` orders whose payment was awaited until `now`, to be looked at again.
    pub async fn due(&self, now: Timestamp, most: u16) -> Result<Vec<OrderId>, TableFault> {
        self.table.due(TIMEOUT, now, most).await
    }

    /// A page of the orders of a day (`yyyymmdd`), of one status or of all.
    pub async fn of_day(
        &self,
        day: &str,
        status: Option<OrderStatus>,
        page: &PageRequest,
    ) -> Result<Page<Stored<OrderRecord>>, TableFault> {
        let query = |shard: u16| {
            let query = Query::of(Index::Relation, of_day(day, shard)).descending();
            match status {
                Some(status) => query.prefix(format!("{}#", status.as_str())),
                None => query,
            }
        };
        let queries: Vec<Query> = (0..DAY_SHARDS).map(query).collect();
        self.table.page_sharded(&queries, page).await
    }
}
