//! What is for sale.

pub mod category;
pub mod product;
pub mod sanitize;
pub mod shopify;
pub mod variant;

// What staff do to what is for sale.
crate::audit::action::actions! {
    /// A product is shown to shoppers, or taken from them.
    PRODUCT_STATUS_SET = "product.status_set",
}
