//! What the files of the repository promise each other, and the world outside: nothing is run, so it takes a second.
//!
//! What can be told of a running shop only is held to in `tests/described`.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "what surprises a test fails it, also in the functions that tests share"
)]

mod acceptance;
mod areas;
mod closed;
mod complete;
mod deployment;
mod fields;
mod infrastructure;
mod keys;
mod layers;
mod names;
mod operations;
mod permissions;
mod repository;
mod resources;

use std::path::PathBuf;

use self::repository::{files, read, root};

/// Our Rust sources.
fn sources() -> Vec<PathBuf> {
    ["functions", "shared", "infra", "tests"].iter().flat_map(|room| files(&root().join(room), ".rs")).collect()
}
