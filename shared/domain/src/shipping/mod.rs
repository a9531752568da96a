//! How it gets there.

pub mod destination;
pub mod method;
