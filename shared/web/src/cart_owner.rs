//! Cart owner. Whose cart a request is about.

use axum::extract::FromRequestParts;
use domain::shopping::cart::CartOwner;
use http::request::Parts;
use kernel::fault::FaultKind;
use workflows::shopping::cart::guest::cart_owner_of;
use workflows::shopping::cart::update::EditFault;

use crate::app::App;
use crate::guest::CartToken;
use crate::principal::Anyone;
use crate::problem::Problem;

/// The shopper of a request: the signed-in customer, else the guest whose token was sent.
#[derive(Clone, Debug)]
pub struct OptionalCartOwner(pub Option<CartOwner>);

/// The shopper of a request that only the owner of a cart can make.
#[derive(Clone, Copy, Debug)]
pub struct RequiredCartOwner(pub CartOwner);

/// The refusal of a token that opens no cart.
pub fn unknown_cart() -> Problem {
    Problem::from(EditFault::UnknownCart)
}

impl FromRequestParts<App> for OptionalCartOwner {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Anyone(principal) = Anyone::from_request_parts(parts, app).await?;
        let CartToken(token) = CartToken::from_request_parts(parts, app).await?;
        if let Some(principal) = principal {
            return Ok(Self(Some(CartOwner::User(principal.user))));
        }
        match token {
            None => Ok(Self(None)),
            Some(token) => cart_owner_of(&token).map(|shopper| Self(Some(shopper))).ok_or_else(unknown_cart),
        }
    }
}

impl FromRequestParts<App> for RequiredCartOwner {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let OptionalCartOwner(shopper) = OptionalCartOwner::from_request_parts(parts, app).await?;
        shopper.map(Self).ok_or_else(|| {
            let detail = "Sign in, or send the X-Cart-Token of your cart.";
            Problem::new(FaultKind::Unauthenticated, "unauthenticated", detail)
        })
    }
}
