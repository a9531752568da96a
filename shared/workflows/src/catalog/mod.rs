//! What is sold.

pub mod import;
pub mod product;
pub mod variant;
