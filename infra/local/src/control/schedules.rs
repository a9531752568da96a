//! Schedules.

use axum::Json;
use axum::extract::{Path, State};
use serde_json::{Value, json};

use super::{Refusal, Stack};

/// `GET /_local/schedules`: `{"items": [{"name", "function", "enabled", "next_at", "last_at"}]}`.
pub(super) async fn list(State(machinery): Stack) -> Json<Value> {
    Json(json!({ "items": machinery.schedules.states() }))
}

/// `POST /_local/schedules/{name}/{action}`: `enable` and `disable` turn it on and off, `run` runs it now.
pub(super) async fn act(
    State(machinery): Stack,
    Path((name, action)): Path<(String, String)>,
) -> Result<Json<Value>, Refusal> {
    match action.as_str() {
        "enable" => machinery.schedules.enable(&name, true),
        "disable" => machinery.schedules.enable(&name, false),
        "run" => machinery.schedules.run_now(&name).await,
        other => return Err(Refusal::missing(format!("a schedule cannot {other:?}"))),
    }
    .map_err(Refusal::missing)?;
    machinery.pulse.beat();
    Ok(list(State(machinery)).await)
}
