//! Orders.

pub mod cancel;
pub mod place;
