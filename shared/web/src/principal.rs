//! Who asks. The type in a handler's signature is the role it demands.

use axum::extract::FromRequestParts;
use domain::identity::user::Role;
use http::header;
use http::request::Parts;
use kernel::fault::FaultKind;
pub use workflows::access_token::Principal;

use crate::app::App;
use crate::cx::Scope;
use crate::problem::Problem;

/// A signed-in person of any role.
#[derive(Clone, Copy, Debug)]
pub struct Customer(pub Principal);

/// A member of staff.
#[derive(Clone, Copy, Debug)]
pub struct Admin(pub Principal);

/// Anyone: signed in, or not. A token that is sent must be good all the same.
#[derive(Clone, Copy, Debug)]
pub struct Anyone(pub Option<Principal>);

fn principal(parts: &Parts, app: &App) -> Result<Option<Principal>, Problem> {
    let Some(value) = parts.headers.get(header::AUTHORIZATION) else { return Ok(None) };
    let unauthenticated = || {
        Problem::new(FaultKind::Unauthenticated, "unauthenticated", "The Authorization header is not a bearer token.")
    };
    let (scheme, token) = value.to_str().ok().and_then(|text| text.split_once(' ')).ok_or_else(unauthenticated)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(unauthenticated());
    }
    let now = parts.extensions.get::<Scope>().map_or_else(|| app.clock.now(), |scope| scope.now);
    let principal = app.settings.verifier.verify(token.trim(), now)?;
    tracing::Span::current().record("principal.id", tracing::field::display(principal.user));
    Ok(Some(principal))
}

fn demanded(parts: &Parts, app: &App) -> Result<Principal, Problem> {
    principal(parts, app)?.ok_or_else(|| {
        Problem::new(FaultKind::Unauthenticated, "unauthenticated", "Sign in and send the access token.")
    })
}

impl FromRequestParts<App> for Anyone {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        principal(parts, app).map(Self)
    }
}

impl FromRequestParts<App> for Customer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        demanded(parts, app).map(Self)
    }
}

impl FromRequestParts<App> for Admin {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let principal = demanded(parts, app)?;
        if principal.role == Role::Admin {
            return Ok(Self(principal));
        }
        Err(Problem::new(FaultKind::Forbidden, "insufficient_scope", "This is for staff."))
    }
}
