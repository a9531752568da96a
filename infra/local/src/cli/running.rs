//! The shop that may already be running on this folder.
//!
//! One process at a time owns a folder: the queues are in its memory. Other commands work through it.

use std::fs;
use std::time::Duration;

use emulator::loopback;

use super::Failure;
use super::folder::Folder;

/// How long to wait for a shop that may be gone.
const PATIENCE: Duration = Duration::from_secs(1);

/// The URL of the shop that runs on this folder, if one answers.
pub(super) async fn find(folder: &Folder) -> Option<String> {
    let url = fs::read_to_string(folder.running()).ok()?;
    let url = url.trim().to_owned();
    let client = loopback::client(PATIENCE).ok()?;
    let answer = client.get(format!("{url}/_local/clock")).send().await.ok()?;
    answer.status().is_success().then_some(url)
}

/// Refuses if a shop runs on this folder.
pub(super) async fn refuse(folder: &Folder) -> Result<(), Failure> {
    match find(folder).await {
        Some(url) => Err(Failure(format!("the shop is already open at {url}; close it first"))),
        None => Ok(()),
    }
}

/// Says where the shop of this folder runs.
pub(super) fn announce(folder: &Folder, url: &str) -> Result<(), Failure> {
    fs::write(folder.running(), url).map_err(|error| Failure::because("the data folder cannot be written", error))
}

/// Takes that back.
pub(super) fn retract(folder: &Folder) {
    if let Err(error) = fs::remove_file(folder.running()) {
        tracing::debug!(%error, "nothing to take back");
    }
}
