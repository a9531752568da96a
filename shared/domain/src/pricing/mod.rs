//! What it costs.

pub mod quote;
pub mod tax;
pub mod totals;
