//! What a handler's signature says of its operation.
//!
//! Whatever a handler takes, its document tells: [`routes!`](crate::routes) asks each type of the signature what it demands and
//! how it may refuse. So the scope that is checked is the scope that is documented, and so are a step-up and a limit. What
//! comes by header, path, query or body has its own place in the document, the operation's parameters.

use axum::body::Bytes;
use axum::extract::State;
use axum::routing::MethodRouter;
use http::HeaderMap;
use kernel::fault::{Code, FaultKind};
use utoipa::openapi::path::{Operation, PathItem, Paths};
use utoipa::openapi::{RefOr, Schema, SecurityRequirement};

use crate::app::App;
use crate::caller::Caller;
use crate::cart_owner::{OptionalCartOwner, RequiredCartOwner};
use crate::cx::Cx;
use crate::etag::{IfMatch, IfNoneMatch};
use crate::guest::{CartToken, OrderToken};
use crate::idempotent::{IdempotencyKey, OptionalKey};
use crate::json::ValidJson;
use crate::path::ValidPath;
use crate::principal::{Anyone, Customer, SteppedUp};
use crate::problem::Problem;
use crate::query::ValidQuery;
use crate::rate::{Limit, Limited};
use crate::refusals::{self, Refusals};
use crate::staff::{Admin, AnyoneOrStaff, Demand};

/// What a signature says of its operation.
#[derive(Default)]
pub struct Signature {
    ways: Vec<SecurityRequirement>,
    refusals: Refusals,
}

impl Signature {
    /// Callers may show who they are by `scheme`, with these scopes.
    fn way(&mut self, scheme: &str, scopes: &[&str]) {
        self.ways.push(SecurityRequirement::new(scheme, scopes.iter().copied()));
    }

    /// Callers need not show who they are.
    fn nobody(&mut self) {
        self.ways.push(SecurityRequirement::default());
    }

    /// Refused for a reason that any request may have.
    fn refuses(&mut self, kind: FaultKind, code: &'static str) {
        self.refusals.codes.push(Code::new(kind, code));
    }

    /// Staff are refused who lack the scope or a second factor.
    fn staff(&mut self) {
        self.refuses(FaultKind::Forbidden, "insufficient_scope");
        self.refuses(FaultKind::Forbidden, "second_factor_missing");
    }

    /// Writes it into the operation's description.
    fn write(&self, operation: &mut Operation) {
        if !self.ways.is_empty() {
            operation.security = Some(self.ways.clone());
        }
        refusals::note(operation, "the signature", &self.refusals);
    }
}

/// A type that handlers take, and what it says of their operations.
pub trait Describe {
    /// Adds what follows from taking it.
    fn describe(signature: &mut Signature);
}

/// Types that demand nothing, or whose demands stand among the parameters and the body.
macro_rules! says_nothing {
    ($($type:ident $(<$parameter:ident>)?,)*) => {$(
        impl $(<$parameter>)? Describe for $type $(<$parameter>)? {
            fn describe(_: &mut Signature) {}
        }
    )*};
}

says_nothing! {
    Cx,
    Caller,
    Bytes,
    HeaderMap,
    IfMatch,
    IfNoneMatch,
    OptionalKey,
    IdempotencyKey,
    CartToken,
    State<S>,
    ValidPath<T>,
    ValidQuery<T>,
    ValidJson<T>,
}

/// What is looked at after other checks says the same.
impl<T: Describe> Describe for Result<T, Problem> {
    fn describe(signature: &mut Signature) {
        T::describe(signature);
    }
}

impl Describe for Customer {
    fn describe(signature: &mut Signature) {
        signature.way("bearer", &[]);
    }
}

impl Describe for Anyone {
    fn describe(signature: &mut Signature) {
        signature.nobody();
        signature.way("bearer", &[]);
    }
}

impl<S: Demand> Describe for Admin<S> {
    fn describe(signature: &mut Signature) {
        signature.way("bearer", &[S::SCOPE.as_str()]);
        signature.staff();
    }
}

impl<S: Demand> Describe for AnyoneOrStaff<S> {
    fn describe(signature: &mut Signature) {
        Anyone::describe(signature);
        signature.staff();
    }
}

impl<P: Describe> Describe for SteppedUp<P> {
    fn describe(signature: &mut Signature) {
        P::describe(signature);
        signature.refuses(FaultKind::Forbidden, "step_up_required");
    }
}

impl Describe for RequiredCartOwner {
    fn describe(signature: &mut Signature) {
        signature.way("bearer", &[]);
        signature.way("cart_token", &[]);
    }
}

impl Describe for OptionalCartOwner {
    fn describe(signature: &mut Signature) {
        signature.nobody();
        RequiredCartOwner::describe(signature);
    }
}

impl Describe for OrderToken {
    fn describe(signature: &mut Signature) {
        signature.way("order_token", &[]);
    }
}

impl<L: Limit> Describe for Limited<L> {
    fn describe(signature: &mut Signature) {
        signature.refuses(FaultKind::TooMany, "rate_limited");
        signature.refusals.is_counted = true;
    }
}

/// A handler whose signature says what its operation demands; `Parameters` is the tuple of what it takes.
pub trait Documented<Parameters> {
    /// What it says.
    fn signature() -> Signature;
}

macro_rules! documented {
    ($($parameter:ident)+) => {
        impl<H, A, $($parameter),+> Documented<($($parameter,)+)> for H
        where
            H: Fn($($parameter),+) -> A,
            $($parameter: Describe,)+
        {
            fn signature() -> Signature {
                let mut signature = Signature::default();
                $($parameter::describe(&mut signature);)+
                signature
            }
        }
    };
}

documented!(P1);
documented!(P1 P2);
documented!(P1 P2 P3);
documented!(P1 P2 P3 P4);
documented!(P1 P2 P3 P4 P5);
documented!(P1 P2 P3 P4 P5 P6);
documented!(P1 P2 P3 P4 P5 P6 P7);
documented!(P1 P2 P3 P4 P5 P6 P7 P8);

/// Handlers of one path as `utoipa_axum` takes them: the schemas they refer to, their descriptions, and who answers.
pub type Routes = (Vec<(String, RefOr<Schema>)>, Paths, MethodRouter<App>);

/// The route of one handler, with what its signature says.
pub fn described<P, H: Documented<P>>(_: &H, (schemas, mut paths, router): Routes) -> Routes {
    let signature = H::signature();
    for operation in paths.paths.values_mut().flat_map(operations) {
        signature.write(operation);
    }
    (schemas, paths, router)
}

/// The operations of a path.
fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    let PathItem { get, post, put, patch, delete, .. } = item;
    [get, post, put, patch, delete].into_iter().flatten()
}

/// Several handlers of one path as one route.
pub fn concurrent(routes: impl IntoIterator<Item = Routes>) -> Routes {
    let nothing = (Vec::new(), Paths::new(), MethodRouter::new());
    routes.into_iter().fold(nothing, |(mut schemas, mut paths, router), (more, others, handler)| {
        schemas.extend(more);
        paths.merge(others);
        (schemas, paths, router.merge(handler))
    })
}

/// The route of a path: its handlers, one a method, described by their `#[utoipa::path]` and by their signatures.
#[macro_export]
macro_rules! routes {
    ($($($part:ident)::+),+ $(,)?) => {
        $crate::describe::concurrent([
            $($crate::describe::described(&$($part)::+, ::utoipa_axum::routes!($($part)::+))),+
        ])
    };
}
