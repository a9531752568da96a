//! What was bought.

pub mod order;
pub mod purchase;

/// Who may touch orders.
pub mod partitions {
    table::partitions! {
        /// Orders with their lines and their events, and the lists of their payments and refunds.
        ORDER = "ORDER" {
            read: [
                "identity-worker", "notifications-worker", "orders-http", "orders-worker", "payments-worker",
                "projections-worker", "relay-worker"
            ],
            write: ["identity-worker", "orders-http", "orders-worker", "payments-worker"]
        }
        /// The list of a day's orders.
        ORDERS = "ORDERS" { read: ["orders-http"], write: [] }
        /// Who bought what, in orders that stand.
        BOUGHT = "BOUGHT" { read: ["identity-worker", "reviews-http"], write: ["identity-worker", "projections-worker"] }
        /// Orders whose payment is awaited, by the time it is awaited until.
        ORDER_TIMEOUT = "WORK#ORDER_TIMEOUT" { read: ["orders-worker"], write: [] }
    }
}

nouns! {
    /// Orders.
    orders: order::Orders [OrderRecord, OrderItemsRecord],
    /// Purchases.
    purchases: purchase::Purchases [PurchaseRecord],
}
