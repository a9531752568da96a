//! What is for sale.

pub mod category;
pub mod listing;
pub mod partitions;
pub mod product;
pub mod search;
pub mod variant;

nouns! {
    /// Categories.
    categories: category::Categories [CategoryHead],
    /// Products.
    products: product::Products [ProductHead, ProductText] + listing [ListingItem] + search [TermItem],
    /// Variants.
    variants: variant::Variants [VariantHead],
}
