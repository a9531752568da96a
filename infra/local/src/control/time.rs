//! The clock, and waiting until everything due is done.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use kernel::time::{Clock as _, SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Refusal, Stack};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Change {
    advance_seconds: Option<i64>,
    set: Option<Timestamp>,
}

/// `GET /_local/clock`: `{"now": "…", "running": true}`.
pub(super) async fn tell(State(stack_state): Stack) -> Json<Value> {
    Json(json!({ "now": stack_state.clock.now(), "running": stack_state.clock.is_running() }))
}

/// `POST /_local/clock`: moves the clock; schedules, queues and deadlines follow at once.
pub(super) async fn change(State(stack_state): Stack, Json(change): Json<Change>) -> Result<Json<Value>, Refusal> {
    match (change.advance_seconds, change.set) {
        (Some(seconds), None) => stack_state.clock.advance(SignedDuration::from_secs(seconds)),
        (None, Some(to)) => stack_state.clock.set(to),
        _ => {
            let reason = "give either advance_seconds or set".to_owned();
            return Err(Refusal(StatusCode::BAD_REQUEST, reason));
        }
    }
    stack_state.wake_signal.beat();
    Ok(tell(State(stack_state)).await)
}

/// `POST /_local/settle`: runs due schedules, works off everything due, and answers `{"steps": 3}`.
pub(super) async fn settle(State(stack_state): Stack) -> Json<Value> {
    stack_state.tick().await;
    Json(json!({ "steps": stack_state.settle().await }))
}
