//! What somebody is about to buy.

pub mod cart;
