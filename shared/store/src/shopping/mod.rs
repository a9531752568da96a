//! What is about to be bought.

pub mod cart;
pub mod wishlist;

/// Who may touch carts.
pub mod partitions {
    table::partitions! {
        /// Carts with the addresses in them, and wishlists. A guest's becomes the customer's when they log in; whoever places an order takes out
        /// of its cart what was bought.
        SHOPPER = "SHOPPER" {
            read: ["identity-http", "identity-worker", "orders-http", "payments-worker", "shopping-http"],
            write: ["identity-http", "identity-worker", "orders-http", "payments-worker", "shopping-http"]
        }
        /// Which wishlist a link opens.
        WISHLIST_LINK = "UNIQ#WISHLIST" { read: ["shopping-http"], write: ["identity-http", "identity-worker", "shopping-http"] }
        /// Which account's a guest's cart has become a part of, while an order of it may still be placed.
        JOINED = "JOINED" { read: ["payments-worker"], write: ["identity-http"] }
    }
}

nouns! {
    /// Carts.
    carts: cart::Carts [CartRecord, JoinedCartRecord],
    /// Wishlists.
    wishlists: wishlist::WishlistStore [WishlistsRecord, WishRecord],
}
