//! Stock levels.

pub mod adjust;
