//! Somebody changes their review; staff look at it again.

use context::use_case_fault::UseCaseFault;
use context::version::{StaleVersion, check_version};
use context::{Committed as _, Context};
use domain::reviews::review::{Review, ReviewContent, ReviewStateFault};
use events::{ReviewEdited, envelope};
use kernel::faults;
use kernel::id::{ReviewId, UserId};
use store::reviews::review::{ReviewRecord, with_listing};
use table::{Stored, TableFault, Tx};

faults! {
    /// A change of one's own review that is refused.
    #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
    pub enum OwnReviewFault {
        /// There is no such review of theirs.
        #[error("you have no such review")]
        Unknown => Missing "not_found";
        /// The caller meant another version of the review.
        #[error(transparent)]
        Version(#[from] StaleVersion);
        /// It does not stand where it could be changed.
        #[error(transparent)]
        State(#[from] ReviewStateFault);
    }
}

/// Replaces what `author` says in their review. It is shown no more until staff have looked at it.
pub async fn edit_review(
    cx: &Context,
    author: UserId,
    id: ReviewId,
    content: &ReviewContent,
    expected: Option<u64>,
) -> Result<Review, UseCaseFault<OwnReviewFault>> {
    cx.again(|| async {
        let before = own(cx, author, id, expected).await?;
        let verified = cx.store.purchases().is_buyer(author, before.product).await?;
        let mut after = (*before).clone();
        after.edit(content.clone(), verified, cx.now).map_err(|fault| UseCaseFault::Refused(fault.into()))?;
        let told = ReviewEdited { review: id, product: after.product };
        let event = envelope(&told, id, after.next_event(), cx.event_context());
        let tx = with_listing(Tx::new().replace(&before, &after), &before, Some(&after)).emit(&event);
        tx.commit(cx.store.table()).await.or_again(after)
    })
    .await
}

/// The review that `author` means; somebody else's does not exist.
pub(super) async fn own(
    cx: &Context,
    author: UserId,
    id: ReviewId,
    expected: Option<u64>,
) -> Result<Stored<ReviewRecord>, UseCaseFault<OwnReviewFault>> {
    let found: Result<_, TableFault> = cx.store.reviews().by_id(id).await;
    let found = found?.filter(|review| review.author == author);
    let review = found.ok_or(UseCaseFault::Refused(OwnReviewFault::Unknown))?;
    check_version(expected, "the review", review.told_version())
        .map_err(|fault| UseCaseFault::Refused(fault.into()))?;
    Ok(review)
}
