//! Reviews that go: somebody deletes their own, or leaves with all of them.

use std::convert::Infallible;

use context::use_case_fault::UseCaseFault;
use context::{Committed as _, Context};
use domain::reviews::review::Review;
use events::{ReviewDeleted, envelope};
use kernel::id::{ReviewId, UserId};
use store::reviews::review::{ReviewRecord, ReviewedProductRecord, with_listing};
use table::{Stored, TableFault, Tx};

use super::edit::{OwnReviewFault, own};

/// Deletes the review of `author`, with its stars; they may review the product anew.
pub async fn delete_review(
    cx: &Context,
    author: UserId,
    id: ReviewId,
    expected: Option<u64>,
) -> Result<(), UseCaseFault<OwnReviewFault>> {
    cx.again(|| async {
        let review = own(cx, author, id, expected).await?;
        without(cx, &review).commit(cx.store.table()).await.or_again(())
    })
    .await
}

/// Deletes everything that `author` wrote, and tells how many reviews that were.
///
/// It may stop anywhere and be begun again.
pub async fn delete_reviews_of(cx: &Context, author: UserId) -> Result<usize, TableFault> {
    let reviews = cx.store.reviews().all_of_author(author).await?;
    for Review { id, .. } in &reviews {
        cx.again(|| async {
            let Some(review) = cx.store.reviews().by_id(*id).await? else { return Ok(Some(())) };
            let tx: Tx<Infallible> = without(cx, &review);
            tx.commit(cx.store.table()).await.or_again::<_, TableFault>(())
        })
        .await?;
    }
    Ok(reviews.len())
}

/// That `review` is gone: from lists, from the rating, and from what its author reviewed.
fn without<F>(cx: &Context, review: &Stored<ReviewRecord>) -> Tx<F> {
    let (id, product) = (review.id, review.product);
    let number = (**review).clone().next_event();
    let event = envelope(&ReviewDeleted { review: id, product }, id, number, cx.event_context());
    let tx = Tx::new().delete(review).delete_existing(ReviewedProductRecord::at(review.author, product));
    with_listing(tx, review, None).emit(&event)
}
