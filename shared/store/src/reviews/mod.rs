//! What buyers say about goods.

pub mod helpful_vote;
pub mod rating;
pub mod review;
pub mod review_report;

/// Who may touch reviews.
pub mod partitions {
    table::partitions! {
        /// Reviews with their events. Those of somebody who leaves are deleted by identity.
        REVIEW = "REVIEW" {
            read: ["identity-worker", "notifications-worker", "relay-worker", "reviews-http"],
            write: ["identity-worker", "reviews-http"]
        }
        /// What somebody reviewed, found helpful, and reported.
        REVIEWER = "REVIEWER" { read: ["identity-worker", "reviews-http"], write: ["identity-worker", "reviews-http"] }
        /// How many stars a product has; apart from the product itself, which those who count must not change.
        RATING = "RATING" { read: ["reviews-http"], write: ["identity-worker", "reviews-http"] }
        /// The lists of a product's reviews.
        REVIEWS = "REVIEWS" { read: ["reviews-http"], write: [] }
        /// Reviews that staff are to look at, by since when.
        MODERATION = "WORK#MODERATION" { read: ["reviews-http"], write: [] }
    }
}

nouns! {
    /// Reviews.
    reviews: review::Reviews [ReviewRecord, NewestReviewRecord, StarredReviewRecord, ReviewedProductRecord] + rating [RatingRecord],
    /// Helpful votes.
    helpful_votes: helpful_vote::HelpfulVotes [HelpfulVoteRecord],
    /// Reports of reviews.
    review_reports: review_report::ReviewReports [ReviewReportRecord],
}
