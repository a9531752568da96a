//! `souk invoke`: one raw Lambda event through one function.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use emulator::loopback;
use serde_json::Value;

use super::folder::Folder;
use super::terminal::say;
use super::{Failure, running, serve};
use crate::stack::HttpPort;
use crate::stack_state::InvokeFault;

/// No function of the template runs longer than this.
const PATIENCE: Duration = Duration::from_mins(1);

#[derive(Args, Debug)]
pub(super) struct Options {
    /// The function: its logical id in the template, or its package, whose role follows from the event.
    function: String,

    /// A file with the event, as JSON.
    event: PathBuf,
}

pub(super) async fn run(options: Options, folder: &Folder) -> Result<ExitCode, Failure> {
    let path = options.event.display();
    let text = std::fs::read(&options.event).map_err(|error| Failure::because(&format!("{path}"), error))?;
    let event: Value = serde_json::from_slice(&text).map_err(|error| Failure::because(&format!("{path}"), error))?;
    let (answer, failed) = match running::find(folder).await {
        Some(url) => through(&url, &options.function, &event).await?,
        None => alone(folder, &options.function, event).await?,
    };
    say(&serde_json::to_string_pretty(&answer).unwrap_or_else(|_| answer.to_string()));
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Through the shop that is open.
async fn through(url: &str, function: &str, event: &Value) -> Result<(Value, bool), Failure> {
    let unreachable = |error: reqwest::Error| Failure::because("the open shop does not answer", error);
    let client = loopback::client(PATIENCE).map_err(unreachable)?;
    let url = format!("{url}/_local/functions/{function}/invoke");
    let answer = client.post(url).json(event).send().await.map_err(unreachable)?;
    if !answer.status().is_success() {
        return Err(Failure(answer.text().await.map_err(unreachable)?));
    }
    let failed = answer.headers().contains_key("x-amz-function-error");
    Ok((answer.json().await.map_err(unreachable)?, failed))
}

/// Through a shop that is opened for this one event.
async fn alone(folder: &Folder, function: &str, event: Value) -> Result<(Value, bool), Failure> {
    let stack = serve::open(folder, HttpPort::Ephemeral, false).await?;
    let answered = match stack.invoke(function, event).await {
        Ok(answer) => Ok((answer, false)),
        Err(InvokeFault::Failed(fault)) => Ok((fault.answer(), true)),
        Err(fault @ InvokeFault::NoSuchFunction(_)) => Err(Failure(fault.to_string())),
    };
    stack.shutdown().await;
    answered
}
