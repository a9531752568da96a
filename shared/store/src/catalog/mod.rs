//! What is for sale.

pub mod category;
pub mod listing;
pub mod partitions;
pub mod product;
pub mod search;
pub mod variant;

nouns! {
    /// Categories.
    categories: category::Categories [CategoryRecord],
    /// Products.
    products: product::Products [ProductRecord, ProductBodyRecord] + listing [ListingRecord] + search [SearchTermRecord],
    /// Variants.
    variants: variant::Variants [VariantRecord],
}
