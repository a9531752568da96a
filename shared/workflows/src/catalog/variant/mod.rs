//! Variants, the units of sale.

pub mod update_price;
