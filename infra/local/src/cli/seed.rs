//! `souk seed`: the demo catalogue and the demo accounts.

use std::process::ExitCode;

use domain::identity::user::Role;
use kernel::email::Email;
use workflows::import_product::Mode;

use super::Failure;
use super::admin::account;
use super::folder::Folder;
use super::import::into_shop;
use super::terminal::say;
use crate::accounts::NewAccount;
use crate::import::SEED;

/// The accounts of the demo; they exist on this machine only.
pub(super) const DEMO: [(&str, &str, Role); 2] = [
    ("demo@example.com", "seven wooden lanterns", Role::Customer),
    ("admin@example.com", "eleven copper kettles", Role::Admin),
];

pub(super) async fn run(folder: &Folder) -> Result<ExitCode, Failure> {
    say("Filling the shop with the demo catalogue …");
    let outcome = into_shop(folder, SEED.to_vec(), Mode::Write).await?;
    for (email, password, role) in DEMO {
        let email: Email = email.parse().map_err(|error| Failure::because("a demo address cannot be read", error))?;
        // An account that is there already is as good.
        if let Err(failure) = account(folder, &NewAccount { email, password: password.to_owned(), role }).await {
            tracing::debug!(%failure, "a demo account was not opened");
        }
    }
    folder.mark_seeded()?;
    Ok(outcome)
}
