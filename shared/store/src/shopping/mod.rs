//! What is about to be bought.

pub mod cart;
pub mod partitions;

nouns! {
    /// Carts.
    carts: cart::Carts [CartRecord, JoinedCartRecord],
}
