//! Pauses between tries: exponential with full jitter, under a budget.

use std::time::Duration;

use crate::error::TableFault;

/// The most tries of one operation.
const TRIES: u32 = 8;
/// The longest single pause, in milliseconds.
const LONGEST: u64 = 200;
/// The first pause is drawn from up to so many milliseconds.
const FIRST: u64 = 10;

/// Decides how long to wait before the next try.
///
/// Full jitter after the AWS Builders' Library, "Timeouts, retries and backoff with jitter".
#[derive(Default)]
pub(crate) struct Backoff {
    tries: u32,
}

impl Backoff {
    /// Waits, or gives up when the budget is spent.
    pub(crate) async fn pause(&mut self) -> Result<(), TableFault> {
        self.tries += 1;
        if self.tries >= TRIES {
            return Err(TableFault::Contended);
        }
        let ceiling = (FIRST << self.tries).min(LONGEST);
        wait(jitter(ceiling)).await;
        Ok(())
    }
}

/// Waits so many milliseconds.
#[expect(clippy::disallowed_methods, reason = "the one place of this crate that waits; it does so between tries only")]
pub(crate) async fn wait(millis: u64) {
    tokio::time::sleep(Duration::from_millis(millis)).await;
}

/// A pause from 1 to `ceiling` milliseconds, spread by the process's hash seed: contenders must differ, nothing else matters.
fn jitter(ceiling: u64) -> u64 {
    use std::hash::{BuildHasher as _, RandomState};
    1 + RandomState::new().hash_one(ceiling) % ceiling
}
