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
    #[serde(default)]
    format: Format,
}

/// For whom it is written.
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Format {
    /// For shells, and for `cargo lambda watch --env-file`.
    #[default]
    File,
    /// For `sam local invoke --env-vars`.
    Sam,
}

/// `GET /_local/environment?function=&format=`: a file of variables, secrets of this shop among them.
pub(super) async fn tell(State(stack_state): Stack, Query(wanted): Query<Wanted>) -> Result<String, Refusal> {
    if wanted.format == Format::Sam {
        return serde_json::to_string_pretty(&environment::for_sam(&stack_state)).map_err(Refusal::missing);
    }
    let variables = environment::of(&stack_state, wanted.function.as_deref()).map_err(Refusal::missing)?;
    environment::file(&variables).map_err(Refusal::missing)
}
