//! Carts, prices and what is on the shelf.

use crate::problems::{BLANK, Entry};

/// Which variant a problem is about.
const VARIANT: (&str, &str) = ("variant_id", "Which variant.");

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        code: "address_book_full",
        answered: &[(409, &["add_address"])],
        meaning: "The address book has no room for another address.",
        when: "It has fifty addresses.",
        remedy: "Offer to delete one, or use the address for the order alone.",
        ..BLANK
    },
    Entry {
        code: "insufficient_stock",
        answered: &[(409, &["add_cart_item", "change_cart_item", "check_out", "adjust_stock"])],
        meaning: "Less is available than was wanted.",
        when: "The units are sold, or held by orders that wait for their payment. Of several buyers of the last unit one gets it.",
        remedy: "Offer the number in `available`, or remove the line. Units may come back when somebody does not pay.",
        members: &[VARIANT, ("wanted", "How many units were wanted."), ("available", "How many units there are.")],
    },
    Entry {
        code: "price_changed",
        answered: &[(409, &["check_out"])],
        meaning: "The order would cost something else than the buyer was shown.",
        when: "A price, tax rate or shipping price changed after the quote. Nothing was ordered and nothing is charged.",
        remedy: "Show the new quote, and check out again when the buyer agrees.",
        members: &[("quote", "What it costs now.")],
    },
    Entry {
        code: "variant_unavailable",
        answered: &[(409, &["quote_cart", "check_out"]), (422, &["add_cart_item"])],
        meaning: "The variant is not for sale.",
        when: "It does not exist (422), or was taken off sale since it was put into the cart (409).",
        remedy: "Remove the line, and offer the product's other variants.",
        members: &[VARIANT],
    },
    Entry {
        code: "quantity_limit",
        answered: &[(422, &["add_cart_item", "change_cart_item"])],
        meaning: "One line may not have that many units.",
        when: "A line has at most 999 units.",
        remedy: "Ask for fewer; `GET /v1/store` tells the limits.",
        ..BLANK
    },
    Entry {
        code: "cart_line_limit",
        answered: &[(422, &["add_cart_item"])],
        meaning: "The cart is full.",
        when: "A cart has at most 50 lines.",
        remedy: "Check out, or remove a line; `GET /v1/store` tells the limits.",
        ..BLANK
    },
    Entry {
        code: "cart_empty",
        answered: &[(422, &["check_out"])],
        meaning: "There is nothing to order.",
        when: "The cart has no lines, or became an order already.",
        remedy: "Put something into the cart first. If you repeat a check-out, send its `Idempotency-Key` again.",
        ..BLANK
    },
    Entry {
        code: "currency_mismatch",
        answered: &[(422, &["add_cart_item", "quote_cart", "check_out", "set_price"])],
        meaning: "Amounts of two currencies met.",
        when: "The shop sells in one currency, and a request names another.",
        remedy: "Use the currency that `GET /v1/store` tells.",
        ..BLANK
    },
    Entry {
        code: "country_not_served",
        answered: &[(422, &["quote_cart", "check_out"])],
        meaning: "Nothing is delivered to this country.",
        when: "The address is in a country that `GET /v1/store` does not list.",
        remedy: "Offer the listed countries.",
        ..BLANK
    },
    Entry {
        code: "shipping_address_required",
        answered: &[(422, &["choose_shipping_method", "quote_cart", "check_out"])],
        meaning: "It is not known where to deliver to.",
        when: "Shipping methods and tax depend on the country, so the address comes first.",
        remedy: "Send `PUT /v1/cart/address`.",
        ..BLANK
    },
    Entry {
        code: "shipping_method_required",
        answered: &[(422, &["check_out"])],
        meaning: "It is not known how to deliver.",
        when: "The cart has goods to be sent and no shipping method.",
        remedy: "Send `PUT /v1/cart/shipping-method` with a code from `GET /v1/store`.",
        ..BLANK
    },
    Entry {
        code: "shipping_method_unavailable",
        answered: &[(422, &["choose_shipping_method", "check_out"])],
        meaning: "The shipping method is not offered there.",
        when: "The method does not exist for the country of the address, or the address was changed afterwards.",
        remedy: "Offer the methods that `GET /v1/store` lists for the country.",
        ..BLANK
    },
    Entry {
        code: "amount_too_large",
        answered: &[(422, &["quote_cart", "check_out"])],
        meaning: "The sum is larger than can be counted.",
        when: "Prices times quantities go beyond 64 bits.",
        remedy: "Order less at a time.",
        ..BLANK
    },
];
