//! Carts.

pub mod edit;
pub mod guest;
pub mod merge;
pub mod price;
