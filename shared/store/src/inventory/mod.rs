//! What there is to sell.

pub mod cell;
pub mod movement;
