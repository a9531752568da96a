//! `souk cost`: what the shop costs, in one sheet.

use std::process::ExitCode;

use super::Failure;
use super::folder::Folder;
use super::terminal::say;
use crate::cost;

pub(super) async fn run(folder: &Folder) -> Result<ExitCode, Failure> {
    let costs = cost::count(folder.template.clone()).await;
    say(costs.map_err(|fault| Failure::because("the costs are not known", fault))?.whole().trim_end());
    Ok(ExitCode::SUCCESS)
}
