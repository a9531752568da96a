//! The audit's keys.

pub mod record;
