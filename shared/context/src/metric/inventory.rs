//! What is measured of stock.

metrics! {
    /// Requests that wanted more units than there are to sell.
    OUT_OF_STOCK_REFUSALS = "OutOfStockRefusals" Count counts problem "insufficient_stock",
}
