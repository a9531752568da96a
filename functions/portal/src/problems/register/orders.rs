//! Checking out, and what happens to an order afterwards.

use crate::problems::{BLANK, Entry};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        code: "price_changed",
        statuses: &[409],
        meaning: "The order would cost something else than the buyer was shown.",
        when: "A price, tax rate or shipping price changed after the quote. Nothing was ordered and nothing is charged.",
        remedy: "Show the new quote, and check out again when the buyer agrees.",
        members: &[("quote", "What it costs now.")],
    },
    Entry {
        code: "payment_in_progress",
        statuses: &[409],
        meaning: "The order of this cart is being paid.",
        when: "A cart is checked out again while the payment of its order is confirmed and about to be taken.",
        remedy: "Wait a moment and look at the order: it is about to be placed. If its payment fails, check out again.",
        ..BLANK
    },
    Entry {
        code: "payment_required",
        statuses: &[422],
        meaning: "It costs something, and nobody is named who takes the money.",
        when: "A cart with a total above zero is checked out without `payment`.",
        remedy: "Send `payment` with one of the providers of `GET /v1/store`. Only what is free needs none.",
        ..BLANK
    },
    Entry {
        code: "email_required",
        statuses: &[422],
        meaning: "It is not known where the confirmation goes.",
        when: "A guest checks out without an `email`.",
        remedy: "Ask for the address. Customers with an account need not send it.",
        ..BLANK
    },
    Entry {
        code: "order_closed",
        statuses: &[409],
        meaning: "The order that this command made is closed.",
        when: "A check-out is repeated with its `Idempotency-Key` after the order was cancelled or expired.",
        remedy: "Check out again with a fresh key.",
        ..BLANK
    },
];
