//! Reports of reviews, each in the partition of who made it.

use domain::reviews::review_report::ReviewReport;
use kernel::id::{ReviewId, UserId};
use table::{Entity, Key, Partition, Person, Shape, Table, TableFault, key};

use super::helpful_vote::Judged;
use super::partitions;
use super::review::ReviewRecord;

/// The item of a [`ReviewReport`].
#[derive(Debug)]
pub struct ReviewReportRecord;

impl ReviewReportRecord {
    fn at(user: UserId, review: ReviewId) -> Key {
        key!("REVIEWER", user; "REPORT", review)
    }
}

impl Entity for ReviewReportRecord {
    type Value = ReviewReport;
    const TYPE: &'static str = "ReviewReport";
    const SHAPE: Shape = Shape::at("REVIEWER#{usr}", "REPORT#{rev}");
    const PERSON: Person = Person::shown("review_reports", "Which reviews you reported, and why.");
    const PARTITION: Partition = partitions::REVIEWER;

    fn key(report: &ReviewReport) -> Key {
        Self::at(report.user, report.review)
    }
}

/// Reports of reviews, by their access patterns.
pub struct ReviewReports<'a> {
    pub(crate) table: &'a Table,
}

impl ReviewReports<'_> {
    /// A review, and what `user` reported of it.
    pub async fn of(&self, user: UserId, review: ReviewId) -> Result<Judged<ReviewReportRecord>, TableFault> {
        let (head, report) = (ReviewRecord::at(review), ReviewReportRecord::at(user, review));
        let mut items = self.table.batch(&[head.clone(), report.clone()]).await?;
        Ok((items.take(&head)?, items.take(&report)?))
    }
}
