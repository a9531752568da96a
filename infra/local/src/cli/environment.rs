//! `souk environment`: what functions need to know that run elsewhere and belong to the open shop.

use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use emulator::loopback;

use super::folder::Folder;
use super::terminal::say;
use super::{Failure, running};

/// The open shop answers at once.
const PATIENCE: Duration = Duration::from_secs(10);

#[derive(Args, Debug)]
pub(super) struct Options {
    /// Only this function's: its logical id in the template, or its package.
    #[arg(conflicts_with = "sam")]
    function: Option<String>,
    /// As JSON for `sam local invoke --env-vars`, every function's.
    #[arg(long)]
    sam: bool,
}

pub(super) async fn run(options: Options, folder: &Folder) -> Result<ExitCode, Failure> {
    let Some(shop) = running::find(folder).await else {
        return Err(Failure("the shop is not open; its addresses are known only then".to_owned()));
    };
    let unreachable = |error: reqwest::Error| Failure::because("the open shop does not answer", error);
    let function = options.function.iter().map(|name| ("function", name.as_str()));
    let query: Vec<(&str, &str)> = function.chain(options.sam.then_some(("format", "sam"))).collect();
    let query = serde_urlencoded::to_string(query).unwrap_or_default();
    let client = loopback::client(PATIENCE).map_err(unreachable)?;
    let answer = client.get(format!("{shop}/_local/environment?{query}")).send().await.map_err(unreachable)?;
    let found = answer.status().is_success();
    let text = answer.text().await.map_err(unreachable)?;
    if !found {
        return Err(Failure(text));
    }
    say(text.trim_end());
    Ok(ExitCode::SUCCESS)
}
