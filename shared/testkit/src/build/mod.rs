//! Builders of what a test needs to be there, written straight to the store.

pub mod cart;
pub mod product;
pub mod review;
