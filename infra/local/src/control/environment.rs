//! What a function needs to know that runs elsewhere.

use axum::extract::{Query, State};
use serde::Deserialize;

use super::{Refusal, Stack};
use crate::environment;

/// Whose environment.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    function: Option<String>,
}

/// `GET /_local/environment?function=`: a file of variables, secrets of this shop among them.
pub(super) async fn tell(State(stack_state): Stack, Query(wanted): Query<Wanted>) -> Result<String, Refusal> {
    let variables = environment::of(&stack_state, wanted.function.as_deref()).map_err(Refusal::missing)?;
    environment::file(&variables).map_err(Refusal::missing)
}
