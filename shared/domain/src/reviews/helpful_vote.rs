//! Helpful votes: that somebody found a review helpful, once.

use kernel::id::{ReviewId, UserId};
use kernel::time::Timestamp;
use serde::{Deserialize, Serialize};

/// That somebody found a review helpful.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HelpfulVote {
    /// Who did.
    pub user: UserId,
    /// Which review.
    pub review: ReviewId,
    /// When they said so.
    pub at: Timestamp,
}
