//! `souk import`: a merchant's catalogue from a file.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use workflows::import_product::Mode;

use super::folder::Folder;
use super::terminal::say;
use super::{Failure, running, serve};
use crate::import::{self, Target};
use crate::stack::HttpPort;

#[derive(Args, Debug)]
pub(super) struct Options {
    /// A product export of Shopify, as CSV.
    file: PathBuf,
    /// Change nothing; only say what would change.
    #[arg(long)]
    dry_run: bool,
}

pub(super) async fn run(options: Options, folder: &Folder) -> Result<ExitCode, Failure> {
    let csv = std::fs::read(&options.file)
        .map_err(|error| Failure::because(&format!("{} cannot be read", options.file.display()), error))?;
    let mode = if options.dry_run { Mode::DryRun } else { Mode::Write };
    into_shop(folder, csv, mode).await
}

/// Imports into the shop of a folder: through the process that has it open, or by opening it.
pub(super) async fn into_shop(folder: &Folder, csv: Vec<u8>, mode: Mode) -> Result<ExitCode, Failure> {
    let failed = |failure| Failure::because("the import failed", failure);
    if let Some(url) = running::find(folder).await {
        return import::run(Target::There(&url), csv, mode, &mut |line| say(line)).await.map_err(failed);
    }
    let stack = serve::open(folder, HttpPort::Ephemeral, false).await?;
    let outcome = import::run(Target::Here(stack.machinery()), csv, mode, &mut |line| say(line)).await.map_err(failed);
    stack.settle().await;
    stack.shutdown().await;
    outcome
}
