//! Totals: what a quote and an order come to, in one shape.

use kernel::money::Money;
use serde::{Deserialize, Serialize};

/// What it all comes to: `total = subtotal + shipping + tax + rounding`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(from = "StoredTotals")]
pub struct Totals {
    /// The sum of the lines without tax.
    pub subtotal: Money,
    /// The shipping without tax; zero as long as no method is chosen, and where nothing is sent.
    pub shipping: Money,
    /// All tax, that on shipping included; zero as long as no address is known.
    pub tax: Money,
    /// What is added or taken off so that the total can be paid: zero but where a currency is charged in steps.
    pub rounding: Money,
    /// What the buyer pays.
    pub total: Money,
}

/// Totals as they are stored: of orders from before anything was rounded, without a rounding.
#[derive(Deserialize)]
struct StoredTotals {
    subtotal: Money,
    shipping: Money,
    tax: Money,
    #[serde(default)]
    rounding: Option<Money>,
    total: Money,
}

impl From<StoredTotals> for Totals {
    fn from(stored: StoredTotals) -> Self {
        let StoredTotals { subtotal, shipping, tax, rounding, total } = stored;
        Self { subtotal, shipping, tax, rounding: rounding.unwrap_or(Money::zero(total.currency())), total }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::order;

    #[test]
    fn totals_from_before_anything_was_rounded_are_read() {
        let totals = order().totals;
        let mut stored = serde_json::to_value(totals).unwrap();
        assert_eq!(stored.as_object_mut().and_then(|totals| totals.remove("rounding")).unwrap()["amount"], 0);
        assert_eq!(serde_json::from_value::<Totals>(stored).unwrap(), totals);
    }
}
