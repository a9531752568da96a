//! Another address for an account.

pub mod confirm;
pub mod request;
