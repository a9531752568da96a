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
pub(super) async fn list(State(machinery): Stack, Query(wanted): Query<Wanted>) -> Json<Value> {
    let texts = match wanted.to {
        // A plus in a query is a space.
        Some(number) => machinery.texts.to(&number.replace(' ', "+")),
        None => machinery.texts.all(),
    };
    Json(json!({ "items": texts }))
}

/// `DELETE /_local/sms`: throws all texts away.
pub(super) async fn clear(State(machinery): Stack) -> StatusCode {
    machinery.texts.clear();
    StatusCode::NO_CONTENT
}
