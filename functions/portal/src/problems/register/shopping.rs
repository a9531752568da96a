//! Carts, prices and what is on the shelf.

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
        operations: &["add_cart_item", "change_cart_item", "check_out", "adjust_stock"],
    },
    Entry {
        code: "price_changed",
        statuses: &[409],
        meaning: "The order would cost something else than the buyer was shown.",
        when: "A price, tax rate or shipping price changed after the quote. Nothing was ordered and nothing is charged.",
        remedy: "Show the new quote, and check out again when the buyer agrees.",
        members: &[("quote", "What it costs now.")],
        operations: &["check_out"],
    },
    Entry {
        code: "variant_unavailable",
        statuses: &[409, 422],
        meaning: "The variant is not for sale.",
        when: "It does not exist (422), or was taken off sale since it was put into the cart (409).",
        remedy: "Remove the line, and offer the product's other variants.",
        members: &[VARIANT],
        operations: &["add_cart_item", "quote_cart", "check_out"],
    },
    Entry {
        code: "quantity_limit",
        statuses: &[422],
        meaning: "One line may not have that many units.",
        when: "A line has at most 999 units.",
        remedy: "Ask for fewer; `GET /v1/store` tells the limits.",
        operations: &["add_cart_item", "change_cart_item"],
        ..BLANK
    },
    Entry {
        code: "cart_line_limit",
        statuses: &[422],
        meaning: "The cart is full.",
        when: "A cart has at most 50 lines.",
        remedy: "Check out, or remove a line; `GET /v1/store` tells the limits.",
        operations: &["add_cart_item"],
        ..BLANK
    },
    Entry {
        code: "cart_empty",
        statuses: &[422],
        meaning: "There is nothing to order.",
        when: "The cart has no lines, or became an order already.",
        remedy: "Put something into the cart first. If you repeat a check-out, send its `Idempotency-Key` again.",
        operations: &["check_out"],
        ..BLANK
    },
    Entry {
        code: "currency_mismatch",
        statuses: &[422],
        meaning: "Amounts of two currencies met.",
        when: "The shop sells in one currency, and a request names another.",
        remedy: "Use the currency that `GET /v1/store` tells.",
        operations: &["add_cart_item", "quote_cart", "check_out", "set_price"],
        ..BLANK
    },
    Entry {
        code: "country_not_served",
        statuses: &[422],
        meaning: "Nothing is delivered to this country.",
        when: "The address is in a country that `GET /v1/store` does not list.",
        remedy: "Offer the listed countries.",
        operations: &["quote_cart", "check_out"],
        ..BLANK
    },
    Entry {
        code: "shipping_address_required",
        statuses: &[422],
        meaning: "It is not known where to deliver to.",
        when: "Shipping methods and tax depend on the country, so the address comes first.",
        remedy: "Send `PUT /v1/cart/address`.",
        operations: &["choose_shipping_method", "quote_cart", "check_out"],
        ..BLANK
    },
    Entry {
        code: "shipping_method_required",
        statuses: &[422],
        meaning: "It is not known how to deliver.",
        when: "The cart has goods to be sent and no shipping method.",
        remedy: "Send `PUT /v1/cart/shipping-method` with a code from `GET /v1/store`.",
        operations: &["check_out"],
        ..BLANK
    },
    Entry {
        code: "shipping_method_unavailable",
        statuses: &[422],
        meaning: "The shipping method is not offered there.",
        when: "The method does not exist for the country of the address, or the address was changed afterwards.",
        remedy: "Offer the methods that `GET /v1/store` lists for the country.",
        operations: &["choose_shipping_method", "check_out"],
        ..BLANK
    },
    Entry {
        code: "amount_too_large",
        statuses: &[422],
        meaning: "The sum is larger than can be counted.",
        when: "Prices times quantities go beyond 64 bits.",
        remedy: "Order less at a time.",
        operations: &["quote_cart", "check_out"],
        ..BLANK
    },
];
