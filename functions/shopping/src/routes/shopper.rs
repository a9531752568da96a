//! Whose cart a request is about.

use axum::extract::FromRequestParts;
use domain::shopping::cart::Shopper;
use http::request::Parts;
use web::{Anyone, App, CartToken, Problem};
use workflows::guest_cart::shopper_of;

/// The shopper of a request: the signed-in customer, else the guest whose token was sent.
#[derive(Clone, Debug)]
pub struct Whose(pub Option<Shopper>);

impl FromRequestParts<App> for Whose {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Anyone(principal) = Anyone::from_request_parts(parts, app).await?;
        let CartToken(token) = CartToken::from_request_parts(parts, app).await?;
        if let Some(principal) = principal {
            return Ok(Self(Some(Shopper::User(principal.user))));
        }
        match token {
            None => Ok(Self(None)),
            Some(token) => shopper_of(&token).map(|shopper| Self(Some(shopper))).ok_or_else(Problem::not_found),
        }
    }
}
