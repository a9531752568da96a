//! Variants, the units of sale.

pub mod set_price;
