//! Reviews of products: written by customers, looked at by staff, shown to everybody.

use std::collections::BTreeMap;

use kernel::id::{ProductId, ReviewId, UserId};
use kernel::paragraphs::Paragraphs;
use kernel::text::Text;
use kernel::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::rating::Stars;
use super::review_report::ReportReason;
use crate::lifecycle::lifecycle;
use crate::profiles::language_tag::LanguageTag;

/// The text of a review, and of the shop's reply.
pub type ReviewText = Paragraphs<2000>;

lifecycle! {
    /// Where a review stands.
    pub enum ReviewStatus {
        /// Staff have not looked at it; only its author sees it.
        Pending = "pending",
        /// Everybody sees it, and it counts.
        Approved = "approved",
        /// Only its author sees it, and why.
        Rejected = "rejected",
    }
    /// What can happen to a review.
    pub enum ReviewAction {
        /// Staff show it.
        Approve = "approve",
        /// Staff do not show it.
        Reject = "reject",
        /// Staff looked at what was reported of it, and it stays.
        Keep = "keep",
        /// Its author changes it, so that staff look again.
        Edit = "edit",
    }
    /// The whole lifecycle of a review.
    transitions {
        Pending { Approve => Approved, Reject => Rejected, Edit => Pending }
        Approved { Keep => Approved, Reject => Rejected, Edit => Pending }
        Rejected { Approve => Approved, Edit => Pending }
    }
    ends { Approved, Rejected }
    /// A change of a review that is refused.
    refusal ReviewStateFault of "a review";
}

/// What somebody says about a product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewContent {
    /// How good it is.
    pub stars: Stars,
    /// It in a line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text<100>>,
    /// It in full: text, never markup.
    pub text: ReviewText,
    /// The language that it is written in, if its author says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<LanguageTag>,
    /// What its author wants to be called; nobody is named who does not want to be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed: Option<Text<50>>,
}

/// What the shop answers to a review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShopReply {
    /// The answer.
    pub text: ReviewText,
    /// When it was given.
    pub at: Timestamp,
}

/// A review of one product by one customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// The identity.
    pub id: ReviewId,
    /// What it is about.
    pub product: ProductId,
    /// Who wrote it.
    pub author: UserId,
    /// What it says.
    pub content: ReviewContent,
    /// Where it stands.
    pub status: ReviewStatus,
    /// Whether its author had bought the product when it was written, changed or approved last.
    pub verified: bool,
    /// How many found it helpful.
    pub helpful: u32,
    /// What was reported of it since staff looked last, and how often.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub reports: BTreeMap<ReportReason, u32>,
    /// When that began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reported_at: Option<Timestamp>,
    /// What the shop answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply: Option<ShopReply>,
    /// Why it is not shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rejection: Option<Text<500>>,
    /// When it was written.
    pub created_at: Timestamp,
    /// When its author changed it last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edited_at: Option<Timestamp>,
    /// How many events it has kept; they are numbered from 1. It is the version that callers mean: votes do not raise it.
    pub events: u32,
}

impl Review {
    /// What `author` says about `product` at `now`.
    pub fn submitted(
        id: ReviewId,
        product: ProductId,
        author: UserId,
        content: ReviewContent,
        verified: bool,
        now: Timestamp,
    ) -> Self {
        Self {
            id,
            product,
            author,
            content,
            status: ReviewStatus::Pending,
            verified,
            helpful: 0,
            reports: BTreeMap::new(),
            reported_at: None,
            reply: None,
            rejection: None,
            created_at: now,
            edited_at: None,
            events: 0,
        }
    }

    /// The number of the event that is about to be kept.
    pub fn next_event(&mut self) -> u32 {
        self.events = self.events.saturating_add(1);
        self.events
    }

    /// The version that callers mean; that of the item rises with votes as well.
    pub fn told_version(&self) -> u64 {
        u64::from(self.events)
    }

    /// Whether everybody sees it.
    pub fn is_public(&self) -> bool {
        self.status == ReviewStatus::Approved
    }

    /// The stars that count in the rating of the product.
    pub fn counted(&self) -> Option<Stars> {
        self.is_public().then_some(self.content.stars)
    }

    /// Since when staff are to look at it, if they are.
    pub fn waits_since(&self) -> Option<Timestamp> {
        match self.status {
            ReviewStatus::Pending => Some(self.edited_at.unwrap_or(self.created_at)),
            ReviewStatus::Approved => self.reported_at,
            ReviewStatus::Rejected => None,
        }
    }

