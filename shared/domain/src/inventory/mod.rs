//! What is there, and for whom.

pub mod reservation;
pub mod stock_level;
