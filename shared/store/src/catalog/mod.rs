//! What is for sale.

pub mod category;
pub mod listing;
pub mod product;
pub mod search;
pub mod variant;
