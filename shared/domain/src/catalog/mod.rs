//! What is for sale.

pub mod category;
pub mod product;
pub mod sanitize;
pub mod shopify;
pub mod variant;
