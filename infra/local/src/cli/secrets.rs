//! `souk secrets`: what a stack must be given to keep.

use std::io::Read as _;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use kernel::time::Clock as _;
use operate::secrets;
use operate::secrets::rotation::{Stage, rotate};
use runtime::clock::SystemClock;
use runtime::ids::SystemIds;
use serde_json::{Map, Value};

use super::Failure;
use super::terminal::say;

#[derive(Args, Debug, Default)]
pub(super) struct Options {
    #[command(subcommand)]
    command: Option<SecretsCommand>,
}

#[derive(Debug, Subcommand)]
enum SecretsCommand {
    /// Read a stack's secret from the standard input, and print it with the signing key one stage further.
    Rotate {
        /// The stage.
        stage: Stage,
    },
}

/// Prints secrets as the JSON object that the template expects in Secrets Manager: fresh ones, or one that is rotated.
pub(super) fn run(options: &Options) -> Result<ExitCode, Failure> {
    let text = match options.command {
        None => fresh()?,
        Some(SecretsCommand::Rotate { stage }) => rotated(stage)?,
    };
    say(&text);
    Ok(ExitCode::SUCCESS)
}

fn fresh() -> Result<String, Failure> {
    let secrets = secrets::generate(&SystemIds).map_err(|error| Failure::because("no secrets", error))?;
    serde_json::to_string_pretty(&secrets).map_err(|error| Failure::because("no secrets", error))
}

fn rotated(stage: Stage) -> Result<String, Failure> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).map_err(|error| Failure::because("the secret cannot be read", error))?;
    let secret: Map<String, Value> =
        serde_json::from_str(&text).map_err(|_| Failure("the secret is no JSON object".to_owned()))?;
    let rotated = rotate(secret, stage, SystemClock.now(), &SystemIds);
    let rotated = rotated.map_err(|fault| Failure::because("the secret is not rotated", fault))?;
    serde_json::to_string_pretty(&rotated).map_err(|error| Failure::because("the secret is not rotated", error))
}
