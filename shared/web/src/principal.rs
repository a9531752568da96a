//! Who asks. The type in a handler's signature is the role it demands.
//!
//! A token that verifies speaks for a session that may have been ended since. That is looked up at once for everything that
//! changes something and for everybody but customers; what customers read may be up to [`SESSION_CACHE_SECONDS`] behind, so most
//! reads cost no look-up.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::FromRequestParts;
pub use context::access_token::Principal;
use context::access_token::Verified;
use domain::identity::user::Role;
use http::request::Parts;
use http::{Method, header};
use kernel::fault::FaultKind;
use kernel::id::SessionId;
use kernel::time::{Timestamp, after};
use store::identity::session::SessionRecord;
use table::Stored;

use crate::app::App;
use crate::cx::Scope;
use crate::problem::Problem;

/// A signed-in person of any role.
#[derive(Clone, Copy, Debug)]
pub struct Customer(pub Principal);

/// A member of staff, whatever their scopes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Staff(pub(crate) Principal);

/// A caller who has lately proved to be themself, by logging in or by a step-up; for what a borrowed device must not do.
#[derive(Clone, Copy, Debug)]
pub struct SteppedUp<P>(pub P);

/// Anyone: signed in, or not. A token that is sent must be good all the same.
#[derive(Clone, Copy, Debug)]
pub struct Anyone(pub Option<Principal>);

/// For how long a customer may go on reading after their session was ended, in seconds.
pub const SESSION_CACHE_SECONDS: i64 = 30;
/// The most sessions that a process remembers.
const MOST_REMEMBERED: usize = 10_000;

/// The session that a request was found to belong to.
#[derive(Clone)]
pub(crate) struct CurrentSession(pub(crate) Arc<Stored<SessionRecord>>);

/// When each session was last seen to go on.
#[derive(Default)]
struct SessionCache(Mutex<HashMap<SessionId, Timestamp>>);

impl SessionCache {
    /// Whether `session` went on at `now`, or not long before.
    fn remembers(&self, session: SessionId, now: Timestamp) -> bool {
        let seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.get(&session).is_some_and(|seen| now < after(*seen, SESSION_CACHE_SECONDS))
    }

    /// Notes what was found of `session` at `now`.
    fn note(&self, session: SessionId, goes_on: bool, now: Timestamp) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() >= MOST_REMEMBERED {
            seen.retain(|_, seen| now < after(*seen, SESSION_CACHE_SECONDS));
        }
        if goes_on && seen.len() < MOST_REMEMBERED {
            seen.insert(session, now);
        } else {
            seen.remove(&session);
        }
    }
}

/// Refuses a token whose session was ended, or which speaks for another role than its session.
async fn check_session(parts: &mut Parts, app: &App, token: &Verified, now: Timestamp) -> Result<(), Problem> {
    let principal = token.principal;
    let reads = matches!(parts.method, Method::GET | Method::HEAD) && principal.role == Role::Customer;
    let living = app.cache.get::<SessionCache>();
    // Whatever ended the session of a token this young happened within the same time.
    let young = now < after(token.issued_at, SESSION_CACHE_SECONDS);
    if reads && (young || living.remembers(principal.session, now)) {
        return Ok(());
    }
    let session = session(parts, app, principal).await?;
    let session = session.filter(|session| session.role == principal.role && !session.is_expired(now));
    living.note(principal.session, session.is_some(), now);
    if let Some(session) = session {
        parts.extensions.insert(CurrentSession(Arc::new(session)));
        return Ok(());
    }
    Err(Problem::new(FaultKind::Unauthenticated, "unauthenticated", "The session has ended; log in again."))
}

/// The session of `principal`, as it is stored now.
async fn session(parts: &Parts, app: &App, principal: Principal) -> Result<Option<Stored<SessionRecord>>, Problem> {
    let store = parts.extensions.get::<Scope>().map_or(&app.store, |scope| &scope.store);
    Ok(store.sessions().by_id(principal.user, principal.session).await?)
}

async fn principal(parts: &mut Parts, app: &App) -> Result<Option<Principal>, Problem> {
    let Some(value) = parts.headers.get(header::AUTHORIZATION) else { return Ok(None) };
    let unauthenticated = || {
        Problem::new(FaultKind::Unauthenticated, "unauthenticated", "The Authorization header is not a bearer token.")
    };
    let (scheme, token) = value.to_str().ok().and_then(|text| text.split_once(' ')).ok_or_else(unauthenticated)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(unauthenticated());
    }
    let now = parts.extensions.get::<Scope>().map_or_else(|| app.clock.now(), |scope| scope.now);
    let token = app.settings.verifier.read(token.trim(), now)?;
    tracing::Span::current().record("principal.id", tracing::field::display(token.principal.user));
    check_session(parts, app, &token, now).await?;
    Ok(Some(token.principal))
}

async fn demanded(parts: &mut Parts, app: &App) -> Result<Principal, Problem> {
    principal(parts, app).await?.ok_or_else(|| {
        Problem::new(FaultKind::Unauthenticated, "unauthenticated", "Sign in and send the access token.")
    })
}

/// Refuses a session in which no second factor was shown: sellers and staff must have one (OWASP ASVS 5.0, V6.3.3).
pub(crate) fn demand_second_factor(parts: &Parts) -> Result<(), Problem> {
    if parts.extensions.get::<CurrentSession>().is_some_and(|CurrentSession(session)| session.second_factor) {
        return Ok(());
    }
    let detail = "Set up a second factor at /v1/me/second-factor first; then this session may go on.";
    Err(Problem::new(FaultKind::Forbidden, "second_factor_missing", detail))
}

impl FromRequestParts<App> for Anyone {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        principal(parts, app).await.map(Self)
    }
}

impl FromRequestParts<App> for Customer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        demanded(parts, app).await.map(Self)
    }
}

impl FromRequestParts<App> for Staff {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let principal = demanded(parts, app).await?;
        if principal.role != Role::Admin {
            return Err(Problem::new(FaultKind::Forbidden, "insufficient_scope", "This is for staff."));
        }
        demand_second_factor(parts)?;
        Ok(Self(principal))
    }
}

impl<P> FromRequestParts<App> for SteppedUp<P>
where
    P: FromRequestParts<App, Rejection = Problem> + Send,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let caller = P::from_request_parts(parts, app).await?;
        let now = parts.extensions.get::<Scope>().map_or_else(|| app.clock.now(), |scope| scope.now);
        // Found by whatever changes something; a read that demands freshness would be refused without it.
        let is_fresh =
            parts.extensions.get::<CurrentSession>().is_some_and(|CurrentSession(session)| session.is_fresh(now));
        if is_fresh {
            return Ok(Self(caller));
        }
        let detail = "Prove once more that it is you, at /v1/me/step-up, and ask again within ten minutes.";
        Err(Problem::new(FaultKind::Forbidden, "step_up_required", detail))
    }
}
