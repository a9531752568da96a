//! `souk import`: a merchant's catalog from a file.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use operate::deployed::Deployed;
use operate::import::{self, Target};
use runtime::Config;
use workflows::catalog::product::import::Mode;

use super::folder::Folder;
use super::target::ShopTarget;
use super::terminal::say;
use super::{Failure, running, serve};
use crate::operator;
use crate::stack::HttpPort;

#[derive(Args, Debug)]
pub(super) struct Options {
    /// A product export of Shopify, as CSV. A column that it does not have leaves what is there as it is; an empty field
    /// empties it. infra/import.md says what becomes of each.
    file: PathBuf,
    /// Change nothing; only say what would change.
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    target: ShopTarget,
}

pub(super) async fn run(options: Options, folder: &Folder, environment: &Config) -> Result<ExitCode, Failure> {
    let csv = std::fs::read(&options.file)
        .map_err(|error| Failure::because(&format!("{} cannot be read", options.file.display()), error))?;
    let mode = if options.dry_run { Mode::DryRun } else { Mode::Write };
    match options.target.find(environment).await? {
        Some(deployed) => into_deployed(&deployed, csv, mode).await,
        None => into_shop(folder, csv, mode).await,
    }
}

/// Imports into a deployed stack.
pub(super) async fn into_deployed(deployed: &Deployed, csv: Vec<u8>, mode: Mode) -> Result<ExitCode, Failure> {
    let app = deployed.app(&catalog::FUNCTION).map_err(failed)?;
    import::run(Target::Of(&app), csv, mode, &mut |line| say(line)).await.map_err(failed)
}

/// Imports into the shop of a folder: through the process that has it open, or by opening it.
pub(super) async fn into_shop(folder: &Folder, csv: Vec<u8>, mode: Mode) -> Result<ExitCode, Failure> {
    if let Some(url) = running::find(folder).await {
        return import::run(Target::At(&url), csv, mode, &mut |line| say(line)).await.map_err(failed);
    }
    let stack = serve::open(folder, HttpPort::Ephemeral, false).await?;
    let app = operator::importer(stack.stack_state()).map_err(failed)?;
    let outcome = import::run(Target::Of(&app), csv, mode, &mut |line| say(line)).await.map_err(failed);
    stack.settle().await;
    stack.shutdown().await;
    outcome
}

fn failed(reason: impl std::fmt::Display) -> Failure {
    Failure::because("the import failed", reason)
}
