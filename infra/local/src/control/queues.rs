//! Queues and how they behave.

use axum::Json;
use axum::extract::{Path, State};
use emulator::queue::Delivery;
use serde_json::{Value, json};

use super::{Refusal, Stack};

/// `GET /_local/queues`: `{"items": [{"name", "holds_dead_letters", "depth", "in_flight", "delayed", "oldest_seconds"}]}`.
pub(super) async fn list(State(stack_state): Stack) -> Json<Value> {
    Json(json!({ "items": stack_state.queues.states() }))
}

/// `GET /_local/queues/{name}/messages`: the messages, oldest first, without receiving them.
pub(super) async fn messages(State(stack_state): Stack, Path(name): Path<String>) -> Result<Json<Value>, Refusal> {
    let arn = stack_state.queues.find(&name).map_err(Refusal::missing)?;
    Ok(Json(json!({ "items": stack_state.queues.look_into(&arn).map_err(Refusal::missing)? })))
}

/// `POST /_local/queues/{name}/redrive`: moves dead letters back to where they came from, and answers `{"moved": 1}`.
pub(super) async fn redrive(State(stack_state): Stack, Path(name): Path<String>) -> Result<Json<Value>, Refusal> {
    let arn = stack_state.queues.find(&name).map_err(Refusal::missing)?;
    Ok(Json(json!({ "moved": stack_state.queues.redrive(&arn).map_err(Refusal::missing)? })))
}

/// `GET /_local/delivery`: `{"twice": false, "newest_first": false}`.
pub(super) async fn delivery(State(stack_state): Stack) -> Json<Delivery> {
    Json(stack_state.queues.delivery())
}

/// `PUT /_local/delivery`: makes every queue behave so from now on.
pub(super) async fn deliver(State(stack_state): Stack, Json(delivery): Json<Delivery>) -> Json<Delivery> {
    stack_state.queues.behave(delivery);
    Json(delivery)
}
