//! What it costs.

use crate::problems::{BLANK, Entry};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        code: "currency_mismatch",
        statuses: &[422],
        meaning: "Amounts of two currencies met.",
        when: "The shop sells in one currency, and a request names another.",
        remedy: "Use the currency that `GET /v1/store` tells.",
        ..BLANK
    },
    Entry {
        code: "country_not_served",
        statuses: &[422],
        meaning: "Nothing is delivered to this country.",
        when: "The address is in a country that `GET /v1/store` does not list.",
        remedy: "Offer the listed countries.",
        ..BLANK
    },
    Entry {
        code: "amount_too_large",
        statuses: &[422],
        meaning: "The sum is larger than can be counted.",
        when: "Prices times quantities go beyond 64 bits.",
        remedy: "Order less at a time.",
        ..BLANK
    },
];
