//! `souk serve`: open the shop.

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use emulator::clock::LocalClock;
use emulator::database::DatabaseSpec;
use runtime::ids::SystemIds;

use super::folder::Folder;
use super::seed;
use super::terminal::say;
use super::{Failure, running};
use crate::demo;
use crate::stack::{HttpPort, Stack, StackOptions};

/// The port without being told another.
const PORT: u16 = 3000;

#[derive(Args, Debug)]
pub(super) struct Options {
    /// The port on which the shop answers.
    #[arg(long, default_value_t = PORT)]
    port: u16,
    /// Another value for a parameter of the template, such as `RateLimits=log_in=100/60`; may be given several times.
    #[arg(long = "parameter", value_name = "NAME=VALUE", value_parser = named)]
    parameters: Vec<(String, String)>,
}

fn named(text: &str) -> Result<(String, String), &'static str> {
    let (name, value) = text.split_once('=').ok_or("must be NAME=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}

impl Default for Options {
    fn default() -> Self {
        Self { port: PORT, parameters: Vec::new() }
    }
}

pub(super) async fn run(options: Options, folder: &Folder) -> Result<ExitCode, Failure> {
    running::refuse(folder).await?;
    if !folder.is_seeded() {
        // Before the doors open, so that whoever finds the shop open finds it filled.
        seed::fill(folder).await?;
    }
    let parameters = options.parameters.into_iter().collect();
    let stack = open_with(folder, HttpPort::Fixed(options.port), true, parameters).await?;
    running::announce(folder, stack.url())?;
    welcome(stack.url());
    asked_to_stop().await;
    say("\nClosing …");
    running::retract(folder);
    stack.shutdown().await;
    Ok(ExitCode::SUCCESS)
}

/// Opens the shop of a folder.
pub(super) async fn open(folder: &Folder, http: HttpPort, background: bool) -> Result<Stack, Failure> {
    open_with(folder, http, background, BTreeMap::new()).await
}

async fn open_with(
    folder: &Folder,
    http: HttpPort,
    background: bool,
    parameters: BTreeMap<String, String>,
) -> Result<Stack, Failure> {
    let secrets = folder.secrets()?;
    let options = StackOptions {
        template: folder.template.clone(),
        parameters,
        surroundings: BTreeMap::new(),
        secrets,
        database: DatabaseSpec::File(folder.database()),
        clock: Arc::new(LocalClock::running()),
        ids: Arc::new(SystemIds),
        http,
        background,
    };
    Stack::start(options).await.map_err(|fault| Failure::because("the shop cannot open", fault))
}

fn welcome(url: &str) {
    say(&format!("Souk is open at {url}"));
    say(&format!("  start page     {url}"));
    say(&format!("  API            {url}/v1"));
    say(&format!("  documentation  {url}/docs"));
    say(&format!("  mail           {url}/_local/mailbox"));
    for (email, password, role) in demo::ACCOUNTS {
        say(&format!("  demo {:<10}{email} / {password}", role.as_str()));
    }
    say("Ctrl-C closes it.");
}

/// Ends when the person at the terminal, or the machine, wants the shop closed.
pub(super) async fn asked_to_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminated.recv() => {}
            }
            return;
        }
    }
    if let Err(error) = tokio::signal::ctrl_c().await {
        tracing::error!(%error, "the shop cannot hear Ctrl-C");
    }
}
