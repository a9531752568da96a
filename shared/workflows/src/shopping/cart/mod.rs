//! Carts.

pub mod guest;
pub mod merge;
pub mod price;
pub mod update;
