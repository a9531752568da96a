//! Variants: the unit of sale.

use kernel::id::{ProductId, VariantId};
use kernel::money::Money;
use kernel::slug::Slug;
use serde::{Deserialize, Serialize};

use super::product::ProductStatus;

/// The most variants of a product.
pub const MAX_VARIANTS: usize = 100;
/// The title of a product's only variant, as Shopify names it.
pub const DEFAULT_TITLE: &str = "Default Title";

/// What happens when more is wanted than is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum InventoryPolicy {
    /// It is refused.
    Deny,
    /// It is sold and delivered later.
    Continue,
}

/// One size, colour or flavour of a product, with its own price and stock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variant {
    /// The identity that carts, orders and stock refer to.
    pub id: VariantId,
    /// What it is a variant of.
    pub product: ProductId,
    /// The place among its siblings, 1 first.
    pub position: u32,
    /// The options as shoppers read them: `Small / Red`, or [`DEFAULT_TITLE`].
    pub title: String,
    /// The value of each option of the product, in its order.
    #[serde(default)]
    pub options: Vec<String>,
    /// The merchant's own number; unique where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sku: Option<String>,
    /// The number under the bars.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub barcode: Option<String>,
    /// What one unit costs, without tax.
    pub price: Money,
    /// What it cost before, above `price`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compare_at: Option<Money>,
    /// What one unit weighs, in grams.
    pub grams: u32,
    /// Whether it is sent.
    pub requires_shipping: bool,
    /// Whether tax is added.
    pub taxable: bool,
    /// Whether its stock is counted.
    pub tracked: bool,
    /// What happens when the stock does not suffice.
    pub policy: InventoryPolicy,
    /// The units of the last import, from which the next one counts: what was sold in between stays sold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub imported_quantity: Option<i64>,
    /// Its own picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image_url: Option<String>,
    /// Over how many cells its stock is spread; more where many buy at once.
    #[serde(default = "one_cell")]
    pub cells: u16,
    /// Whether its product is for sale: a copy, so that a cart needs no product.
    #[serde(default = "active")]
    pub status: ProductStatus,
    /// The product's title, so that a cart needs no product.
    pub product_title: String,
    /// The product's name in addresses, likewise.
    pub product_slug: Slug,
    /// How often its price was changed; the events that tell of it are numbered from 1.
    #[serde(default)]
    pub price_changes: u32,
}

const fn active() -> ProductStatus {
    ProductStatus::Active
}

const fn one_cell() -> u16 {
    1
}

/// The title of a variant with these option values.
pub fn title_of(options: &[String]) -> String {
    if options.is_empty() { DEFAULT_TITLE.to_owned() } else { options.join(" / ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variant_is_called_by_its_options() {
        assert_eq!(title_of(&["Small".to_owned(), "Red".to_owned()]), "Small / Red");
        assert_eq!(title_of(&[]), DEFAULT_TITLE);
    }
}
