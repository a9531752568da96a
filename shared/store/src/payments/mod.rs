//! Money that comes and goes.

pub mod partitions;
pub mod payment;
pub mod refund;
pub mod webhook;

nouns! {
    /// Payments.
    payments: payment::Payments [PaymentRecord],
    /// Refunds.
    refunds: refund::Refunds [RefundRecord],
    /// What providers told us.
    webhooks: webhook::Webhooks [WebhookRecord],
}
