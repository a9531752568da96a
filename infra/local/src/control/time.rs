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
pub(super) async fn tell(State(machinery): Stack) -> Json<Value> {
    Json(json!({ "now": machinery.clock.now(), "running": machinery.clock.is_running() }))
}

/// `POST /_local/clock`: moves the clock; schedules, queues and deadlines follow at once.
pub(super) async fn change(State(machinery): Stack, Json(change): Json<Change>) -> Result<Json<Value>, Refusal> {
    match (change.advance_seconds, change.set) {
        (Some(seconds), None) => machinery.clock.advance(SignedDuration::from_secs(seconds)),
        (None, Some(to)) => machinery.clock.set(to),
        _ => {
            let reason = "give either advance_seconds or set".to_owned();
            return Err(Refusal(StatusCode::BAD_REQUEST, reason));
        }
    }
    machinery.pulse.beat();
    Ok(tell(State(machinery)).await)
}

/// `POST /_local/settle`: runs due schedules, works off everything due, and answers `{"steps": 3}`.
pub(super) async fn settle(State(machinery): Stack) -> Json<Value> {
    machinery.tick().await;
    Json(json!({ "steps": machinery.settle().await }))
}
