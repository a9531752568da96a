//! The sessions of whoever asks.

use axum::http::StatusCode;
use kernel::id::SessionId;
use kernel::time::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use web::reply::Json;
use web::{Customer, Cx, ListView, Problem, Reply, ValidPath};
use workflows::identity::session::revoke::{revoke_all_sessions, revoke_one_session};

/// A session: one log-in on one device, for as long as it is kept alive.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeviceSessionView {
    /// Its id.
    id: SessionId,
    /// Whether it is the one that asks.
    current: bool,
    /// How the device described itself at log-in (`User-Agent`), shortened.
    device: Option<String>,
    /// The network that it logged in from: an address without its last part, in CIDR notation.
    #[schema(example = "203.0.113.0/24")]
    network: Option<String>,
    /// When it began.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When it was last kept alive by a refresh.
    #[schema(value_type = String, format = DateTime)]
    last_used_at: Timestamp,
    /// When it ends unless it is kept alive.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
}

/// List the sessions, the latest first.
#[utoipa::path(get, path = "/v1/me/sessions", operation_id = "list_sessions", tag = "me",
    responses(
        (status = 200, description = "The sessions, all of them.", body = ListView<DeviceSessionView>)))]
pub async fn list_sessions(cx: Cx, Customer(principal): Customer) -> Reply<Json<ListView<DeviceSessionView>>> {
    let sessions = cx.store.sessions().of_user(principal.user).await?;
    let living = sessions.iter().rev().filter(|session| !session.is_expired(cx.now));
    let items = living
        .map(|session| DeviceSessionView {
            id: session.id,
            current: session.id == principal.session,
            device: session.device.agent.clone(),
            network: session.device.network.clone(),
            created_at: session.created_at,
            last_used_at: session.rotated_at,
            expires_at: session.expires_at,
        })
        .collect();
    Ok(Json(ListView { items, next_cursor: None }))
}

/// Revoke all sessions, the one that asks among them.
///
/// Their access tokens change nothing from then on, and read nothing after half a minute.
#[utoipa::path(delete, path = "/v1/me/sessions", operation_id = "revoke_sessions", tag = "me",
    responses((status = 204, description = "They are over.")))]
pub async fn revoke_sessions(cx: Cx, Customer(principal): Customer) -> Reply<StatusCode> {
    revoke_all_sessions(&cx, principal.user).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Revoke a session.
#[utoipa::path(delete, path = "/v1/me/sessions/{session_id}", operation_id = "revoke_session", tag = "me",
    params(("session_id" = SessionId, Path, description = "As the list tells it.")),
    responses(
        (status = 204, description = "It is over."),
        (status = 404, description = "not_found: ended before, or somebody else's")))]
pub async fn revoke_session(
    cx: Cx,
    Customer(principal): Customer,
    ValidPath(session): ValidPath<SessionId>,
) -> Reply<StatusCode> {
    if revoke_one_session(&cx, principal.user, session).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::not_found())
    }
}
