//! Products on the wire.

use domain::catalog::product::{Image, Listing};
use domain::catalog::variant::{InventoryPolicy, Variant};
use domain::inventory::stock_level::StockLevel;
use kernel::id::{CategoryId, ProductId, VariantId};
use kernel::money::Money;
use kernel::slug::Slug;
use kernel::time::Timestamp;
use serde::Serialize;
use store::catalog::product::ProductPage;
use utoipa::ToSchema;

/// A product in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProductCardView {
    /// The product.
    id: ProductId,
    /// Its name in addresses.
    slug: Slug,
    /// Its name for people.
    title: String,
    /// Its first picture.
    image_url: Option<String>,
    /// What the cheapest variant costs, without tax.
    price: Money,
    /// What the dearest variant costs.
    price_to: Money,
    /// What the cheapest variant cost before, if that was more.
    compare_at: Option<Money>,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

impl From<Listing> for ProductCardView {
    fn from(listing: Listing) -> Self {
        Self {
            id: listing.product,
            slug: listing.slug,
            title: listing.title,
            image_url: listing.image_url,
            price: listing.price,
            price_to: listing.price_to,
            compare_at: listing.compare_at,
            created_at: listing.created_at,
        }
    }
}

/// A product with everything that its page shows.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProductView {
    /// The product.
    id: ProductId,
    /// Its name in addresses.
    slug: Slug,
    /// Its name for people.
    title: String,
    /// The description, safe to show as HTML.
    description_html: String,
    /// The brand, if it has one.
    vendor: Option<String>,
    /// What kind of thing it is, if the merchant says.
    product_type: Option<String>,
    /// Labels.
    tags: Vec<String>,
    /// The categories that it is listed in, from the root to its own.
    category_ids: Vec<CategoryId>,
    /// The names of its options, such as `Size`.
    options: Vec<String>,
    /// What the cheapest variant costs, without tax.
    price: Money,
    /// What the dearest variant costs.
    price_to: Money,
    /// What the cheapest variant cost before, if that was more.
    compare_at: Option<Money>,
    /// Whether any variant can be had now.
    in_stock: bool,
    /// The gallery, in its order.
    images: Vec<Image>,
    /// The title for search engines, where it differs.
    seo_title: Option<String>,
    /// The summary for search engines.
    seo_description: Option<String>,
    /// What can be bought, in its order.
    variants: Vec<VariantView>,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When it last changed; its stock changes without it.
    #[schema(value_type = String, format = DateTime)]
    updated_at: Timestamp,
}

/// One size, colour or flavour of a product: what is put into a cart.
#[derive(Debug, Serialize, ToSchema)]
pub struct VariantView {
    /// The variant.
    id: VariantId,
    /// Its options in one line, or `Default Title` if the product has none.
    title: String,
    /// The value of each option.
    options: Vec<OptionView>,
    /// The merchant's own number.
    sku: Option<String>,
    /// The number under the bars.
    barcode: Option<String>,
    /// What one costs, without tax.
    price: Money,
    /// What one cost before, if that was more.
    compare_at: Option<Money>,
    /// How many can be had now; `null` where nobody counts.
    available: Option<i64>,
    /// Whether one can be had now, or is delivered later.
    in_stock: bool,
    /// What happens when more is wanted than is there.
    inventory_policy: InventoryPolicy,
    /// What one weighs, in grams.
    grams: u32,
    /// Whether it is sent.
    requires_shipping: bool,
    /// Its own picture.
    image_url: Option<String>,
}

/// An option with its value, such as `Size` and `Small`.
#[derive(Debug, Serialize, ToSchema)]
pub struct OptionView {
    /// The option.
    name: String,
    /// The value.
    value: String,
}

impl ProductView {
    /// A product with its variants as they can be had at `now`.
    pub fn of(page: ProductPage, cells: &[StockLevel], now: Timestamp) -> Self {
        let ProductPage { head, body, variants } = page;
        let head = head.into_value();
        let variants: Vec<VariantView> =
            variants.into_iter().map(|variant| VariantView::of(variant, &head.options, cells, now)).collect();
        let unless_empty = |text: String| Some(text).filter(|text| !text.is_empty());
        Self {
            id: head.id,
            slug: head.slug,
            title: head.title,
            description_html: body.description_html,
            vendor: unless_empty(head.vendor),
            product_type: unless_empty(head.product_type),
            tags: head.tags,
            category_ids: head.categories,
            options: head.options,
            price: head.price_from,
            price_to: head.price_to,
            compare_at: head.compare_at,
            in_stock: variants.iter().any(|variant| variant.in_stock),
            images: body.images,
            seo_title: body.seo_title,
            seo_description: body.seo_description,
            variants,
            created_at: head.created_at,
            updated_at: head.updated_at,
        }
    }
}

impl VariantView {
    fn of(variant: Variant, options: &[String], cells: &[StockLevel], now: Timestamp) -> Self {
        let own = cells.iter().filter(|cell| cell.variant == variant.id);
        let counted = own.map(|cell| cell.sellable(now).max(0)).fold(0, i64::saturating_add);
        let available = variant.tracked.then_some(counted);
        let values = options.iter().zip(variant.options);
        Self {
            id: variant.id,
            title: variant.title,
            options: values.map(|(name, value)| OptionView { name: name.clone(), value }).collect(),
            sku: variant.sku,
            barcode: variant.barcode,
            price: variant.price,
            compare_at: variant.compare_at,
            available,
            in_stock: variant.policy == InventoryPolicy::Continue || available.is_none_or(|units| units > 0),
            inventory_policy: variant.policy,
            grams: variant.grams,
            requires_shipping: variant.requires_shipping,
            image_url: variant.image_url,
        }
    }
}
