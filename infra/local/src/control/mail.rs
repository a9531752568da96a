//! Sent mails as JSON.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use emulator::mailbox::Mail;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Refusal, Stack};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    to: Option<String>,
}

/// `GET /_local/mail`: `{"items": […]}`, newest first; `?to=` gives those of one receiver.
pub(super) async fn list(State(stack_state): Stack, Query(wanted): Query<Wanted>) -> Json<Value> {
    let mails = match wanted.to {
        Some(address) => stack_state.mailbox.to(&address),
        None => stack_state.mailbox.all(),
    };
    Json(json!({ "items": mails }))
}

/// `GET /_local/mail/{id}`: one mail.
pub(super) async fn get(State(stack_state): Stack, Path(id): Path<String>) -> Result<Json<Mail>, Refusal> {
    stack_state.mailbox.get(&id).map(Json).ok_or_else(|| Refusal::missing(format!("there is no mail {id:?}")))
}

/// `DELETE /_local/mail`: throws all mails away.
pub(super) async fn clear(State(stack_state): Stack) -> StatusCode {
    stack_state.mailbox.clear();
    StatusCode::NO_CONTENT
}
