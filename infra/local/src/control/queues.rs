//! Queues and how they behave.

use axum::Json;
use axum::extract::{Path, State};
use emulator::queue::Delivery;
use serde_json::{Value, json};

use super::{Refusal, Stack};

/// `GET /_local/queues`: `{"items": [{"name", "holds_dead_letters", "depth", "in_flight", "delayed", "oldest_seconds"}]}`.
pub(super) async fn list(State(machinery): Stack) -> Json<Value> {
    Json(json!({ "items": machinery.queues.states() }))
}

/// `GET /_local/queues/{name}/messages`: the messages, oldest first, without receiving them.
pub(super) async fn messages(State(machinery): Stack, Path(name): Path<String>) -> Result<Json<Value>, Refusal> {
    let arn = machinery.queues.find(&name).map_err(Refusal::missing)?;
    Ok(Json(json!({ "items": machinery.queues.look_into(&arn).map_err(Refusal::missing)? })))
}

/// `POST /_local/queues/{name}/redrive`: moves dead letters back to where they came from, and answers `{"moved": 1}`.
pub(super) async fn redrive(State(machinery): Stack, Path(name): Path<String>) -> Result<Json<Value>, Refusal> {
    let arn = machinery.queues.find(&name).map_err(Refusal::missing)?;
    Ok(Json(json!({ "moved": machinery.queues.redrive(&arn).map_err(Refusal::missing)? })))
}

/// `GET /_local/delivery`: `{"twice": false, "newest_first": false}`.
pub(super) async fn delivery(State(machinery): Stack) -> Json<Delivery> {
    Json(machinery.queues.delivery())
}

/// `PUT /_local/delivery`: makes every queue behave so from now on.
pub(super) async fn deliver(State(machinery): Stack, Json(delivery): Json<Delivery>) -> Json<Delivery> {
    machinery.queues.behave(delivery);
    Json(delivery)
}
