//! What happens to prices.

use kernel::id::VariantId;
use kernel::money::Money;

domain_events! {
    /// A variant's price was changed.
    PriceChanged = "price" "price.changed" {
        /// The variant.
        variant: VariantId,
        /// The price before.
        before: Money,
        /// The price from now on.
        after: Money,
    }
}
