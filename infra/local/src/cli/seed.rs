//! `souk seed`: the demo catalog and the demo accounts.

use std::process::ExitCode;

use clap::Args;
use kernel::email::Email;
use operate::accounts::NewAccount;
use operate::deployed::Deployed;
use operate::import::SEED;
use runtime::Config;
use workflows::catalog::product::import::Mode;

use super::Failure;
use super::admin::account;
use super::folder::Folder;
use super::import::{into_deployed, into_shop};
use super::target::ShopTarget;
use super::terminal::say;
use crate::demo;

#[derive(Args, Debug)]
pub(super) struct Options {
    #[command(flatten)]
    target: ShopTarget,
}

pub(super) async fn run(options: Options, folder: &Folder, environment: &Config) -> Result<ExitCode, Failure> {
    match options.target.find(environment).await? {
        Some(deployed) => fill_deployed(&deployed).await,
        None => fill(folder).await,
    }
}

/// Fills a deployed stack with the demo catalog, and with nothing else: everybody may read the demo's passwords.
async fn fill_deployed(deployed: &Deployed) -> Result<ExitCode, Failure> {
    say("Filling the deployed shop with the demo catalog, without the demo accounts …");
    into_deployed(deployed, SEED.to_vec(), Mode::Write).await
}

/// Fills the shop of a folder.
pub(super) async fn fill(folder: &Folder) -> Result<ExitCode, Failure> {
    say("Filling the shop with the demo catalog …");
    let outcome = into_shop(folder, SEED.to_vec(), Mode::Write).await?;
    for (email, password, role) in demo::ACCOUNTS {
        let email: Email = email.parse().map_err(|error| Failure::because("a demo address cannot be read", error))?;
        // An account that is there already is as good.
        if let Err(failure) = account(folder, &NewAccount { email, password: password.to_owned(), role }).await {
            tracing::debug!(error = %failure, "a demo account was not opened");
        }
    }
    folder.mark_seeded()?;
    Ok(outcome)
}
