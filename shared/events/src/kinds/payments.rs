//! What happens to money, and what providers tell of it.

use kernel::id::{OrderId, PaymentId, RefundId};
use kernel::money::Money;

domain_events! {
    /// The provider holds the money for us.
    PaymentAuthorized = "payment" "payment.authorized" {
        /// The payment.
        payment: PaymentId,
        /// Its order.
        order: OrderId,
        /// How much.
        amount: Money,
    }
    /// The money is ours.
    PaymentCaptured = "payment" "payment.captured" {
        /// The payment.
        payment: PaymentId,
        /// Its order.
        order: OrderId,
        /// How much.
        amount: Money,
    }
    /// An attempt to pay was declined; the buyer may try again.
    PaymentFailed = "payment" "payment.failed" {
        /// The payment.
        payment: PaymentId,
        /// Its order.
        order: OrderId,
        /// The provider's code.
        code: String,
    }
    /// The provider holds the money no longer.
    PaymentVoided = "payment" "payment.voided" {
        /// The payment.
        payment: PaymentId,
        /// Its order.
        order: OrderId,
    }
    /// What the provider holds is not what the order asks for.
    PaymentConflicted = "payment" "payment.conflicted" {
        /// The payment.
        payment: PaymentId,
        /// Its order.
        order: OrderId,
        /// What differs.
        difference: String,
    }
    /// Money was given back.
    RefundSucceeded = "refund" "refund.succeeded" {
        /// The refund.
        refund: RefundId,
        /// Its payment.
        payment: PaymentId,
        /// Its order.
        order: OrderId,
        /// How much.
        amount: Money,
    }
    /// The provider cannot give the money back.
    RefundFailed = "refund" "refund.failed" {
        /// The refund.
        refund: RefundId,
        /// Its payment.
        payment: PaymentId,
        /// Its order.
        order: OrderId,
        /// The provider's words.
        reason: String,
    }
    /// A provider told us something; its words are kept in the webhook inbox.
    WebhookReceived = "webhook" "webhook.received" {
        /// The provider.
        provider: String,
        /// The provider's id of its event.
        event: String,
        /// The provider's name for what happened.
        kind: String,
        /// The provider's reference of the payment concerned.
        reference: String,
        /// Our payment, as the provider remembers it.
        payment: Option<PaymentId>,
    }
}
