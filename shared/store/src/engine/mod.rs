//! What the table engine keeps for every area alike.

use table::{backoff, event, idempotency, rate_limit, seen, unique};

use crate::shapes::Noun;

/// Who may touch what the engine keeps for every area alike.
pub mod partitions {
    table::partitions! {
        /// Attempts that become slower.
        ATTEMPTS = "ATTEMPTS" { read: ["identity-http"], write: ["identity-http"] }
        /// Answers of commands that were done.
        IDEM = "IDEM" { read: ["*-http", "notifications-worker"], write: ["*-http", "notifications-worker"] }
        /// Counts of what is limited.
        RATE = "RATE" { read: ["*-http"], write: ["*-http"] }
        /// Which consumer has seen which event; none asks so far.
        SEEN = "SEEN" { read: [], write: [] }
    }
}

/// Every kind of item of the engine; its own crate knows no list of nouns.
pub(crate) const NOUNS: &[Noun] = &[
    Noun::of::<backoff::AttemptsRecord>(),
    Noun::of::<event::Event>(),
    Noun::of::<idempotency::Idempotency>(),
    Noun::of::<rate_limit::Rate>(),
    Noun::of::<seen::Seen>(),
    Noun::of::<unique::Unique>(),
];
