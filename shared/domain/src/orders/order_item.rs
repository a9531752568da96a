//! Order items. The lines of an order.

use std::collections::BTreeSet;

use kernel::id::{LineId, OrderId, ProductId, VariantId};
use kernel::money::Money;
use kernel::quantity::Quantity;
use kernel::slug::Slug;
use serde::{Deserialize, Serialize};

use crate::inventory::reservation::StockLevelRef;

/// All lines of one order; at most 50.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderItems {
    /// Whose they are.
    pub order: OrderId,
    /// In the cart's order.
    pub lines: Vec<OrderItem>,
}

/// Some units of one variant, as they were bought.
///
/// A copy of everything that the buyer was shown: what becomes of the product never changes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderItem {
    /// The line it was in the cart.
    pub id: LineId,
    /// The product.
    pub product: ProductId,
    /// What was bought.
    pub variant: VariantId,
    /// The product's title.
    pub title: String,
    /// The variant's title.
    pub variant_title: String,
    /// The product's name in addresses.
    pub product_slug: Slug,
    /// The merchant's own number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sku: Option<String>,
    /// The picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image_url: Option<String>,
    /// How many.
    pub quantity: Quantity,
    /// What one cost, without tax.
    pub unit_price: Money,
    /// `quantity` times `unit_price`.
    pub subtotal: Money,
    /// The tax rate in parts per million.
    pub tax_rate_ppm: u32,
    /// The tax.
    pub tax: Money,
    /// Subtotal and tax.
    pub total: Money,
    /// Which cells the units come from; none where stock is not counted.
    #[serde(default)]
    pub allocations: Vec<Allocation>,
}

/// Units of a line that come from one cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allocation {
    /// From where.
    pub cell: StockLevelRef,
    /// How many.
    pub quantity: u32,
}

impl OrderItems {
    /// What was bought: variants and their units, line by line.
    pub fn bought(&self) -> Vec<(VariantId, Quantity)> {
        self.lines.iter().map(|line| (line.variant, line.quantity)).collect()
    }

    /// The products that were bought, each once.
    pub fn products(&self) -> Vec<ProductId> {
        let distinct: BTreeSet<ProductId> = self.lines.iter().map(|line| line.product).collect();
        distinct.into_iter().collect()
    }

    /// How many units all lines have.
    pub fn unit_count(&self) -> u32 {
        self.lines.iter().map(|line| line.quantity.get()).sum()
    }

    /// What was taken from the stock, line by line.
    pub fn allocations(&self) -> impl Iterator<Item = &Allocation> {
        self.lines.iter().flat_map(|line| &line.allocations)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::order_items;

    #[test]
    fn lines_know_their_units_and_where_they_come_from() {
        let lines = order_items();
        assert_eq!(lines.unit_count(), 2);
        assert_eq!(lines.allocations().map(|allocation| allocation.quantity).sum::<u32>(), 2);
        let stored = serde_json::to_string(&lines).unwrap();
        assert_eq!(serde_json::from_str::<OrderItems>(&stored).unwrap(), lines);
    }
}
