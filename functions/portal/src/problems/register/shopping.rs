//! Carts.

use crate::problems::{BLANK, Entry};

/// Which variant a problem is about.
const VARIANT: (&str, &str) = ("variant_id", "Which variant.");

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        code: "variant_unavailable",
        statuses: &[409, 422],
        meaning: "The variant is not for sale.",
        when: "It does not exist (422), or was taken off sale since it was put into the cart (409).",
        remedy: "Remove the line, and offer the product's other variants.",
        members: &[VARIANT],
    },
    Entry {
        code: "quantity_limit",
        statuses: &[422],
        meaning: "One line may not have that many units.",
        when: "A line has at most 999 units.",
        remedy: "Ask for fewer; `GET /v1/store` tells the limits.",
        ..BLANK
    },
    Entry {
        code: "cart_line_limit",
        statuses: &[422],
        meaning: "The cart is full.",
        when: "A cart has at most 50 lines.",
        remedy: "Check out, or remove a line; `GET /v1/store` tells the limits.",
        ..BLANK
    },
    Entry {
        code: "cart_empty",
        statuses: &[422],
        meaning: "There is nothing to order.",
        when: "The cart has no lines, or became an order already.",
        remedy: "Put something into the cart first. If you repeat a check-out, send its `Idempotency-Key` again.",
        ..BLANK
    },
    Entry {
        code: "shipping_address_required",
        statuses: &[422],
        meaning: "It is not known where to deliver to.",
        when: "Shipping methods and tax depend on the country, so the address comes first.",
        remedy: "Send `PUT /v1/cart/address`.",
        ..BLANK
    },
    Entry {
        code: "shipping_method_required",
        statuses: &[422],
        meaning: "It is not known how to deliver.",
        when: "The cart has goods to be sent and no shipping method.",
        remedy: "Send `PUT /v1/cart/shipping-method` with a code from `GET /v1/store`.",
        ..BLANK
    },
    Entry {
        code: "shipping_method_unavailable",
        statuses: &[422],
        meaning: "The shipping method is not offered there.",
        when: "The method does not exist for the country of the address, or the address was changed afterwards.",
        remedy: "Offer the methods that `GET /v1/store` lists for the country.",
        ..BLANK
    },
    Entry {
        code: "wishlist_limit",
        statuses: &[409],
        meaning: "There are as many wishlists as there may be.",
        when: "A customer has at most ten, a guest one.",
        remedy: "Delete one, or log in: the guest's becomes a part of the account's.",
        members: &[("limit", "How many there may be.")],
    },
    Entry {
        code: "wishlist_full",
        statuses: &[409],
        meaning: "The wishlist has as many items as it may.",
        when: "A list of a customer has at most 500 items, that of a guest 40.",
        remedy: "Take something out, or use another list.",
        members: &[("limit", "How many items it may have.")],
    },
];
