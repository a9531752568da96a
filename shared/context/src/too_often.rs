//! A request that comes too often.

use kernel::fault::{Fault, FaultKind};

/// That was asked for often enough for now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{said}; ask again later")]
pub struct TooOften {
    /// What is enough, for people.
    pub said: &'static str,
    /// Seconds after which it is looked at again.
    pub retry_after: u32,
}

impl Fault for TooOften {
    fn code(&self) -> &'static str {
        "rate_limited"
    }

    fn kind(&self) -> FaultKind {
        FaultKind::TooMany
    }

    fn retry_after(&self) -> Option<u32> {
        Some(self.retry_after)
    }
}
