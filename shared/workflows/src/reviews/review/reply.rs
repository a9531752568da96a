//! The shop answers a review, or takes its answer back.

use context::use_case_fault::UseCaseFault;
use context::{Committed as _, Context};
use domain::audit::action::AuditAction;
use domain::reviews::review::{Review, ReviewText, ShopReply};
use events::{ReviewReplied, ReviewReplyRemoved, envelope};
use kernel::id::ReviewId;
use store::audit::record::AuditEntryRecord;
use table::Tx;

use super::moderate::{ModerationFault, meant};

/// Sets what the shop answers to a review, in the version that the caller means; none takes the answer back.
pub async fn reply_to_review(
    cx: &Context,
    id: ReviewId,
    text: Option<&ReviewText>,
    expected: u64,
) -> Result<Review, UseCaseFault<ModerationFault>> {
    cx.again(|| async {
        let before = meant(cx, id, expected).await?;
        if before.reply.as_ref().map(|reply| &reply.text) == text {
            return Ok(Some(before.into_value()));
        }
        let mut after = (*before).clone();
        after.reply = text.map(|text| ShopReply { text: text.clone(), at: cx.now });
        let (product, number) = (after.product, after.next_event());
        let (event, action) = if text.is_some() {
            let told = ReviewReplied { review: id, product };
            (envelope(&told, id, number, cx.event_context()), AuditAction::REVIEW_REPLIED)
        } else {
            let told = ReviewReplyRemoved { review: id, product };
            (envelope(&told, id, number, cx.event_context()), AuditAction::REVIEW_REPLY_REMOVED)
        };
        let tx = Tx::new().replace(&before, &after).emit(&event).create::<AuditEntryRecord>(&cx.audited(action, id));
        tx.commit(cx.store.table()).await.or_again(after)
    })
    .await
}
