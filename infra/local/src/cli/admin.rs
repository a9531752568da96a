//! `souk admin`: what no route of the shop does.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use domain::identity::user::Role;
use kernel::email::Email;
use kernel::id::IdSource as _;
use kernel::secret::base64url;
use operate::accounts::{self, AccountCommand, Holder, NewAccount};
use operate::deployed::Deployed;
use operate::mail::{self, Receiver};
use runtime::Config;
use runtime::ids::SystemIds;

use super::folder::Folder;
use super::target::ShopTarget;
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
        target: ShopTarget,
    },
    /// Log an account out everywhere.
    EndSessions {
        /// The address of the account.
        email: Email,
        #[command(flatten)]
        target: ShopTarget,
    },
    /// Let mails go to an address again that they came back from, or whose reader called them spam.
    LiftSuppression {
        /// The address.
        email: Email,
        #[command(flatten)]
        target: ShopTarget,
    },
    /// Take the second factor from an account whose holder has lost both app and recovery codes, and has shown who they are.
    ResetSecondFactor {
        /// The address of the account.
        email: Email,
        #[command(flatten)]
        target: ShopTarget,
    },
}

pub(super) async fn run(options: Options, folder: &Folder, environment: &Config) -> Result<ExitCode, Failure> {
    match options.command {
        AdminCommand::Create { email, password, target } => create(email, password, target, folder, environment).await,
        AdminCommand::EndSessions { email, target } => {
            act(AccountCommand::EndSessions, email, target, folder, environment).await
        }
        AdminCommand::LiftSuppression { email, target } => lift_suppression(email, target, folder, environment).await,
        AdminCommand::ResetSecondFactor { email, target } => {
            act(AccountCommand::ResetSecondFactor, email, target, folder, environment).await
        }
    }
}

async fn create(
    email: Email,
    password: Option<String>,
    target: ShopTarget,
    folder: &Folder,
    environment: &Config,
) -> Result<ExitCode, Failure> {
    let made = password.is_none();
    let password = password.unwrap_or_else(|| base64url(&SystemIds.secret()).chars().take(24).collect());
    let new = NewAccount { email: email.clone(), password: password.clone(), role: Role::Admin };
    match target.find(environment).await? {
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
    command: AccountCommand,
    email: Email,
    target: ShopTarget,
    folder: &Folder,
    environment: &Config,
) -> Result<ExitCode, Failure> {
    let holder = Holder { email };
    if let Some(deployed) = target.find(environment).await? {
        let app = deployed.app(&identity::FUNCTION).map_err(not_changed)?;
        accounts::act(&app, command, &holder).await.map_err(not_changed)?;
    } else if let Some(url) = running::find(folder).await {
        accounts::act_through(&url, command, &holder).await.map_err(not_changed)?;
    } else {
        let stack = serve::open(folder, HttpPort::Ephemeral, false).await?;
        let outcome = operator::act(stack.stack_state(), command, &holder).await.map_err(not_changed);
        stack.settle().await;
        stack.shutdown().await;
        outcome?;
    }
    say(&match command {
        AccountCommand::ResetSecondFactor => {
            format!("{} logs in by password alone, until another second factor is set up.", holder.email.as_str())
        }
        AccountCommand::EndSessions => format!("{} is logged out everywhere.", holder.email.as_str()),
    });
    Ok(ExitCode::SUCCESS)
}

async fn lift_suppression(
    email: Email,
    target: ShopTarget,
    folder: &Folder,
    environment: &Config,
) -> Result<ExitCode, Failure> {
    let refused = |reason: &dyn std::fmt::Display| Failure::because("nothing was lifted", reason);
    let receiver = Receiver { email };
    if let Some(deployed) = target.find(environment).await? {
        let app = deployed.app(&identity::FUNCTION).map_err(|fault| refused(&fault))?;
        mail::lift_suppression(&app, &receiver).await.map_err(|fault| refused(&fault))?;
    } else if let Some(url) = running::find(folder).await {
        mail::lift_suppression_through(&url, &receiver).await.map_err(|fault| refused(&fault))?;
    } else {
        let stack = serve::open(folder, HttpPort::Ephemeral, false).await?;
        let outcome = operator::lift_suppression(stack.stack_state(), &receiver).await;
        stack.shutdown().await;
        outcome.map_err(|fault| refused(&fault))?;
    }
    say(&format!("Mails go to {} again.", receiver.email.as_str()));
    Ok(ExitCode::SUCCESS)
}

/// Opens an account in the shop of a folder: through the process that has it open, or by opening it.
pub(super) async fn account(folder: &Folder, account: &NewAccount) -> Result<(), Failure> {
    if let Some(url) = running::find(folder).await {
        return accounts::open_through(&url, account).await.map_err(not_opened);
    }
    let stack = serve::open(folder, HttpPort::Ephemeral, false).await?;
    let outcome = operator::open_account(stack.stack_state(), account).await.map_err(not_opened);
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
