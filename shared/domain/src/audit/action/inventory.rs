//! What staff do to the stock.

actions! {
    /// Units came or went.
    STOCK_ADJUSTED = "stock.adjusted",
}
