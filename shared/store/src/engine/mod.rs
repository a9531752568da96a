//! What the table engine keeps for every area alike.

pub mod partitions;

use table::{backoff, event, idempotency, rate_limit, seen, unique};

use crate::shapes::Noun;

/// Every kind of item of the engine; its own crate knows no list of nouns.
pub(crate) const NOUNS: &[Noun] = &[
    Noun::of::<backoff::AttemptsRecord>(),
    Noun::of::<event::Event>(),
    Noun::of::<idempotency::Idempotency>(),
    Noun::of::<rate_limit::Rate>(),
    Noun::of::<seen::Seen>(),
    Noun::of::<unique::Unique>(),
];
