//! Helpful votes, each in the partition of who gave it.

use domain::reviews::helpful_vote::HelpfulVote;
use kernel::id::{ReviewId, UserId};
use table::{Entity, Key, Partition, Person, Shape, Stored, Table, TableFault, key};

use super::partitions;
use super::review::ReviewRecord;

/// The item of a [`HelpfulVote`].
#[derive(Debug)]
pub struct HelpfulVoteRecord;

impl HelpfulVoteRecord {
    fn at(user: UserId, review: ReviewId) -> Key {
        key!("REVIEWER", user; "VOTE", review)
    }
}

impl Entity for HelpfulVoteRecord {
    type Value = HelpfulVote;
    const TYPE: &'static str = "HelpfulVote";
    const SHAPE: Shape = Shape::at("REVIEWER#{usr}", "VOTE#{rev}");
    const PERSON: Person = Person::shown("helpful_votes", "Which reviews you found helpful.");
    const PARTITION: Partition = partitions::REVIEWER;

    fn key(vote: &HelpfulVote) -> Key {
        Self::at(vote.user, vote.review)
    }
}

/// A review, and what one user said of it.
pub type Judged<E> = (Option<Stored<ReviewRecord>>, Option<Stored<E>>);

/// Helpful votes, by their access patterns.
pub struct HelpfulVotes<'a> {
    pub(crate) table: &'a Table,
}

impl HelpfulVotes<'_> {
    /// A review, and the vote of `user` for it.
    pub async fn of(&self, user: UserId, review: ReviewId) -> Result<Judged<HelpfulVoteRecord>, TableFault> {
        let (head, vote) = (ReviewRecord::at(review), HelpfulVoteRecord::at(user, review));
        let mut items = self.table.batch(&[head.clone(), vote.clone()]).await?;
        Ok((items.take(&head)?, items.take(&vote)?))
    }
}
