//! Whose cart a request is about.

use axum::extract::FromRequestParts;
use domain::shopping::cart::Shopper;
use http::request::Parts;
use kernel::fault::FaultKind;
use workflows::shopping::cart::guest::shopper_of;

use crate::app::App;
use crate::guest::CartToken;
use crate::principal::Anyone;
use crate::problem::Problem;

/// The shopper of a request: the signed-in customer, else the guest whose token was sent.
#[derive(Clone, Debug)]
pub struct Whose(pub Option<Shopper>);

/// The shopper of a request that only the owner of a cart can make.
#[derive(Clone, Copy, Debug)]
pub struct Owner(pub Shopper);

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

impl FromRequestParts<App> for Owner {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Whose(shopper) = Whose::from_request_parts(parts, app).await?;
        shopper.map(Self).ok_or_else(|| {
            let detail = "Sign in, or send the X-Cart-Token of your cart.";
            Problem::new(FaultKind::Unauthenticated, "unauthenticated", detail)
        })
    }
}
