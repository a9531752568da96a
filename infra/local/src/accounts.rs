//! Accounts that whoever runs the shop opens: the first admin, and those of the demo.

use std::time::Duration;

use domain::identity::user::Role;
use kernel::email::Email;
use runtime::work;
use serde::{Deserialize, Serialize};
use workflows::create_admin::create_confirmed;
use workflows::password::Password;

use crate::loopback;
use crate::stack::Machinery;

/// The package whose configuration accounts are opened with.
const PACKAGE: &str = "identity";
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

/// Why an account was not opened.
#[derive(Debug, thiserror::Error)]
pub enum AccountFailure {
    /// The template has no function that knows accounts.
    #[error("the template names no function of the package {PACKAGE:?}")]
    NoIdentity,
    /// The address is taken, or the password is not good enough.
    #[error("{0}")]
    Refused(String),
    /// The open shop does not answer.
    #[error("the open shop does not answer: {0}")]
    Unreachable(#[from] reqwest::Error),
}

/// Opens a confirmed account in the shop that this process has open.
pub async fn open(machinery: &Machinery, account: &NewAccount) -> Result<(), AccountFailure> {
    let app = machinery.operator(PACKAGE).ok_or(AccountFailure::NoIdentity)?;
    let cx = work::context(&app, "system", "souk admin create");
    let password = Password::from(account.password.clone());
    let opened = create_confirmed(&cx, &account.email, &password, account.role).await;
    machinery.pulse.beat();
    opened.map(drop).map_err(|fault| AccountFailure::Refused(fault.to_string()))
}

/// Opens a confirmed account in the shop that another process has open at `url`.
pub async fn open_through(url: &str, account: &NewAccount) -> Result<(), AccountFailure> {
    let client = loopback::client(PATIENCE)?;
    let answer = client.post(format!("{url}/_local/accounts")).json(account).send().await?;
    if answer.status().is_success() {
        return Ok(());
    }
    let text = answer.text().await?;
    let message = serde_json::from_str::<serde_json::Value>(&text).ok();
    let message = message.and_then(|body| body.get("message")?.as_str().map(str::to_owned));
    Err(AccountFailure::Refused(message.unwrap_or(text)))
}
