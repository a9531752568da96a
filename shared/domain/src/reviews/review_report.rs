//! Review reports: that somebody finds that a review should not be shown, once.

use kernel::id::{ReviewId, UserId};
use kernel::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Why a review should not be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReportReason {
    /// It advertises something.
    Spam,
    /// It insults somebody, or worse.
    Offensive,
    /// It is about something else.
    OffTopic,
    /// It is made up, or was paid for.
    Fake,
    /// It tells of somebody what nobody should know.
    Private,
    /// Anything else.
    Other,
}

/// That somebody reported a review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewReport {
    /// Who did.
    pub user: UserId,
    /// Which review.
    pub review: ReviewId,
    /// Why.
    pub reason: ReportReason,
    /// When.
    pub at: Timestamp,
}
