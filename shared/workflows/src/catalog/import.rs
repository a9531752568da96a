//! Bringing a merchant's whole file into the shop, product by product.

use std::collections::BTreeSet;

use context::Context;
use domain::catalog::shopify::{CsvFault, RowNotice, RowProblem, parse};
use kernel::faults;
use serde::{Deserialize, Serialize};
use table::TableFault;

use crate::catalog::product::import::{Brought, ImportProductFault, Mode, Outcome, Run};

/// What an import came to, or would come to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Products that are new.
    pub created: u32,
    /// Products that have changed.
    pub updated: u32,
    /// Products that were as the file has them.
    pub unchanged: u32,
    /// Products that were left out whole.
    pub skipped: u32,
    /// Why they were, in the file's order.
    pub problems: Vec<RowProblem>,
    /// What is in the shop otherwise than it stands in the file, in its order.
    #[serde(default)]
    pub notices: Vec<RowNotice>,
}

impl Report {
    /// Whether every product of the file is in the shop.
    pub fn is_complete(&self) -> bool {
        self.problems.is_empty()
    }

    fn count(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Created => self.created += 1,
            Outcome::Updated => self.updated += 1,
            Outcome::Unchanged => self.unchanged += 1,
        }
    }
}

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Products that were looked at.
    pub done: usize,
    /// Products that the file has and that can be read.
    pub total: usize,
}

faults! {
    /// Why a file was not imported, or not to its end. Importing it again goes on where it ended.
    #[derive(Debug, thiserror::Error)]
    pub enum ImportFault {
        /// It is no product export.
        #[error(transparent)]
        Csv(#[from] CsvFault);
        /// The table failed.
        #[error(transparent)]
        Table(#[from] TableFault);
    }
}

/// Imports `csv`, a product export of Shopify, with prices in the shop's currency; `progress` is told after each product.
pub async fn import_catalog(
    cx: &Context,
    csv: &[u8],
    mode: Mode,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<Report, ImportFault> {
    let import = parse(csv, cx.settings.currency)?;
    let mut report = Report { problems: import.problems, notices: import.notices, ..Report::default() };
    let mut run = Run::begin(cx, mode).await?;
    let total = import.products.len();
    for (done, product) in (1..).zip(&import.products) {
        // Products are listed by the time they were made, so each has its own.
        let cx = Context { now: cx.clock.now(), ..cx.clone() };
        match run.import(&cx, product).await {
            Ok(Brought { outcome, notices }) => {
                report.count(outcome);
                report.notices.extend(notices);
            }
            Err(ImportProductFault::Refused(problems)) => report.problems.extend(problems),
            Err(ImportProductFault::Table(fault)) => return Err(fault.into()),
        }
        progress(Progress { done, total });
    }
    report.problems.sort_by_key(|problem| problem.line);
    report.notices.sort_by_key(|notice| notice.line);
    let skipped: BTreeSet<&str> = report.problems.iter().filter_map(|problem| problem.handle.as_deref()).collect();
    report.skipped = u32::try_from(skipped.len()).unwrap_or(u32::MAX);
    Ok(report)
}
