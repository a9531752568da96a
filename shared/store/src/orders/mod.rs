//! What was bought.

pub mod order;

/// Who may touch orders.
pub mod partitions {
    table::partitions! {
        /// Orders with their lines and their events, and the lists of their payments and refunds.
        ORDER = "ORDER" {
            read: [
                "identity-worker", "notifications-worker", "orders-http", "orders-worker", "payments-worker", "relay-worker"
            ],
            write: ["identity-worker", "orders-http", "orders-worker", "payments-worker"]
        }
        /// The list of a day's orders.
        ORDERS = "ORDERS" { read: ["orders-http"], write: [] }
        /// Orders whose payment is awaited, by the time it is awaited until.
        ORDER_TIMEOUT = "WORK#ORDER_TIMEOUT" { read: ["orders-worker"], write: [] }
    }
}

nouns! {
    /// Orders.
    orders: order::Orders [OrderRecord, OrderItemsRecord],
}
