//! What somebody is about to buy.

pub mod cart;
pub mod merge;

pub use cart::CartOwner;
