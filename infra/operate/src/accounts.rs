//! Accounts that whoever runs the shop opens: the first admin, and those of the demo.

use std::time::Duration;

use context::password::Password;
use domain::identity::user::Role;
use emulator::loopback;
use kernel::email::Email;
use runtime::{App, work};
use serde::{Deserialize, Serialize};
use workflows::identity::second_factor::delete::withdraw_second_factor;
use workflows::identity::session::revoke::withdraw_sessions;
use workflows::identity::staff::create_admin::create_confirmed;

use crate::deployed::in_short;

/// How long the open shop may take; hashing a password is slow on purpose.
const PATIENCE: Duration = Duration::from_secs(30);

/// An account to open.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewAccount {
    /// Where mails go.
    pub email: Email,
    /// The password.
    pub password: String,
    /// What the person may do.
    pub role: Role,
}

/// What whoever runs the shop does to an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountCommand {
    /// Its second factor is taken away.
    ResetSecondFactor,
    /// It is logged out everywhere.
    EndSessions,
}

impl AccountCommand {
    /// Its name in commands and routes.
    pub fn name(self) -> &'static str {
        match self {
            Self::ResetSecondFactor => "reset-second-factor",
            Self::EndSessions => "end-sessions",
        }
    }
}

/// Whose account it is.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holder {
    /// Where mails go.
    pub email: Email,
}

/// Why an account was not opened or changed.
#[derive(Debug, thiserror::Error)]
pub enum AccountFailure {
    /// The address is taken, or the password is not good enough.
    #[error("{0}")]
    Refused(String),
    /// The open shop does not answer.
    #[error("the open shop does not answer: {0}")]
    Unreachable(#[from] reqwest::Error),
}

/// Opens a confirmed account; `app` is a function that knows accounts.
pub async fn open(app: &App, account: &NewAccount) -> Result<(), AccountFailure> {
    let cx = work::context(app, "system", "souk admin create");
    let password = Password::try_from(account.password.clone())
        .map_err(|fault| AccountFailure::Refused(format!("the password {fault}")))?;
    let opened = create_confirmed(&cx, &account.email, &password, account.role).await;
    opened.map(drop).map_err(|fault| AccountFailure::Refused(in_short(&fault.to_string()).to_owned()))
}

/// Does `command` to an account of the shop that another process has open at `url`.
pub async fn act_through(url: &str, command: AccountCommand, account: &Holder) -> Result<(), AccountFailure> {
    through(url, &format!("/_local/accounts/{}", command.name()), account).await
}

/// Does `command` to an account; `app` is a function that knows accounts.
pub async fn act(app: &App, command: AccountCommand, account: &Holder) -> Result<(), AccountFailure> {
    let refused = |fault: &dyn std::fmt::Display| AccountFailure::Refused(in_short(&fault.to_string()).to_owned());
    let cx = work::context(app, "system", &format!("souk admin {}", command.name()));
    let user = cx.store.users().id_by_email(&account.email).await.map_err(|fault| refused(&fault))?;
    let nobody = || AccountFailure::Refused(format!("nobody has the address {}", account.email.as_str()));
    let user = user.ok_or_else(nobody)?;
    match command {
        AccountCommand::ResetSecondFactor => withdraw_second_factor(&cx, user).await.map_err(|fault| refused(&fault)),
        AccountCommand::EndSessions => withdraw_sessions(&cx, user).await.map_err(|fault| refused(&fault)),
    }
}

/// Opens a confirmed account in the shop that another process has open at `url`.
pub async fn open_through(url: &str, account: &NewAccount) -> Result<(), AccountFailure> {
    through(url, "/_local/accounts", account).await
}

pub(crate) async fn through(url: &str, path: &str, account: &impl Serialize) -> Result<(), AccountFailure> {
    let client = loopback::client(PATIENCE)?;
    let answer = client.post(format!("{url}{path}")).json(account).send().await?;
    if answer.status().is_success() {
        return Ok(());
    }
    let text = answer.text().await?;
    let message = serde_json::from_str::<serde_json::Value>(&text).ok();
    let message = message.and_then(|body| body.get("message")?.as_str().map(str::to_owned));
    Err(AccountFailure::Refused(message.unwrap_or(text)))
}
