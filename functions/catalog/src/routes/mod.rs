//! The routes, one file a resource.

pub mod admin_product;
pub mod category;
pub mod product;
pub mod view;
