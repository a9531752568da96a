//! `souk admin create`: staff.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use domain::identity::user::Role;
use kernel::email::Email;
use kernel::id::IdSource as _;
use kernel::secret::base64url;
use runtime::ids::SystemIds;

use super::folder::Folder;
use super::terminal::say;
use super::{Failure, running, serve};
use crate::accounts::{self, NewAccount};
use crate::stack::HttpPort;

#[derive(Args, Debug)]
pub(super) struct Options {
    #[command(subcommand)]
    command: AdminCommand,
}

#[derive(Debug, Subcommand)]
enum AdminCommand {
    /// Open an account with which the whole shop is run.
    Create {
        /// The address to log in with.
        email: Email,
        /// The password; a strong one is made and shown if none is given.
        #[arg(long)]
        password: Option<String>,
    },
}

pub(super) async fn run(options: Options, folder: &Folder) -> Result<ExitCode, Failure> {
    let AdminCommand::Create { email, password } = options.command;
    let made = password.is_none();
    let password = password.unwrap_or_else(|| base64url(&SystemIds.secret()).chars().take(24).collect());
    account(folder, &NewAccount { email: email.clone(), password: password.clone(), role: Role::Admin }).await?;
    say(&format!("{email} runs the shop from now on."));
    if made {
        say(&format!("The password is {password} (it is not shown again)."));
    }
    Ok(ExitCode::SUCCESS)
}

/// Opens an account in the shop of a folder: through the process that has it open, or by opening it.
pub(super) async fn account(folder: &Folder, account: &NewAccount) -> Result<(), Failure> {
    let failed = |failure| Failure::because("the account was not opened", failure);
    if let Some(url) = running::find(folder).await {
        return accounts::open_through(&url, account).await.map_err(failed);
    }
    let stack = serve::open(folder, HttpPort::Ephemeral, false).await?;
    let outcome = accounts::open(stack.machinery(), account).await.map_err(failed);
    stack.settle().await;
    stack.shutdown().await;
    outcome
}
