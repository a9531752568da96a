//! What guests carry instead of an account.

use axum::extract::FromRequestParts;
use http::request::Parts;

use crate::app::App;
use crate::problem::Problem;

/// The header with a guest's cart token.
pub const CART_TOKEN: &str = "x-cart-token";
/// The header with the token of one order.
pub const ORDER_TOKEN: &str = "x-order-token";

/// The cart token, if one was sent.
#[derive(Clone, Debug)]
pub struct CartToken(pub Option<String>);

/// The order token, if one was sent.
#[derive(Clone, Debug)]
pub struct OrderToken(pub Option<String>);

/// What was sent, even if it can be no token: a bad token is refused, not passed over.
fn token(parts: &Parts, name: &str) -> Option<String> {
    parts.headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
}

impl FromRequestParts<App> for CartToken {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _app: &App) -> Result<Self, Problem> {
        Ok(Self(token(parts, CART_TOKEN)))
    }
}

impl FromRequestParts<App> for OrderToken {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _app: &App) -> Result<Self, Problem> {
        Ok(Self(token(parts, ORDER_TOKEN)))
    }
}
