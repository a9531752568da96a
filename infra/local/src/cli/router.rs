//! `souk router`: the template's routes for `cargo lambda watch`.

use std::process::ExitCode;

use emulator::template::{Surroundings, Template};
use operate::secrets;
use runtime::ids::SystemIds;

use super::Failure;
use super::folder::Folder;
use super::terminal::say;
use crate::watch;

pub(super) fn run(folder: &Folder) -> Result<ExitCode, Failure> {
    // Routes depend on no secret, but the template is read as a whole.
    let secrets = secrets::generate(&SystemIds).map_err(|error| Failure::because("no secrets", error))?;
    let surroundings = Surroundings { secrets, ..Surroundings::default() };
    let template = Template::parse(&folder.template, &surroundings)
        .map_err(|error| Failure::because("template.yaml cannot be read", error))?;
    say(watch::router(&template.functions).trim_end());
    Ok(ExitCode::SUCCESS)
}
