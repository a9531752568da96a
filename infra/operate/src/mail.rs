//! Mails: to whom they go.

use kernel::email::Email;
use runtime::{App, work};
use serde::{Deserialize, Serialize};
use workflows::notifications::suppressed_address::lift::lift_suppression as lift;

use crate::accounts::{AccountFailure, through};
use crate::deployed::in_short;

/// To whom mails are to go.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receiver {
    /// The address.
    pub email: Email,
}

/// Why mails go no further than before.
#[derive(Debug, thiserror::Error)]
pub enum MailFailure {
    /// They were not kept from the address.
    #[error("mails are not kept from {0}")]
    NotSuppressed(String),
    /// The table failed.
    #[error("{0}")]
    Table(String),
}

/// Lets mails go to an address again; `app` is any function that reaches the table.
pub async fn lift_suppression(app: &App, receiver: &Receiver) -> Result<(), MailFailure> {
    let cx = work::context(app, "system", "souk admin lift-suppression");
    match lift(&cx, &receiver.email).await {
        Ok(true) => Ok(()),
        Ok(false) => Err(MailFailure::NotSuppressed(receiver.email.as_str().to_owned())),
        Err(fault) => Err(MailFailure::Table(in_short(&fault.to_string()).to_owned())),
    }
}

/// Does so in the shop that another process has open at `url`.
pub async fn lift_suppression_through(url: &str, receiver: &Receiver) -> Result<(), AccountFailure> {
    through(url, "/_local/mail/lift-suppression", receiver).await
}
