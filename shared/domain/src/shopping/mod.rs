//! What somebody is about to buy.

pub mod cart;
mod merge;

pub use cart::CartOwner;
