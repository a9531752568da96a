//! Sent texts as JSON.

use axum::Json;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Stack;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    to: Option<String>,
}

/// `GET /_local/sms`: `{"items": […]}`, newest first; `?to=` gives those to one number.
pub(super) async fn list(State(stack_state): Stack, Query(wanted): Query<Wanted>) -> Json<Value> {
    let texts = match wanted.to {
        // A plus in a query is a space.
        Some(number) => stack_state.texts.to(&number.replace(' ', "+")),
        None => stack_state.texts.all(),
    };
    Json(json!({ "items": texts }))
}

/// `DELETE /_local/sms`: throws all texts away.
pub(super) async fn clear(State(stack_state): Stack) -> StatusCode {
    stack_state.texts.clear();
    StatusCode::NO_CONTENT
}
