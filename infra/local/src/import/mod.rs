//! Catalogues from files: the shop's own for a beginning, and merchants'.
//!
//! A file goes through [`workflows::catalog::import`]: in the shop that this process has open; if another process has it
//! open, through that one; or on the table of a deployed stack.

mod command;
mod report;
#[cfg(test)]
mod tests;

use std::time::Duration;

use context::Context;
use runtime::{App, work};
use workflows::catalog::import::{ImportFault, Progress, Report, import_catalogue};
use workflows::catalog::product::import::Mode;

pub use self::command::{Target, run};
pub use self::report::lines;
use crate::deployed::{Deployed, DeployedFault, in_short};
use crate::loopback;
use crate::stack::Machinery;

/// The catalogue that a new shop begins with.
pub const SEED: &[u8] = include_bytes!("../../seed/catalogue.csv");

/// The package whose configuration an import runs with.
const PACKAGE: &str = "catalog";
/// How long the open shop may take for a whole file.
const PATIENCE: Duration = Duration::from_hours(1);

/// Why a file was not imported, or not to its end.
#[derive(Debug, thiserror::Error)]
pub enum ImportFailure {
    /// The template has no function that knows products.
    #[error("the template names no function of the package {PACKAGE:?}")]
    NoCatalogue,
    /// The file is no product export, or the table failed.
    #[error("{}", in_short(&.0.to_string()))]
    Import(#[from] ImportFault),
    /// The deployed stack cannot be worked on.
    #[error(transparent)]
    Deployed(#[from] DeployedFault),
    /// The open shop refused, in its own words.
    #[error("{0}")]
    Refused(String),
    /// The open shop does not answer.
    #[error("the open shop does not answer: {0}")]
    Unreachable(#[from] reqwest::Error),
}

/// Imports a file into the shop that this process has open; `progress` is told after each product.
pub async fn import(
    machinery: &Machinery,
    csv: &[u8],
    mode: Mode,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<Report, ImportFailure> {
    let cx = context(machinery)?;
    let report = import_catalogue(&cx, csv, mode, progress).await;
    machinery.pulse.beat();
    Ok(report?)
}

/// Imports a file into a deployed stack.
pub async fn import_deployed(
    deployed: &Deployed,
    csv: &[u8],
    mode: Mode,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<Report, ImportFailure> {
    let cx = context_of(&deployed.app(&catalog::FUNCTION)?);
    Ok(import_catalogue(&cx, csv, mode, progress).await?)
}

/// The context of an import: that of the function which serves products.
fn context(machinery: &Machinery) -> Result<Context, ImportFailure> {
    Ok(context_of(&machinery.operator(PACKAGE).ok_or(ImportFailure::NoCatalogue)?))
}

/// The same, acting for nobody in particular.
fn context_of(app: &App) -> Context {
    let correlation = format!("import_{}", app.ids.ulid(app.clock.now()));
    work::context(app, "system", &correlation)
}

/// Imports a file into the shop that another process has open at `url`.
pub async fn import_through(url: &str, csv: Vec<u8>, mode: Mode) -> Result<Report, ImportFailure> {
    let client = loopback::client(PATIENCE)?;
    let dry_run = mode == Mode::DryRun;
    let answer = client.post(format!("{url}/_local/import?dry_run={dry_run}")).body(csv).send().await?;
    if answer.status().is_success() {
        return Ok(answer.json().await?);
    }
    let text = answer.text().await?;
    let message = serde_json::from_str::<serde_json::Value>(&text).ok();
    let message = message.and_then(|body| body.get("message")?.as_str().map(str::to_owned));
    Err(ImportFailure::Refused(message.unwrap_or(text)))
}
