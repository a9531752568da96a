//! `souk import` and `souk seed`, apart from their arguments.

use std::process::ExitCode;

use runtime::App;
use workflows::catalog::import::Progress;
use workflows::catalog::product::import::Mode;

use super::{ImportFailure, import, import_through, lines};

/// How many products one line of progress stands for.
const STEP: usize = 20;

/// The shop that a file goes into.
#[derive(Clone, Copy)]
pub enum Target<'a> {
    /// The one that this process has open, or a deployed one: its function that serves products.
    Of(&'a App),
    /// The one that another process has open, by its URL.
    At(&'a str),
}

/// Imports a file and says how far it is and what it came to; it succeeds if nothing was left out.
pub async fn run(
    target: Target<'_>,
    csv: Vec<u8>,
    mode: Mode,
    say: &mut (dyn FnMut(&str) + Send),
) -> Result<ExitCode, ImportFailure> {
    let report = match target {
        Target::Of(app) => import(app, &csv, mode, &mut |progress| tell(progress, say)).await?,
        Target::At(url) => import_through(url, csv, mode).await?,
    };
    for line in lines(&report, mode) {
        say(&line);
    }
    Ok(if report.is_complete() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn tell(Progress { done, total }: Progress, say: &mut (dyn FnMut(&str) + Send)) {
    if done.is_multiple_of(STEP) || done == total {
        say(&format!("  {done} of {total} products"));
    }
}
