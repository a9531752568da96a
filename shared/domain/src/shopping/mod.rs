//! What somebody is about to buy.

pub mod cart;
pub mod merge;
pub mod wishlist;

pub use cart::CartOwner;
