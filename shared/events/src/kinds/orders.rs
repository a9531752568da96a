//! What happens to orders.

use kernel::id::{OrderId, PaymentId, RefundId, UserId};
use kernel::money::Money;

domain_events! {
    /// An order was created; it waits for its payment, if it costs anything.
    OrderCreated = "order" "order.created" {
        /// The order.
        order: OrderId,
        /// Its payment; none if it costs nothing.
        payment: Option<PaymentId>,
        /// What is to be paid.
        total: Money,
    }
    /// The order's payment was captured.
    OrderPaid = "order" "order.paid" {
        /// The order.
        order: OrderId,
        /// Its payment.
        payment: PaymentId,
        /// What was paid.
        amount: Money,
    }
    /// The order is placed: it will be fulfilled.
    OrderPlaced = "order" "order.placed" {
        /// The order.
        order: OrderId,
        /// The customer, if it is one with an account.
        customer: Option<UserId>,
        /// What was paid.
        total: Money,
    }
    /// The order was cancelled.
    OrderCancelled = "order" "order.cancelled" {
        /// The order.
        order: OrderId,
        /// Its payment, which is to be voided or refunded; none if it cost nothing.
        payment: Option<PaymentId>,
        /// Why.
        reason: String,
        /// The refund that gives captured money back.
        refund: Option<RefundId>,
    }
    /// Nobody paid in time.
    OrderExpired = "order" "order.expired" {
        /// The order.
        order: OrderId,
        /// Its payment, which is to be voided.
        payment: Option<PaymentId>,
    }
    /// What the provider holds is not what the order asks for: the money is let go, and the order stays unpaid.
    OrderPaymentConflicted = "order" "order.payment_conflicted" {
        /// The order.
        order: OrderId,
        /// Its payment.
        payment: PaymentId,
        /// What differs.
        difference: String,
    }
    /// The provider cannot give the order's money back: people must.
    OrderRefundFailed = "order" "order.refund_failed" {
        /// The order.
        order: OrderId,
        /// The refund.
        refund: RefundId,
        /// The provider's words.
        reason: String,
    }
    /// Nothing in a finished order says any more who bought it.
    OrderPseudonymized = "order" "order.pseudonymised" {
        /// The order.
        order: OrderId,
    }
}
