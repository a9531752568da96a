//! Checking out, and what happens to an order afterwards.

use crate::problems::{BLANK, Entry};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        code: "email_required",
        answered: &[(422, &["check_out"])],
        meaning: "It is not known where the confirmation goes.",
        when: "A guest checks out without an `email`.",
        remedy: "Ask for the address. Customers with an account need not send it.",
        ..BLANK
    },
    Entry {
        code: "order_closed",
        answered: &[(409, &["check_out"])],
        meaning: "The order that this command made is closed.",
        when: "A check-out is repeated with its `Idempotency-Key` after the order was cancelled or expired.",
        remedy: "Check out again with a fresh key.",
        ..BLANK
    },
    Entry {
        code: "invalid_state_transition",
        answered: &[(409, &["cancel_order", "revoke_invitation"])],
        meaning: "That cannot be done where the thing stands now.",
        when: "For example when an order is to be cancelled that has expired.",
        remedy: "Read it again and offer what `allowed` lists.",
        members: &[("current", "Where it stands."), ("allowed", "What may be done from there.")],
    },
];
