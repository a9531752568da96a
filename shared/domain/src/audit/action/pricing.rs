//! What staff do to prices.

actions! {
    /// A variant costs something else.
    PRICE_SET = "price.set",
}
