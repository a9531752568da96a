//! What buyers say about goods.

pub mod helpful_vote;
pub mod review;
pub mod review_report;
