//! What is measured of money.

metrics! {
    /// Payments that the provider declined.
    PAYMENTS_DECLINED = "PaymentsDeclined" Count counts problem "payment_declined",
    /// Payments whose money was taken.
    PAYMENTS_CAPTURED = "PaymentsCaptured" Count counts event "payment.captured",
    /// Payments that failed.
    PAYMENTS_FAILED = "PaymentsFailed" Count counts event "payment.failed",
    /// Refunds that were made.
    REFUNDS_MADE = "RefundsMade" Count counts event "refund.succeeded",
    /// Refunds that the provider would not make: people must.
    REFUNDS_FAILED = "RefundsFailed" Count counts event "refund.failed",
}
