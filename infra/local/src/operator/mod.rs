//! What whoever runs the shop does to the one that this process has open: [`operate`]'s commands with its functions.

use operate::accounts::{self, AccountFailure, Errand, Holder, NewAccount};
use operate::import::{self, ImportFailure};
use runtime::App;
use workflows::catalog::import::{Progress, Report};
use workflows::catalog::product::import::Mode;

use crate::machinery::Machinery;

/// The package whose configuration accounts are opened with.
const ACCOUNTS: &str = "identity";
/// The package whose configuration an import runs with.
const CATALOGUE: &str = "catalog";

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum OperatorFault {
    /// The template has no function of the package.
    #[error("the template names no function of the package {0:?}")]
    NoFunction(&'static str),
    /// An account was not opened or changed.
    #[error(transparent)]
    Account(#[from] AccountFailure),
    /// A file was not imported, or not to its end.
    #[error(transparent)]
    Import(#[from] ImportFailure),
}

/// Opens a confirmed account.
pub async fn open_account(machinery: &Machinery, account: &NewAccount) -> Result<(), OperatorFault> {
    let opened = accounts::open(&app(machinery, ACCOUNTS)?, account).await;
    machinery.pulse.beat();
    Ok(opened?)
}

/// Does `errand` to an account.
pub async fn act(machinery: &Machinery, errand: Errand, account: &Holder) -> Result<(), OperatorFault> {
    let outcome = accounts::act(&app(machinery, ACCOUNTS)?, errand, account).await;
    machinery.pulse.beat();
    Ok(outcome?)
}

/// Imports a file; `progress` is told after each product.
pub async fn import(
    machinery: &Machinery,
    csv: &[u8],
    mode: Mode,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<Report, OperatorFault> {
    let report = import::import(&app(machinery, CATALOGUE)?, csv, mode, progress).await;
    machinery.pulse.beat();
    Ok(report?)
}

/// The function that imports run with.
pub(crate) fn importer(machinery: &Machinery) -> Result<App, OperatorFault> {
    app(machinery, CATALOGUE)
}

fn app(machinery: &Machinery, package: &'static str) -> Result<App, OperatorFault> {
    machinery.operator(package).ok_or(OperatorFault::NoFunction(package))
}

#[cfg(test)]
mod tests;
