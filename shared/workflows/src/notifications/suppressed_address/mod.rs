//! Suppressed addresses.

pub mod lift;
pub mod report;
