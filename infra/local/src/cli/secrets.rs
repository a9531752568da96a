//! `souk secrets`: what a stack must be given to keep.

use std::process::ExitCode;

use runtime::ids::SystemIds;

use super::Failure;
use super::terminal::say;
use crate::secrets;

/// Prints fresh secrets as the JSON object that the template expects in Secrets Manager.
pub(super) fn run() -> Result<ExitCode, Failure> {
    let secrets = secrets::generate(&SystemIds).map_err(|error| Failure::because("no secrets", error))?;
    let text = serde_json::to_string_pretty(&secrets).map_err(|error| Failure::because("no secrets", error))?;
    say(&text);
    Ok(ExitCode::SUCCESS)
}
