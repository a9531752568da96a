//! `souk admin`: what no route of the shop does.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use domain::identity::user::Role;
use kernel::email::Email;
use kernel::id::IdSource as _;
use kernel::secret::base64url;
use operate::accounts::{self, Errand, Holder, NewAccount};
use operate::deployed::Deployed;
use runtime::Config;
use runtime::ids::SystemIds;

use super::folder::Folder;
use super::place::Place;
use super::terminal::say;
use super::{Failure, running, serve};
use crate::operator;
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
        #[command(flatten)]
        place: Place,
    },
    /// Log an account out everywhere.
    EndSessions {
        /// The address of the account.
        email: Email,
        #[command(flatten)]
        place: Place,
    },
    /// Take the second factor from an account whose holder has lost both app and recovery codes, and has shown who they are.
    ResetSecondFactor {
        /// The address of the account.
        email: Email,
        #[command(flatten)]
        place: Place,
    },
}

pub(super) async fn run(options: Options, folder: &Folder, environment: &Config) -> Result<ExitCode, Failure> {
    match options.command {
        AdminCommand::Create { email, password, place } => create(email, password, place, folder, environment).await,
        AdminCommand::EndSessions { email, place } => act(Errand::EndSessions, email, place, folder, environment).await,
        AdminCommand::ResetSecondFactor { email, place } => {
            act(Errand::ResetSecondFactor, email, place, folder, environment).await
        }
    }
}

async fn create(
    email: Email,
    password: Option<String>,
    place: Place,
    folder: &Folder,
    environment: &Config,
) -> Result<ExitCode, Failure> {
    let made = password.is_none();
    let password = password.unwrap_or_else(|| base64url(&SystemIds.secret()).chars().take(24).collect());
    let new = NewAccount { email: email.clone(), password: password.clone(), role: Role::Admin };
    match place.find(environment).await? {
        Some(deployed) => open_deployed(&deployed, &new).await?,
        None => account(folder, &new).await?,
    }
    say(&format!("{email} runs the shop from now on."));
    if made {
        say(&format!("The password is {password} (it is not shown again)."));
    }
    Ok(ExitCode::SUCCESS)
}

async fn act(
    errand: Errand,
    email: Email,
    place: Place,
    folder: &Folder,
    environment: &Config,
) -> Result<ExitCode, Failure> {
    let holder = Holder { email };
    if let Some(deployed) = place.find(environment).await? {
        let app = deployed.app(&identity::FUNCTION).map_err(not_changed)?;
        accounts::act(&app, errand, &holder).await.map_err(not_changed)?;
    } else if let Some(url) = running::find(folder).await {
        accounts::act_through(&url, errand, &holder).await.map_err(not_changed)?;
    } else {
        let stack = serve::open(folder, HttpPort::Ephemeral, false).await?;
        let outcome = operator::act(stack.machinery(), errand, &holder).await.map_err(not_changed);
        stack.settle().await;
        stack.shutdown().await;
        outcome?;
    }
    say(&match errand {
        Errand::ResetSecondFactor => {
            format!("{} logs in by password alone, until another second factor is set up.", holder.email.as_str())
        }
        Errand::EndSessions => format!("{} is logged out everywhere.", holder.email.as_str()),
    });
    Ok(ExitCode::SUCCESS)
}

/// Opens an account in the shop of a folder: through the process that has it open, or by opening it.
pub(super) async fn account(folder: &Folder, account: &NewAccount) -> Result<(), Failure> {
    if let Some(url) = running::find(folder).await {
        return accounts::open_through(&url, account).await.map_err(not_opened);
    }
    let stack = serve::open(folder, HttpPort::Ephemeral, false).await?;
    let outcome = operator::open_account(stack.machinery(), account).await.map_err(not_opened);
    stack.settle().await;
    stack.shutdown().await;
    outcome
}

async fn open_deployed(deployed: &Deployed, account: &NewAccount) -> Result<(), Failure> {
    let app = deployed.app(&identity::FUNCTION).map_err(not_opened)?;
    accounts::open(&app, account).await.map_err(not_opened)
}

fn not_opened(reason: impl std::fmt::Display) -> Failure {
    Failure::because("the account was not opened", reason)
}

fn not_changed(reason: impl std::fmt::Display) -> Failure {
    Failure::because("the account was not changed", reason)
}
