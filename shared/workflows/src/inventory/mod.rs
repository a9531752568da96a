//! What is there to sell.

pub mod stock;
