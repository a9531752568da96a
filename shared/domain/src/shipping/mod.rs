//! How it gets there.

pub mod method;
