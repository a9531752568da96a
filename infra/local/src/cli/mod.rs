//! The command line.

mod admin;
mod cost;
mod doctor;
mod environment;
mod folder;
mod import;
mod invoke;
mod openapi;
mod provider;
mod remote_shop;
mod reset;
mod router;
mod running;
mod secrets;
mod seed;
mod serve;
mod smoke;
mod target;
mod terminal;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use futures_util::future::BoxFuture;
use runtime::Config;

use folder::Folder;

/// Souk on this machine: the whole shop in one process.
#[derive(Debug, Parser)]
#[command(name = "souk", version, disable_help_subcommand = true)]
pub struct Arguments {
    /// Where the shop keeps its data [default: .souk beside template.yaml].
    #[arg(long, global = true, value_name = "FOLDER")]
    data: Option<PathBuf>,

    /// The least level of the log lines that are shown: error, warn, info, debug or trace.
    #[arg(long, global = true, default_value = "warn", value_name = "LEVEL")]
    log: String,

    #[command(subcommand)]
    command: Option<Command>,
}

impl Arguments {
    /// The same with the folder that the environment names, unless the arguments name one.
    pub fn or_home(self, home: Option<PathBuf>) -> Self {
        Self { data: self.data.or(home), ..self }
    }
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Open the shop (what happens without a command).
    Serve(serve::Options),
    /// Import a product export of Shopify.
    Import(import::Options),
    /// Fill the shop with the demo catalog; on this machine, also with the demo accounts.
    Seed(seed::Options),
    /// Look after staff.
    Admin(admin::Options),
    /// Print the OpenAPI document.
    Openapi,
    /// Print fresh secrets, as a deployed stack expects them in Secrets Manager, or rotate those that it has.
    Secrets(secrets::Options),
    /// Open the simulated payment provider by itself, for a shop that runs elsewhere.
    Provider(provider::Options),
    /// Print what the shop costs on AWS, as counted in a shop in memory.
    Cost,
    /// Tell what a deployed stack lacks, or what stands in the way of deploying it; changes nothing.
    Doctor(doctor::Options),
    /// Throw away everything the shop knows: products, orders, mails, keys.
    Reset(reset::Options),
    /// Place a test order at any shop through its public API, and cancel it.
    Smoke(smoke::Options),
    /// Hand one raw Lambda event to one function, and print what it answers.
    Invoke(invoke::Options),
    /// Print the environment of functions that run elsewhere for the open shop, its secrets included.
    Environment(environment::Options),
    /// Print the routes as `cargo lambda watch --global` reads them.
    Router,
}

/// Why a command failed, in words for the person who gave it.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Failure(String);

impl Failure {
    fn because(what: &str, error: impl std::fmt::Display) -> Self {
        Self(format!("{what}: {error}"))
    }
}

/// Does what the arguments say; deployed stacks are reached as the environment says.
pub async fn run(arguments: Arguments, environment: &Config) -> ExitCode {
    terminal::log(&arguments.log);
    match dispatch(arguments, environment).await {
        Ok(code) => code,
        Err(failure) => {
            terminal::complain(&failure.to_string());
            ExitCode::FAILURE
        }
    }
}

async fn dispatch(arguments: Arguments, environment: &Config) -> Result<ExitCode, Failure> {
    let folder = Folder::find(arguments.data)?;
    // Each command on the heap: together they would be one enormous future.
    let work: BoxFuture<'_, Result<ExitCode, Failure>> = match arguments.command {
        None => Box::pin(serve::run(serve::Options::default(), &folder)),
        Some(Command::Serve(options)) => Box::pin(serve::run(options, &folder)),
        Some(Command::Import(options)) => Box::pin(import::run(options, &folder, environment)),
        Some(Command::Seed(options)) => Box::pin(seed::run(options, &folder, environment)),
        Some(Command::Admin(options)) => Box::pin(admin::run(options, &folder, environment)),
        Some(Command::Openapi) => Box::pin(async { Ok(openapi::run()) }),
        Some(Command::Secrets(options)) => Box::pin(async move { secrets::run(&options) }),
        Some(Command::Provider(options)) => Box::pin(provider::run(options)),
        Some(Command::Cost) => Box::pin(cost::run(&folder)),
        Some(Command::Doctor(options)) => Box::pin(doctor::run(options, environment)),
        Some(Command::Reset(options)) => Box::pin(reset::run(options, &folder)),
        Some(Command::Invoke(options)) => Box::pin(invoke::run(options, &folder)),
        Some(Command::Environment(options)) => Box::pin(environment::run(options, &folder)),
        Some(Command::Router) => Box::pin(async { router::run(&folder) }),
        Some(Command::Smoke(options)) => Box::pin(smoke::run(options)),
    };
    work.await
}
