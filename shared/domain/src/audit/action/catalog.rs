//! What staff do to what is for sale.

actions! {
    /// A product is shown to shoppers, or taken from them.
    PRODUCT_STATUS_SET = "product.status_set",
}
