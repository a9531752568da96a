//! What whoever runs the shop does to the one that this process has open: [`operate`]'s commands with its functions.

use operate::accounts::{self, AccountCommand, AccountFailure, Holder, NewAccount};
use operate::import::{self, ImportFailure};
use operate::mail::{self, MailFailure, Receiver};
use runtime::App;
use workflows::catalog::import::{Progress, Report};
use workflows::catalog::product::import::Mode;

use crate::stack_state::StackState;

/// The package whose configuration accounts are opened with.
const ACCOUNTS: &str = "identity";
/// The package whose configuration an import runs with.
const CATALOG: &str = "catalog";

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum OperatorFault {
    /// The template has no function of the package.
    #[error("the template names no function of the package {0:?}")]
    NoFunction(&'static str),
    /// An account was not opened or changed.
    #[error(transparent)]
    Account(#[from] AccountFailure),
    /// Mails go no further than before.
    #[error(transparent)]
    Mail(#[from] MailFailure),
    /// A file was not imported, or not to its end.
    #[error(transparent)]
    Import(#[from] ImportFailure),
}

/// Opens a confirmed account.
pub async fn open_account(stack_state: &StackState, account: &NewAccount) -> Result<(), OperatorFault> {
    let opened = accounts::open(&app(stack_state, ACCOUNTS)?, account).await;
    stack_state.wake_signal.beat();
    Ok(opened?)
}

/// Does `command` to an account.
pub async fn act(stack_state: &StackState, command: AccountCommand, account: &Holder) -> Result<(), OperatorFault> {
    let outcome = accounts::act(&app(stack_state, ACCOUNTS)?, command, account).await;
    stack_state.wake_signal.beat();
    Ok(outcome?)
}

/// Lets mails go to an address again.
pub async fn lift_suppression(stack_state: &StackState, receiver: &Receiver) -> Result<(), OperatorFault> {
    Ok(mail::lift_suppression(&app(stack_state, ACCOUNTS)?, receiver).await?)
}

/// Imports a file; `progress` is told after each product.
pub async fn import(
    stack_state: &StackState,
    csv: &[u8],
    mode: Mode,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<Report, OperatorFault> {
    let report = import::import(&app(stack_state, CATALOG)?, csv, mode, progress).await;
    stack_state.wake_signal.beat();
    Ok(report?)
}

/// The function that imports run with.
pub(crate) fn importer(stack_state: &StackState) -> Result<App, OperatorFault> {
    app(stack_state, CATALOG)
}

fn app(stack_state: &StackState, package: &'static str) -> Result<App, OperatorFault> {
    stack_state.operator(package).ok_or(OperatorFault::NoFunction(package))
}

#[cfg(test)]
mod tests;
