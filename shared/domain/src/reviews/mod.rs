//! What buyers say about goods.

pub mod helpful_vote;
pub mod message;
pub mod rating;
pub mod review;
pub mod review_report;

// What staff do to reviews.
crate::audit::action::actions! {
    /// A review is shown to everybody.
    REVIEW_APPROVED = "review.approved",
    /// A review that was reported stays.
    REVIEW_KEPT = "review.kept",
    /// A review is not shown.
    REVIEW_REJECTED = "review.rejected",
    /// The shop answered a review.
    REVIEW_REPLIED = "review.replied",
    /// The shop took its answer back.
    REVIEW_REPLY_REMOVED = "review.reply_removed",
}
