//! What staff may do: the scope that a handler demands stands in its signature, as `Admin<scope::OrdersRead>`.
//!
//! Scopes are read from the session as it is stored now. A change of somebody's scopes ends their sessions, so it takes
//! effect with the next request.

use std::marker::PhantomData;

use axum::extract::FromRequestParts;
use context::access_token::Principal;
use domain::identity::scope::Scope;
use domain::identity::user::Role;
use http::request::Parts;
use kernel::fault::FaultKind;

use crate::app::App;
use crate::principal::{Anyone, CurrentSession, Staff, demand_second_factor};
use crate::problem::Problem;

/// A scope as a type.
pub trait Demand: Send + Sync + 'static {
    /// The scope.
    const SCOPE: Scope;
}

/// The scopes, each as a type for the signatures of handlers.
pub mod scope {
    use super::{Demand, Scope};

    macro_rules! demands {
        ($($name:ident,)*) => {$(
            #[doc = concat!("Demands [`Scope::", stringify!($name), "`].")]
            #[derive(Clone, Copy, Debug)]
            pub struct $name;

            impl Demand for $name {
                const SCOPE: Scope = Scope::$name;
            }
        )*};
    }

    demands! {
        AuditRead,
        CatalogRead,
        CatalogWrite,
        InventoryRead,
        InventoryWrite,
        OrdersRead,
        OrdersWrite,
        ReviewsRead,
        ReviewsWrite,
        StaffRead,
        StaffWrite,
    }
}

/// A member of staff who holds the scope `S`.
#[derive(Clone, Copy, Debug)]
pub struct Admin<S>(pub Principal, pub PhantomData<S>);

/// Anyone, among them staff for whom more is open if they hold the scope `S`.
#[derive(Clone, Debug)]
pub struct AnyoneOrStaff<S> {
    /// Who asks, if they are signed in.
    pub principal: Option<Principal>,
    /// Whether they are staff who hold the scope.
    pub is_staff: bool,
    lacking: Option<Problem>,
    demanded: PhantomData<S>,
}

impl<S: Demand> AnyoneOrStaff<S> {
    /// Why the caller does not get what is not theirs: staff are told what they lack, whether the thing exists or not.
    pub fn refusal(&self) -> Problem {
        self.lacking.clone().unwrap_or_else(Problem::not_found)
    }
}

/// The refusal of a caller who does not hold `scope`.
fn insufficient(scope: Scope) -> Problem {
    Problem::new(FaultKind::Forbidden, "insufficient_scope", format!("This needs the scope {scope}."))
}

/// Refuses unless the session that the request was found to belong to holds `scope`. Staff's is always looked up.
fn demand(parts: &Parts, scope: Scope) -> Result<(), Problem> {
    let found = parts.extensions.get::<CurrentSession>();
    let holds =
        found.is_some_and(|CurrentSession(session)| session.role == Role::Admin && scope.is_within(&session.scopes));
    if holds { Ok(()) } else { Err(insufficient(scope)) }
}

impl<S: Demand> FromRequestParts<App> for Admin<S> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Staff(principal) = Staff::from_request_parts(parts, app).await?;
        demand(parts, S::SCOPE)?;
        Ok(Self(principal, PhantomData))
    }
}

impl<S: Demand> FromRequestParts<App> for AnyoneOrStaff<S> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Anyone(principal) = Anyone::from_request_parts(parts, app).await?;
        let is_admin = principal.is_some_and(|principal| principal.role == Role::Admin);
        let lacking =
            if is_admin { demand_second_factor(parts).and_then(|()| demand(parts, S::SCOPE)).err() } else { None };
        Ok(Self { principal, is_staff: is_admin && lacking.is_none(), lacking, demanded: PhantomData })
    }
}
