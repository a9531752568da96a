//! Money that comes and goes.

pub mod partitions;
pub mod payment;
pub mod refund;
pub mod webhook;

nouns! {
    /// Payments.
    payments: payment::Payments [PaymentHead],
    /// Refunds.
    refunds: refund::Refunds [RefundHead],
    /// What providers told us.
    webhooks: webhook::Webhooks [WebhookHead],
}
