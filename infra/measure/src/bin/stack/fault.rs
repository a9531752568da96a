//! Why a soak ended early.

/// The soak cannot go on.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    /// A file or a process refused.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// The shop does not answer.
    #[error("the shop does not answer: {0}")]
    Unreachable(#[from] reqwest::Error),
    /// The shop did not do what it should.
    #[error("{0}")]
    Shop(String),
}
