//! What happens to what is for sale.

use kernel::id::ProductId;

domain_events! {
    /// A product was created or changed.
    ProductChanged = "product" "product.changed" {
        /// The product.
        product: ProductId,
    }
}
