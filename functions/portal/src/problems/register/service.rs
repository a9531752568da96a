//! Faults of ours and of those we depend on.

use crate::problems::{BLANK, Entry};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        code: "internal",
        statuses: &[500],
        meaning: "Something went wrong on our side.",
        when: "A fault in the shop's code or setup. The log has it under the `request_id`.",
        remedy: "Tell the shop's staff the `request_id`. Repeating the request is safe with the same `Idempotency-Key`.",
        ..BLANK
    },
    Entry {
        code: "unavailable",
        statuses: &[503],
        meaning: "A service that the shop depends on does not answer.",
        when: "The database or a provider is down or overloaded. Whether a command was carried out may not be known yet.",
        remedy: "Repeat the request after the seconds in `Retry-After`, with the same `Idempotency-Key`.",
        ..BLANK
    },
];
