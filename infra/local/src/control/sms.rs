//! Sent texts as JSON.

use axum::Json;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Stack;
use super::mail::usual;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    to: Option<String>,
    #[serde(default = "usual")]
    limit: u32,
}

/// `GET /_local/sms`: `{"items": […]}`, newest first, at most `?limit=`; `?to=` gives those to one number.
pub(super) async fn list(State(stack_state): Stack, Query(wanted): Query<Wanted>) -> Json<Value> {
    let texts = match wanted.to {
        // A plus in a query is a space.
        Some(number) => stack_state.texts.latest_to(&number.replace(' ', "+"), wanted.limit),
        None => stack_state.texts.latest(wanted.limit),
    };
    Json(json!({ "items": texts }))
}

/// `DELETE /_local/sms`: throws all texts away.
pub(super) async fn clear(State(stack_state): Stack) -> StatusCode {
    stack_state.texts.clear();
    StatusCode::NO_CONTENT
}
