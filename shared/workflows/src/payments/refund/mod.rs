//! Refunds.

pub mod settle;
