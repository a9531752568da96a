//! What is measured of orders.

metrics! {
    /// Check-outs that were refused, for whatever reason.
    CHECK_OUTS_REFUSED = "CheckOutsRefused" Count,
    /// Orders that were paid for and accepted.
    ORDERS_PLACED = "OrdersPlaced" Count counts event "order.placed",
    /// Orders that were cancelled.
    ORDERS_CANCELLED = "OrdersCancelled" Count counts event "order.cancelled",
    /// Orders that nobody paid for in time.
    ORDERS_EXPIRED = "OrdersExpired" Count counts event "order.expired",
}
