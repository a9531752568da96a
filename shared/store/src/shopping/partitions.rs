//! Who may touch carts.

table::partitions! {
    /// Carts with the addresses in them. A guest's becomes the customer's when they log in.
    SHOPPER = "SHOPPER" {
        read: ["identity-http", "identity-worker", "orders-http", "shopping-http"],
        write: ["identity-http", "identity-worker", "orders-http", "shopping-http"]
    }
}
