//! What there is to sell.

pub mod stock_level;
pub mod stock_movement;

/// Who may touch the stock: whoever adjusts it, and whoever sells or returns it.
pub mod partitions {
    table::partitions! {
        /// What can be sold, with the holds on it.
        STOCK = "STOCK" {
            read: [
                "catalog-http", "identity-http", "inventory-http", "orders-http", "orders-worker", "payments-worker",
                "shopping-http"
            ],
            write: ["inventory-http", "orders-http", "orders-worker", "payments-worker"]
        }
        /// What came and went, as the stream told.
        STOCKLOG = "STOCKLOG" { read: ["inventory-http"], write: ["projections-worker"] }
    }
}

nouns! {
    /// Stock cells and their movements.
    stock: stock_level::Stock [StockLevelRecord] + stock_movement [StockMovementRecord],
}
