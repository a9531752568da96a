//! Products.

pub mod import;
pub(crate) mod listing;
pub mod update_status;
