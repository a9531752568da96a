//! Products.

pub mod import;
pub(crate) mod listing;
pub mod set_status;
