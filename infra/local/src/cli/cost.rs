//! `souk cost`: the cost sheet.

use std::process::ExitCode;

use super::Failure;
use super::folder::Folder;
use super::terminal::say;
use crate::cost;

pub(super) async fn run(folder: &Folder) -> Result<ExitCode, Failure> {
    let sheet = cost::sheet(folder.template.clone()).await;
    say(sheet.map_err(|fault| Failure::because("there is no cost sheet", fault))?.trim_end());
    Ok(ExitCode::SUCCESS)
}
