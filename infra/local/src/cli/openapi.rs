//! `souk openapi`: the document of the whole API.

use std::process::ExitCode;

use super::Failure;
use super::terminal::say;
use crate::openapi;

pub(super) fn run() -> Result<ExitCode, Failure> {
    let text = openapi::text().map_err(|error| Failure::because("the document cannot be written", error))?;
    say(text.trim_end());
    Ok(ExitCode::SUCCESS)
}
