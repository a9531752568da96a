//! What stands before the operations: the shop, its tags, and how callers show who they are.

use serde_json::{Map, Value, json};

use crate::merge::Merged;

/// What every caller should know, in the part of Markdown that the documentation page renders.
const INTRODUCTION: &str = "\
The API of a headless shop: a storefront calls it, with or without a customer who is signed in.

* **Who asks.** `Authorization: Bearer` carries an access token of `POST /v1/auth/login`. Guests need no account: their cart \
gives them an `X-Cart-Token`, and their order an `X-Order-Token`.
* **Money** is an integer of minor units and a currency, `{\"amount\": 1999, \"currency\": \"USD\"}`; the shop sells in the one \
currency that `GET /v1/store` tells.
* **Lists** are `{\"items\": [], \"next_cursor\": null}`. Hand `next_cursor` back as `cursor` to read on; it is good for the same \
caller, list and filters alone.
* **Versions.** What can change has a `version` and an `ETag`; send it as `If-Match`, and a change of somebody else is not \
overwritten unseen.
* **Repetitions.** Send an `Idempotency-Key` with a command, and the same one when the answer was lost: the command happens \
once, and its answer is given again with `Idempotent-Replayed: true`.
* **Refusals** are problem documents (RFC 9457) with a stable `code`. Each code has a page under `/problems`.
* **Limits.** What can be misused is counted, for each account or network address; the answer's `RateLimit-Policy` and \
`RateLimit` tell the limit and what is left of it, and 429 comes with `Retry-After`.
* **Requests** are JSON of at most 256 KiB. Unknown fields and unknown query parameters are refused. Every answer has an \
`X-Request-Id`; a caller's own is kept.";

/// The tags in the order in which a shop is used, each with what it is about.
const TAGS: &[(&str, &str)] = &[
    ("store", "What the shop is, and whether it answers."),
    ("auth", "Accounts and sessions: register, confirm the address, log in, refresh, log out, reset the password."),
    ("me", "The account of whoever asks."),
    ("profile", "What people tell about themselves: addresses, preferences, where they are."),
    ("catalog", "Products and categories, for everybody."),
    ("reviews", "What buyers say about goods."),
    ("pricing", "Taxes, for everybody."),
    ("cart", "What somebody is about to buy, and what it costs."),
    ("wishlists", "What somebody would like to have, in lists that can be shown to others."),
    ("checkout", "From a cart to an order that waits for its payment."),
    ("orders", "What somebody has bought."),
    ("webhooks", "What payment providers tell the shop. Signed by them; not for anybody else."),
    ("admin", "For staff."),
    ("pages", "Pages for people: this documentation, problem codes, and where the links in mails lead."),
];

/// The document with everything that no single area can say; `codes` are those of all problems.
pub(crate) fn describe(merged: Merged, codes: &[String]) -> Value {
    let Merged { paths, mut schemas, tags: own } = merged;
    let license = env!("CARGO_PKG_LICENSE");
    list_problem_codes(&mut schemas, codes);
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Souk",
            "description": INTRODUCTION,
            "license": { "name": license, "identifier": license },
            "version": env!("CARGO_PKG_VERSION"),
        },
        "servers": [{ "url": "/", "description": "This shop." }],
        "paths": paths,
        "components": { "schemas": schemas, "securitySchemes": schemes() },
        "tags": tags(&own),
    })
}

/// The shop's tags, and behind them those that single areas brought.
fn tags(own: &[Value]) -> Value {
    let shared = TAGS.iter().map(|(name, about)| json!({ "name": name, "description": about }));
    let is_new = |tag: &&Value| TAGS.iter().all(|(name, _)| tag.get("name").and_then(Value::as_str) != Some(name));
    shared.chain(own.iter().filter(is_new).cloned()).collect()
}

/// Says which values `code` of a problem has. The list is open: a client must expect codes that it does not know.
fn list_problem_codes(schemas: &mut Map<String, Value>, codes: &[String]) {
    let code = schemas.get_mut("ProblemView").and_then(|problem| problem.pointer_mut("/properties/code"));
    if let Some(Value::Object(code)) = code {
        code.insert("x-extensible-enum".to_owned(), json!(codes));
    }
}

fn schemes() -> Value {
    let header =
        |name: &str, about: &str| json!({ "type": "apiKey", "in": "header", "name": name, "description": about });
    json!({
        "bearer": {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": "The access token of a log-in: an ES256 JWT that lasts some minutes.",
        },
        "cart_token": header("X-Cart-Token", "The token of a guest's cart, told when something is first put into it."),
        "order_token": header("X-Order-Token", "The token of one order, told at check-out and in the links of its mails."),
    })
}
