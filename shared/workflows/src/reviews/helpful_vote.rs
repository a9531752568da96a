//! Somebody finds a review helpful, or no longer does. Nobody counts twice, and no author counts for themself.

use context::use_case_fault::UseCaseFault;
use context::{Committed as _, Context};
use domain::reviews::helpful_vote::HelpfulVote;
use domain::reviews::review::ReviewStatus;
use kernel::faults;
use kernel::id::{ReviewId, UserId};
use store::reviews::helpful_vote::HelpfulVoteRecord;
use store::reviews::review::ReviewRecord;
use table::{AttributeValue, Tx, Update};

faults! {
    /// What somebody may not say of a review.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
    pub enum JudgeFault {
        /// There is no such review that everybody sees.
        #[error("there is no such review")]
        Unknown => Missing "not_found";
        /// It is their own.
        #[error("this is your own review")]
        Own => Forbidden "own_review";
    }
}

/// Counts that `user` finds a review helpful; it counts once, however often they say so.
pub async fn add_helpful_vote(cx: &Context, user: UserId, review: ReviewId) -> Result<(), UseCaseFault<JudgeFault>> {
    cx.again(|| async {
        let (head, vote) = cx.store.helpful_votes().of(user, review).await?;
        let head = head.filter(|head| head.is_public()).ok_or(UseCaseFault::Refused(JudgeFault::Unknown))?;
        if head.author == user {
            return Err(UseCaseFault::Refused(JudgeFault::Own));
        }
        if vote.is_some() {
            return Ok(Some(()));
        }
        let approved = AttributeValue::S(ReviewStatus::Approved.as_str().to_owned());
        let counted = Update::at(ReviewRecord::at(review)).add(&["helpful"], 1).when_equal(&["status"], approved);
        let tx = Tx::new().create::<HelpfulVoteRecord>(&HelpfulVote { user, review, at: cx.now }).update(counted);
        tx.commit(cx.store.table()).await.or_again(())
    })
    .await
}

/// Takes back that `user` finds a review helpful, whatever has become of it.
pub async fn delete_helpful_vote(cx: &Context, user: UserId, review: ReviewId) -> Result<(), UseCaseFault<JudgeFault>> {
    cx.again(|| async {
        let (head, vote) = cx.store.helpful_votes().of(user, review).await?;
        let Some(vote) = vote else {
            let is_known = head.is_some_and(|head| head.is_public());
            return if is_known { Ok(Some(())) } else { Err(UseCaseFault::Refused(JudgeFault::Unknown)) };
        };
        let tx = Tx::new().delete(&vote);
        let tx = match head {
            Some(_) => {
                tx.update(Update::at(ReviewRecord::at(review)).add(&["helpful"], -1).when_at_least(&["helpful"], 1))
            }
            None => tx,
        };
        tx.commit(cx.store.table()).await.or_again(())
    })
    .await
}
