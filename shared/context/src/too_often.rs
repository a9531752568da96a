//! A request that comes too often.

use kernel::faults;

faults! {
    /// That was asked for often enough for now.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
    #[error("{said}; ask again later")]
    pub struct TooOften {
        /// What is enough, for people.
        pub said: &'static str,
        /// Seconds after which it is looked at again.
        pub retry_after: u32,
    } => TooMany "rate_limited" after retry_after;
}