    /// Its author says something else at `now`; staff look again.
    pub fn edit(&mut self, content: ReviewContent, verified: bool, now: Timestamp) -> Result<(), ReviewStateFault> {
        self.status = self.status.after(ReviewAction::Edit)?;
        self.content = content;
        self.verified = verified;
        self.rejection = None;
        self.edited_at = Some(now);
        Ok(())
    }

    /// Staff show it.
    pub fn approve(&mut self, verified: bool) -> Result<(), ReviewStateFault> {
        self.status = self.status.after(ReviewAction::Approve)?;
        self.verified = verified;
        self.rejection = None;
        self.settle_reports();
        Ok(())
    }

    /// Staff do not show it, for a reason that its author is told.
    pub fn reject(&mut self, reason: Text<500>) -> Result<(), ReviewStateFault> {
        self.status = self.status.after(ReviewAction::Reject)?;
        self.rejection = Some(reason);
        self.settle_reports();
        Ok(())
    }

    /// Staff have looked at what was reported, and it stays.
    pub fn keep(&mut self) -> Result<(), ReviewStateFault> {
        self.status = self.status.after(ReviewAction::Keep)?;
        self.settle_reports();
        Ok(())
    }

    fn settle_reports(&mut self) {
        self.reports.clear();
        self.reported_at = None;
    }

    /// Somebody reports it at `now`.
    pub fn report(&mut self, reason: ReportReason, now: Timestamp) {
        let count = self.reports.entry(reason).or_default();
        *count = count.saturating_add(1);
        self.reported_at.get_or_insert(now);
    }

    /// How often it was reported since staff looked last.
    pub fn report_count(&self) -> u32 {
        self.reports.values().copied().fold(0, u32::saturating_add)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use kernel::fault::Fault as _;

    use super::*;
    use crate::example::{at, ulid};

    pub(crate) fn content(stars: i64, text: &str) -> ReviewContent {
        let stars = Stars::try_from(stars).unwrap();
        ReviewContent { stars, title: None, text: text.parse().unwrap(), language: None, signed: None }
    }

    pub(crate) fn review() -> Review {
        let (id, product) = (ReviewId::from_ulid(ulid(1)), ProductId::from_ulid(ulid(2)));
        Review::submitted(id, product, UserId::from_ulid(ulid(3)), content(4, "Bright."), true, at(0))
    }

    #[test]
    fn a_review_counts_while_it_is_approved_and_a_change_of_it_waits_again() {
        let mut review = review();
        assert_eq!((review.counted(), review.waits_since()), (None, Some(at(0))));
        review.approve(true).unwrap();
        assert_eq!((review.counted().map(Stars::get), review.waits_since()), (Some(4), None));
        review.edit(content(2, "Broke."), false, at(9)).unwrap();
        assert_eq!((review.counted(), review.waits_since(), review.verified), (None, Some(at(9)), false));
        review.reject("an advertisement".parse().unwrap()).unwrap();
        assert_eq!((review.counted(), review.waits_since()), (None, None));
        review.edit(content(2, "It broke."), true, at(12)).unwrap();
        assert_eq!((review.status, &review.rejection), (ReviewStatus::Pending, &None));
    }

    #[test]
    fn what_was_reported_waits_until_staff_decide() {
        let mut review = review();
        review.approve(true).unwrap();
        review.report(ReportReason::Spam, at(5));
        review.report(ReportReason::Spam, at(6));
        review.report(ReportReason::Offensive, at(7));
        assert_eq!((review.report_count(), review.waits_since()), (3, Some(at(5))));
        review.keep().unwrap();
        assert_eq!((review.report_count(), review.waits_since(), review.is_public()), (0, None, true));
        review.reject("spam after all".parse().unwrap()).unwrap();
        let refused = review.keep().unwrap_err();
        assert_eq!((refused.code(), refused.kind().status()), ("invalid_state_transition", 409));
        assert_eq!(refused.members().get("allowed"), Some(&serde_json::json!(["approve", "edit"])));
    }

    #[test]
    fn a_review_is_read_as_it_is_stored_and_with_what_it_does_not_know() {
        let mut stored = serde_json::to_value(review()).unwrap();
        assert!(stored.get("reply").is_none() && stored.get("reports").is_none());
        stored["later"] = serde_json::json!("x");
        assert_eq!(serde_json::from_value::<Review>(stored).unwrap(), review());
    }
}
