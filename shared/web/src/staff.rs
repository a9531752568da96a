//! What staff may do: the scope that a handler demands stands in its signature, as `Admin<scope::OrdersRead>`.
//!
//! Scopes are read from the session as it is stored now. A change of somebody's scopes ends their sessions, so it takes
//! effect with the next request.

use std::marker::PhantomData;

use axum::extract::FromRequestParts;
use domain::identity::scope::Scope;
use domain::identity::user::Role;
use http::request::Parts;
use kernel::fault::FaultKind;
use workflows::access_token::Principal;

use crate::app::App;
use crate::principal::{Anyone, Found, Staff};
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
        StaffRead,
        StaffWrite,
    }
}

/// A member of staff who holds the scope `S`.
#[derive(Clone, Copy, Debug)]
pub struct Admin<S>(pub Principal, pub PhantomData<S>);

/// Anyone, among them staff for whom more is open if they hold the scope `S`.
#[derive(Clone, Copy, Debug)]
pub struct AnyoneOrStaff<S> {
    /// Who asks, if they are signed in.
    pub principal: Option<Principal>,
    /// Whether they are staff who hold the scope.
    pub is_staff: bool,
    demanded: PhantomData<S>,
}

impl<S: Demand> AnyoneOrStaff<S> {
    /// Why the caller does not get what is not theirs: staff are told which scope they lack, whether it exists or not.
    pub fn refusal(&self) -> Problem {
        let lacks_scope = self.principal.is_some_and(|principal| principal.role == Role::Admin) && !self.is_staff;
        if lacks_scope { insufficient(S::SCOPE) } else { Problem::not_found() }
    }
}

/// The refusal of a caller who does not hold `scope`.
fn insufficient(scope: Scope) -> Problem {
    Problem::new(FaultKind::Forbidden, "insufficient_scope", format!("This needs the scope {scope}."))
}

/// Whether the session that the request was found to belong to holds `scope`. Staff's is always looked up.
fn holds(parts: &Parts, scope: Scope) -> bool {
    let found = parts.extensions.get::<Found>();
    found.is_some_and(|Found(session)| session.role == Role::Admin && scope.is_within(&session.scopes))
}

impl<S: Demand> FromRequestParts<App> for Admin<S> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Staff(principal) = Staff::from_request_parts(parts, app).await?;
        if holds(parts, S::SCOPE) { Ok(Self(principal, PhantomData)) } else { Err(insufficient(S::SCOPE)) }
    }
}

impl<S: Demand> FromRequestParts<App> for AnyoneOrStaff<S> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Anyone(principal) = Anyone::from_request_parts(parts, app).await?;
        Ok(Self { principal, is_staff: holds(parts, S::SCOPE), demanded: PhantomData })
    }
}
