//! What happens to reviews.

use kernel::id::{ProductId, ReviewId, UserId};

domain_events! {
    /// Somebody reviewed a product; staff are to look at it.
    ReviewSubmitted = "review" "review.submitted" {
        /// The review.
        review: ReviewId,
        /// What it is about.
        product: ProductId,
        /// Who wrote it.
        author: UserId,
    }
    /// Its author changed a review; staff are to look at it again.
    ReviewEdited = "review" "review.edited" {
        /// The review.
        review: ReviewId,
        /// What it is about.
        product: ProductId,
    }
    /// Everybody sees the review.
    ReviewApproved = "review" "review.approved" {
        /// The review.
        review: ReviewId,
        /// What it is about.
        product: ProductId,
        /// Who wrote it.
        author: UserId,
    }
    /// Nobody but its author sees the review.
    ReviewRejected = "review" "review.rejected" {
        /// The review.
        review: ReviewId,
        /// What it is about.
        product: ProductId,
        /// Who wrote it.
        author: UserId,
    }
    /// Staff looked at what was reported of a review, and it stays.
    ReviewKept = "review" "review.kept" {
        /// The review.
        review: ReviewId,
    }
    /// Somebody finds that a review should not be shown.
    ReviewReported = "review" "review.reported" {
        /// The review.
        review: ReviewId,
    }
    /// The shop answered a review.
    ReviewReplied = "review" "review.replied" {
        /// The review.
        review: ReviewId,
        /// What it is about.
        product: ProductId,
    }
    /// The shop took its answer back.
    ReviewReplyRemoved = "review" "review.reply_removed" {
        /// The review.
        review: ReviewId,
        /// What it is about.
        product: ProductId,
    }
    /// The review is gone, with all that it said.
    ReviewDeleted = "review" "review.deleted" {
        /// The review.
        review: ReviewId,
        /// What it was about.
        product: ProductId,
    }
}
