//! What is there, and for whom.

pub mod cell;
pub mod reservation;
