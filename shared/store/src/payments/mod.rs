//! Money that comes and goes.

pub mod payment;
pub mod refund;
pub mod webhook;

/// Who may touch what tells of money.
pub mod partitions {
    table::partitions! {
        /// Payments and their events.
        PAYMENT = "PAYMENT" {
            read: ["orders-http", "orders-worker", "payments-worker", "relay-worker"],
            write: ["orders-http", "orders-worker", "payments-worker"]
        }
        /// Payments that are not settled, by the time to ask the provider.
        PAYMENT_CHECK = "WORK#PAYMENT_CHECK" { read: ["payments-worker"], write: [] }
        /// Whose a provider's reference is.
        REFERENCE = "UNIQ#PAYREF" { read: ["payments-worker"], write: ["orders-http", "payments-worker"] }
        /// Refunds and their events.
        REFUND = "REFUND" {
            read: ["orders-http", "payments-worker", "relay-worker"],
            write: ["orders-http", "payments-worker"]
        }
        /// Refunds that are not settled, by the time to try again.
        REFUND_CHECK = "WORK#REFUND" { read: ["payments-worker"], write: [] }
        /// What providers told us. Whoever takes it in reads nothing.
        WEBHOOK = "WEBHOOK" { read: ["relay-worker"], write: ["payments-http"] }
    }
}

nouns! {
    /// Payments.
    payments: payment::Payments [PaymentRecord],
    /// Refunds.
    refunds: refund::Refunds [RefundRecord],
    /// What providers told us.
    webhooks: webhook::Webhooks [WebhookRecord],
}
