//! The routes, one file a resource.

pub mod stock;
pub mod view;
