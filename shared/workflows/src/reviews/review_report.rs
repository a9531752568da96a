//! Somebody finds that a review should not be shown; staff look at it again.

use context::use_case_fault::UseCaseFault;
use context::{Committed as _, Context};
use domain::reviews::review_report::{ReportReason, ReviewReport};
use events::{ReviewReported, envelope};
use kernel::id::{ReviewId, UserId};
use store::reviews::review_report::ReviewReportRecord;
use table::Tx;

use super::helpful_vote::JudgeFault;

/// Counts that `user` reports a review for a reason; it counts once, with the first reason.
pub async fn report_review(
    cx: &Context,
    user: UserId,
    review: ReviewId,
    reason: ReportReason,
) -> Result<(), UseCaseFault<JudgeFault>> {
    cx.again(|| async {
        let (head, report) = cx.store.review_reports().of(user, review).await?;
        let head = head.filter(|head| head.is_public()).ok_or(UseCaseFault::Refused(JudgeFault::Unknown))?;
        if head.author == user {
            return Err(UseCaseFault::Refused(JudgeFault::Own));
        }
        if report.is_some() {
            return Ok(Some(()));
        }
        let mut after = (*head).clone();
        after.report(reason, cx.now);
        let event = envelope(&ReviewReported { review }, review, after.next_event(), cx.event_context());
        let tx = Tx::new()
            .create::<ReviewReportRecord>(&ReviewReport { user, review, reason, at: cx.now })
            .replace(&head, &after)
            .emit(&event);
        tx.commit(cx.store.table()).await.or_again(())
    })
    .await
}
