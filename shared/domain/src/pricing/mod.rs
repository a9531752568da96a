//! What it costs.

pub mod chargeable;
pub mod quote;
pub mod tax;
pub mod totals;

// What staff do to prices.
crate::audit::action::actions! {
    /// A variant costs something else.
    PRICE_SET = "price.set",
}
