//! `souk reset`: throw everything away.

use std::io::IsTerminal as _;
use std::process::ExitCode;

use clap::Args;

use super::folder::Folder;
use super::terminal::say;
use super::{Failure, running};

#[derive(Args, Debug)]
pub(super) struct Options {
    /// Do not ask.
    #[arg(long, short)]
    yes: bool,
}

pub(super) async fn run(options: Options, folder: &Folder) -> Result<ExitCode, Failure> {
    running::refuse(folder).await?;
    if !options.yes && std::io::stdin().is_terminal() && !confirmed(folder)? {
        say("Nothing was removed.");
        return Ok(ExitCode::FAILURE);
    }
    if folder.remove()? {
        say(&format!("{} is gone.", folder.path().display()));
    } else {
        say("There was nothing to remove.");
    }
    Ok(ExitCode::SUCCESS)
}

fn confirmed(folder: &Folder) -> Result<bool, Failure> {
    say(&format!("Remove {} with everything in it? [y/N]", folder.path().display()));
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer).map_err(|error| Failure::because("there is no answer", error))?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}
