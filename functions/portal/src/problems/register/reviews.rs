//! What buyers say about goods.

use crate::problems::{BLANK, Entry};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        code: "review_exists",
        statuses: &[409],
        meaning: "The caller has reviewed this product.",
        when: "A product is reviewed a second time. Everybody reviews a product once, whether their review is shown or not.",
        remedy: "Offer to change or delete the review that there is, at `/v1/me/reviews/{review_id}`.",
        members: &[("review_id", "The review that there is.")],
    },
    Entry {
        code: "purchase_required",
        statuses: &[403],
        meaning: "Only buyers may do this.",
        when: "Somebody reviews a product that they did not buy here with this account, or whose order was called off.",
        remedy: "Offer reviews for what is in the customer's orders alone.",
        ..BLANK
    },
    Entry {
        code: "own_review",
        statuses: &[403],
        meaning: "It is the caller's own review.",
        when: "Somebody finds their own review helpful, or reports it.",
        remedy: "Do not offer it to the author; one's own review can be changed and deleted instead.",
        ..BLANK
    },
];
