//! Schedules.

use axum::Json;
use axum::extract::{Path, State};
use serde_json::{Value, json};

use super::{Refusal, Stack};

/// `GET /_local/schedules`: `{"items": [{"name", "function", "enabled", "next_at", "last_at"}]}`.
pub(super) async fn list(State(stack_state): Stack) -> Json<Value> {
    Json(json!({ "items": stack_state.schedules.states() }))
}

/// `POST /_local/schedules/{name}/{action}`: `enable` and `disable` turn it on and off, `run` runs it now.
pub(super) async fn act(
    State(stack_state): Stack,
    Path((name, action)): Path<(String, String)>,
) -> Result<Json<Value>, Refusal> {
    match action.as_str() {
        "enable" => stack_state.schedules.enable(&name, true),
        "disable" => stack_state.schedules.enable(&name, false),
        "run" => stack_state.schedules.run_now(&name).await,
        other => return Err(Refusal::missing(format!("a schedule cannot {other:?}"))),
    }
    .map_err(Refusal::missing)?;
    stack_state.wake_signal.beat();
    Ok(list(State(stack_state)).await)
}
