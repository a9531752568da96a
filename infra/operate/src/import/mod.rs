//! Catalogs from files: the shop's own for a beginning, and merchants'.
//!
//! A file goes through [`workflows::catalog::import`]: on the table of the shop that this process has open, or of a deployed
//! one; if another process has the shop open, through that one.

mod command;
mod report;

use std::time::Duration;

use emulator::loopback;
use runtime::{App, work};
use workflows::catalog::import::{ImportFault, Progress, Report, import_catalog};
use workflows::catalog::product::import::Mode;

pub use self::command::{Target, run};
pub use self::report::lines;
use crate::deployed::in_short;

/// The catalog that a new shop begins with.
pub const SEED: &[u8] = include_bytes!("../../seed/catalog.csv");

/// How long the open shop may take for a whole file.
const PATIENCE: Duration = Duration::from_hours(1);

/// Why a file was not imported, or not to its end.
#[derive(Debug, thiserror::Error)]
pub enum ImportFailure {
    /// The file is no product export, or the table failed.
    #[error("{}", in_short(&.0.to_string()))]
    Import(#[from] ImportFault),
    /// The open shop refused, in its own words.
    #[error("{0}")]
    Refused(String),
    /// The open shop does not answer.
    #[error("the open shop does not answer: {0}")]
    Unreachable(#[from] reqwest::Error),
}

/// Imports a file; `app` is a function that serves products, and `progress` is told after each product.
pub async fn import(
    app: &App,
    csv: &[u8],
    mode: Mode,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<Report, ImportFailure> {
    // For nobody in particular.
    let correlation = format!("import_{}", app.ids.ulid(app.clock.now()));
    let cx = work::context(app, "system", &correlation);
    Ok(import_catalog(&cx, csv, mode, progress).await?)
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
