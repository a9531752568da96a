//! What is there, and for whom.

pub mod reservation;
pub mod stock_level;

// What staff do to the stock.
crate::audit::action::actions! {
    /// Units came or went.
    STOCK_ADJUSTED = "stock.adjusted",
}
