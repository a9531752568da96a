//! Totals: what a quote and an order come to, in one shape.

use kernel::money::Money;
use serde::{Deserialize, Serialize};

/// What it all comes to: `total = subtotal + shipping + tax`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Totals {
    /// The sum of the lines without tax.
    pub subtotal: Money,
    /// The shipping without tax; zero as long as no method is chosen, and where nothing is sent.
    pub shipping: Money,
    /// All tax, that on shipping included; zero as long as no address is known.
    pub tax: Money,
    /// What the buyer pays.
    pub total: Money,
}
