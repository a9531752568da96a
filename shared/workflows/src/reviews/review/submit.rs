//! A customer reviews a product.

use context::use_case_fault::UseCaseFault;
use context::{Committed as _, Context};
use domain::reviews::review::{Review, ReviewContent};
use events::{ReviewSubmitted, envelope};
use kernel::faults;
use kernel::id::{ProductId, ReviewId, UserId};
use store::reviews::review::{BeforeReview, ReviewRecord, ReviewedProduct, ReviewedProductRecord};
use table::Tx;
use table::idempotency::{Answer, Command};

faults! {
    /// A review that is refused.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
    pub enum SubmitFault {
        /// There is no such product, or nobody sees it.
        #[error("there is no such product")]
        Unknown => Missing "not_found";
        /// They have reviewed it.
        #[error("you have reviewed this product; change your review instead")]
        Exists(review: ReviewId) => Conflict "review_exists" with { "review_id": review };
        /// Only buyers may.
        #[error("only who bought this product may review it")]
        NotBought => Forbidden "purchase_required";
    }
}

/// Keeps what `author` says about `product`, for staff to look at. Whether they are a buyer is looked up, and never told.
///
/// `command` makes it happen once, and `answer` is what its record keeps.
pub async fn submit_review(
    cx: &Context,
    author: UserId,
    product: ProductId,
    content: &ReviewContent,
    command: Option<&Command>,
    answer: impl Fn(&Review) -> Answer,
) -> Result<Review, UseCaseFault<SubmitFault>> {
    let id = ReviewId::mint(&*cx.ids, cx.now);
    let refused = UseCaseFault::Refused;
    cx.again(|| async {
        let (reviews, purchases) = (cx.store.reviews(), cx.store.purchases());
        let (before, is_buyer) =
            tokio::try_join!(reviews.before(author, product), purchases.is_buyer(author, product))?;
        let BeforeReview { product: head, reviewed } = before;
        if !head.is_some_and(|head| head.is_listed()) {
            return Err(refused(SubmitFault::Unknown));
        }
        if let Some(reviewed) = reviewed {
            return Err(refused(SubmitFault::Exists(reviewed.review)));
        }
        if cx.settings.reviews_by_buyers_only && !is_buyer {
            return Err(refused(SubmitFault::NotBought));
        }
        let mut review = Review::submitted(id, product, author, content.clone(), is_buyer, cx.now);
        let told = ReviewSubmitted { review: id, product, author };
        let event = envelope(&told, id, review.next_event(), cx.event_context());
        let tx = Tx::new()
            .create::<ReviewRecord>(&review)
            .create::<ReviewedProductRecord>(&ReviewedProduct::by(&review))
            .emit(&event)
            .once(command, &answer(&review));
        tx.commit(cx.store.table()).await.or_again(review)
    })
    .await
}
