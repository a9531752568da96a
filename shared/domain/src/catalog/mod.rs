//! What is for sale.

pub mod category;
pub mod product;
pub mod sanitise;
pub mod shopify;
pub mod variant;
