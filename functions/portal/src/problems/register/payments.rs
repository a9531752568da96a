//! Money, and the providers that move it.

use crate::problems::{BLANK, Entry};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        code: "payment_declined",
        statuses: &[402],
        meaning: "The payment provider refused the payment.",
        when: "The card's bank said no. No money moved.",
        remedy: "Ask for another means of payment. The order keeps its goods until `pay_by`.",
        ..BLANK
    },
    Entry {
        code: "payment_action_required",
        statuses: &[402],
        meaning: "The buyer must confirm the payment first.",
        when: "The bank asks the buyer to identify themself.",
        remedy: "Confirm the payment with the provider's script and the `client_secret`.",
        ..BLANK
    },
    Entry {
        code: "payment_provider_unavailable",
        statuses: &[422],
        meaning: "This shop does not take payments by this provider.",
        when: "`payment.provider` names a provider that the shop is not set up for.",
        remedy: "Offer the providers that `GET /v1/store` lists.",
        ..BLANK
    },
    Entry {
        code: "amount_not_chargeable",
        statuses: &[422],
        meaning: "The total is one that the provider cannot charge.",
        when: "Providers have a least and a greatest amount for each currency; the quote knows them.",
        remedy: "Order more, or less. A total of nothing is free.",
        members: &[
            ("minimum", "The least that can be paid; where the provider itself refused, it is not told."),
            ("maximum", "The most that can be paid; likewise."),
        ],
    },
    Entry {
        code: "payment_amount_mismatch",
        statuses: &[409],
        meaning: "What the provider holds is not what the order asks for.",
        when: "Amount or currency differ. Nothing is captured, and what was set aside is released.",
        remedy: "Check out again. Staff find the difference in the payment's events.",
        ..BLANK
    },
    Entry {
        code: "payment_order_mismatch",
        statuses: &[409],
        meaning: "The provider's payment belongs to another order, or to another version of it.",
        when: "The provider's notes about a payment do not name the order that it is booked for. Nothing is captured.",
        remedy: "Check out again. Staff find the difference in the payment's events.",
        ..BLANK
    },
    Entry {
        code: "capture_exceeds_authorized",
        statuses: &[422],
        meaning: "More would be taken than was set aside.",
        when: "A capture is larger than the authorization.",
        remedy: "Capture at most what is authorized.",
        ..BLANK
    },
    Entry {
        code: "refund_exceeds_captured",
        statuses: &[422],
        meaning: "More would go back than was taken.",
        when: "All refunds together, those on their way included, are larger than what was captured.",
        remedy: "Refund at most what is left.",
        ..BLANK
    },
    Entry {
        code: "invalid_signature",
        statuses: &[400],
        meaning: "The webhook is not signed by the provider.",
        when: "The signature is missing, made with another secret, or too old.",
        remedy: "Compare the endpoint's signing secret with the provider's settings, and the server's clock with the time.",
        ..BLANK
    },
    Entry {
        code: "malformed_event",
        statuses: &[400],
        meaning: "The webhook's signature holds, but its body is no event.",
        when: "The body is no JSON object of the provider's form.",
        remedy: "Compare the API version of the endpoint in the provider's settings.",
        ..BLANK
    },
    Entry {
        code: "wrong_mode",
        statuses: &[400],
        meaning: "A test event came to a live shop, or the other way round.",
        when: "The event's mode is not that of the shop's key.",
        remedy: "Register the endpoint in the mode that the shop's keys belong to.",
        ..BLANK
    },
];
