//! What somebody is about to buy, and what they would like to.

pub mod cart;
pub mod wishlist;
