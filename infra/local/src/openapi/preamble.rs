//! What stands before the operations: the shop, its tags, and how callers show who they are.

use utoipa::openapi::info::{InfoBuilder, LicenseBuilder};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::server::ServerBuilder;
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{Components, OpenApi};

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
    ("pricing", "Taxes, for everybody."),
    ("cart", "What somebody is about to buy, and what it costs."),
    ("checkout", "From a cart to an order that waits for its payment."),
    ("orders", "What somebody has bought."),
    ("webhooks", "What payment providers tell the shop. Signed by them; not for anybody else."),
    ("admin", "For staff."),
    ("pages", "Pages for people: this documentation, problem codes, and where the links in mails lead."),
];

/// The document with everything that no single function can say.
pub(super) fn describe(mut document: OpenApi) -> OpenApi {
    document.info = InfoBuilder::new()
        .title("Souk")
        .description(Some(INTRODUCTION))
        .version(env!("CARGO_PKG_VERSION"))
        .license(Some(
            LicenseBuilder::new().name(env!("CARGO_PKG_LICENSE")).identifier(Some(env!("CARGO_PKG_LICENSE"))).build(),
        ))
        .build();
    document.servers = Some(vec![ServerBuilder::new().url("/").description(Some("This shop.")).build()]);
    document.tags = Some(
        TAGS.iter().map(|(name, about)| TagBuilder::new().name(*name).description(Some(*about)).build()).collect(),
    );
    let components = document.components.get_or_insert_with(Components::new);
    for (name, scheme) in schemes() {
        components.security_schemes.insert(name.to_owned(), scheme.into());
    }
    document
}

fn schemes() -> [(&'static str, SecurityScheme); 3] {
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("JWT")
        .description(Some("The access token of a log-in: an ES256 JWT that lasts some minutes."))
        .build();
    let header =
        |name: &str, about: &str| SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::with_description(name, about)));
    [
        ("bearer", SecurityScheme::Http(bearer)),
        (
            "cart_token",
            header("X-Cart-Token", "The token of a guest's cart, told when something is first put into it."),
        ),
        (
            "order_token",
            header("X-Order-Token", "The token of one order, told at check-out and in the links of its mails."),
        ),
    ]
}
