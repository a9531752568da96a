//! `souk openapi`: the document of the whole API.

use std::process::ExitCode;

use super::terminal::say;

pub(super) fn run() -> ExitCode {
    say(portal::DOCUMENT.trim_end());
    ExitCode::SUCCESS
}
