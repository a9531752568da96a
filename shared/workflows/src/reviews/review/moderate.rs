//! Moderation. Staff decide whether everybody sees a review.

use context::use_case_fault::UseCaseFault;
use context::version::{StaleVersion, check_version};
use context::{Committed as _, Context};
use domain::audit::action::AuditAction;
use domain::reviews::review::{Review, ReviewStateFault, ReviewStatus};
use events::{Envelope, ReviewApproved, ReviewKept, ReviewRejected, envelope};
use kernel::faults;
use kernel::id::ReviewId;
use kernel::text::Text;
use serde_json::json;
use store::audit::record::AuditEntryRecord;
use store::reviews::review::{ReviewRecord, with_listing};
use table::{Stored, Tx};

faults! {
    /// A change of a review by staff that is refused.
    #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
    pub enum ModerationFault {
        /// There is no such review.
        #[error("there is no such review")]
        Unknown => Missing "not_found";
        /// The caller meant another version of the review.
        #[error(transparent)]
        Version(#[from] StaleVersion);
        /// It does not stand where that could be done.
        #[error(transparent)]
        State(#[from] ReviewStateFault);
    }
}

/// What staff decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Everybody shall see it; one that they see already stays, whatever was reported of it.
    Approve,
    /// Nobody but its author shall see it, who is told the reason.
    Reject(Text<500>),
}

type Outcome<T> = Result<T, UseCaseFault<ModerationFault>>;

/// Decides on a review in the version that the caller means; what is decided already changes nothing.
pub async fn moderate_review(cx: &Context, id: ReviewId, decision: &Decision, expected: u64) -> Outcome<Review> {
    cx.again(|| async {
        let before = meant(cx, id, expected).await?;
        if is_decided(&before, decision) {
            return Ok(Some(before.into_value()));
        }
        let mut after = (*before).clone();
        let (event, action) = decide(cx, &mut after, decision).await?;
        let record = cx.audited(action, id).changing("status", json!(before.status), json!(after.status));
        let tx = with_listing(Tx::new().replace(&before, &after), &before, Some(&after));
        let tx = tx.emit(&event).create::<AuditEntryRecord>(&record);
        tx.commit(cx.store.table()).await.or_again(after)
    })
    .await
}

/// Whether nothing is left to decide.
fn is_decided(review: &Review, decision: &Decision) -> bool {
    match decision {
        Decision::Approve => review.is_public() && review.report_count() == 0,
        Decision::Reject(reason) => {
            review.status == ReviewStatus::Rejected && review.rejection.as_ref() == Some(reason)
        }
    }
}

/// Applies a decision; tells the event and what is audited.
async fn decide(cx: &Context, review: &mut Review, decision: &Decision) -> Outcome<(Envelope, AuditAction)> {
    let refused = |fault: ReviewStateFault| UseCaseFault::Refused(ModerationFault::State(fault));
    let (id, product, author) = (review.id, review.product, review.author);
    Ok(match decision {
        Decision::Approve if review.is_public() => {
            review.keep().map_err(refused)?;
            let event = envelope(&ReviewKept { review: id }, id, review.next_event(), cx.event_context());
            (event, AuditAction::REVIEW_KEPT)
        }
        Decision::Approve => {
            // An order may have been called off since the review was written.
            let verified = cx.store.purchases().is_buyer(author, product).await?;
            review.approve(verified).map_err(refused)?;
            let told = ReviewApproved { review: id, product, author };
            (envelope(&told, id, review.next_event(), cx.event_context()), AuditAction::REVIEW_APPROVED)
        }
        Decision::Reject(reason) => {
            review.reject(reason.clone()).map_err(refused)?;
            let told = ReviewRejected { review: id, product, author };
            (envelope(&told, id, review.next_event(), cx.event_context()), AuditAction::REVIEW_REJECTED)
        }
    })
}

/// The review that staff mean.
pub(super) async fn meant(cx: &Context, id: ReviewId, expected: u64) -> Outcome<Stored<ReviewRecord>> {
    let review = cx.store.reviews().by_id(id).await?.ok_or(UseCaseFault::Refused(ModerationFault::Unknown))?;
    let stale = |fault: StaleVersion| UseCaseFault::Refused(fault.into());
    check_version(Some(expected), "the review", review.told_version()).map_err(stale)?;
    Ok(review)
}
