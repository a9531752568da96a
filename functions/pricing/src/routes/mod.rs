//! The routes, one file a resource.

pub mod price;
pub mod tax;
