//! What is on the shelf.

use crate::problems::{BLANK, Entry};

/// Which variant a problem is about.
const VARIANT: (&str, &str) = ("variant_id", "Which variant.");

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        code: "insufficient_stock",
        statuses: &[409],
        meaning: "Less is available than was wanted.",
        when: "The units are sold, or held by orders that wait for their payment. Of several buyers of the last unit one gets it.",
        remedy: "Offer the number in `available`, or remove the line. Units may come back when somebody does not pay.",
        members: &[VARIANT, ("wanted", "How many units were wanted."), ("available", "How many units there are.")],
    },
    Entry {
        code: "stock_not_tracked",
        statuses: &[409],
        meaning: "The stock of this variant is not counted.",
        when: "Its quantity is to be changed, but it is sold without limit.",
        remedy: "Nothing needs to be done: it never sells out.",
        ..BLANK
    },
];
