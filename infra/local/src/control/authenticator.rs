//! An authenticator app for whoever tries the shop.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use kernel::time::Clock as _;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Refusal, Stack};
use crate::authenticator::shown;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct App {
    /// In base32.
    secret: String,
}

/// `POST /_local/authenticator`: what an app with this secret shows now, `{"code": "123456", "seconds_left": 30}`.
pub(super) async fn show(State(stack_state): Stack, Json(app): Json<App>) -> Result<Json<Value>, Refusal> {
    let refusal = || Refusal(StatusCode::UNPROCESSABLE_ENTITY, "secret must be base32 of at least 16 bytes".to_owned());
    let now = shown(&app.secret, stack_state.clock.now()).ok_or_else(refusal)?;
    Ok(Json(json!({ "code": now.code, "seconds_left": now.seconds_left })))
}
