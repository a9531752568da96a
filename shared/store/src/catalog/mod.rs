//! What is for sale.

pub mod category;
pub mod listing;
pub mod product;
pub mod search;
pub mod variant;

/// Who may touch what is for sale. Products are imported by whoever runs the shop, and by no function.
pub mod partitions {
    table::partitions! {
        /// Categories, and the lists of what is in them.
        CATEGORY = "CATEGORY" { read: ["catalog-http"], write: [] }
        /// Products with their texts, listings and events.
        PRODUCT = "PRODUCT" {
            read: ["catalog-http", "pricing-http", "relay-worker", "reviews-http"],
            write: ["catalog-http", "pricing-http"]
        }
        /// Variants with their prices.
        VARIANT = "VARIANT" {
            read: [
                "catalog-http", "identity-http", "inventory-http", "orders-http", "orders-worker", "payments-worker",
                "pricing-http", "shopping-http"
            ],
            write: ["catalog-http", "pricing-http"]
        }
        /// Changes of prices, which are events alone.
        PRICE = "PRICE" { read: ["relay-worker"], write: ["pricing-http"] }
        /// The words that products are found by.
        TERM = "TERM" { read: ["catalog-http"], write: ["catalog-http"] }
        /// Which category has a slug.
        CATEGORY_SLUG = "UNIQ#CATSLUG" { read: ["catalog-http"], write: [] }
        /// Which product has a slug.
        PRODUCT_SLUG = "UNIQ#SLUG" { read: ["catalog-http"], write: [] }
        /// Which variant has a vendor's SKU.
        SKU = "UNIQ#SKU" { read: [], write: [] }
    }
}

nouns! {
    /// Categories.
    categories: category::Categories [CategoryRecord],
    /// Products.
    products: product::Products [ProductRecord, ProductBodyRecord] + listing [ListingRecord] + search [SearchTermRecord],
    /// Variants.
    variants: variant::Variants [VariantRecord],
}
