//! What was bought.

pub mod order;
pub mod partitions;

nouns! {
    /// Orders.
    orders: order::Orders [OrderRecord, OrderItemsRecord],
}
