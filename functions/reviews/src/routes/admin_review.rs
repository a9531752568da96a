//! Reviews, for staff: what waits for them, what everybody sees, and what the shop answers.

use std::collections::BTreeMap;

use domain::reviews::review::Review;
use domain::reviews::review_report::ReportReason;
use kernel::id::{ReviewId, UserId};
use kernel::paragraphs::Paragraphs;
use kernel::text::Text;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::reply::Json;
use web::{
    Admin, Cx, IfMatch, ListQuery, ListView, Problem, Problems, Reply, ValidJson, ValidPath, ValidQuery, Versioned,
    scope,
};
use workflows::reviews::review::moderate::{Decision, ModerationFault, moderate_review};
use workflows::reviews::review::reply::reply_to_review;

use super::view::MyReviewView;

/// A review, as staff see it.
#[derive(Debug, Serialize, ToSchema)]
pub struct AdminReviewView {
    /// Who wrote it.
    author: UserId,
    /// What was reported of it since staff looked last, and how often.
    reports: BTreeMap<ReportReason, u32>,
    /// What its author sees.
    #[serde(flatten)]
    review: MyReviewView,
}

impl From<Review> for AdminReviewView {
    fn from(review: Review) -> Self {
        Self { author: review.author, reports: review.reports.clone(), review: review.into() }
    }
}

fn versioned(review: Review) -> Versioned<AdminReviewView> {
    Versioned { version: review.told_version(), body: review.into() }
}

/// What staff decide on a review.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DecidedStatus {
    /// Everybody sees it.
    Approved,
    /// Nobody but its author sees it.
    Rejected,
}

/// Whether everybody shall see a review.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "status": "rejected", "reason": "It advertises another shop." }))]
pub struct SetReviewStatus {
    /// The decision. A review that was reported and is approved once more stays, and its reports are settled.
    status: DecidedStatus,
    /// Why it is rejected; its author is told. It must be there then, and only then.
    reason: Option<Text<500>>,
}

impl SetReviewStatus {
    fn decision(self) -> Result<Decision, Problem> {
        match (self.status, self.reason) {
            (DecidedStatus::Approved, None) => Ok(Decision::Approve),
            (DecidedStatus::Rejected, Some(reason)) => Ok(Decision::Reject(reason)),
            (DecidedStatus::Approved, Some(_)) => {
                Err(Problem::invalid("/reason", "invalid_value", "must not be there: only a rejection has a reason"))
            }
            (DecidedStatus::Rejected, None) => {
                Err(Problem::invalid("/reason", "missing_field", "must be there: the author is told why"))
            }
        }
    }
}

/// What the shop answers to a review.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "text": "Thank you. The switch of the next batch is softer." }))]
pub struct SetReply {
    /// The answer; text, never markup.
    text: Paragraphs<2000>,
}

/// List the reviews that wait for staff: new ones, changed ones and reported ones, the longest waiting first.
#[utoipa::path(get, path = "/v1/admin/reviews", operation_id = "list_waiting_reviews", tag = "admin", params(ListQuery),
    responses((status = 200, description = "The reviews.", body = ListView<AdminReviewView>)))]
pub async fn list_waiting_reviews(
    cx: Cx,
    Admin(principal, ..): Admin<scope::ReviewsRead>,
    ValidQuery(query): ValidQuery<ListQuery>,
) -> Reply<Json<ListView<AdminReviewView>>> {
    let request = cx.page(&query, principal.user, "")?;
    let page = cx.store.reviews().waiting(&request).await?;
    Ok(Json(page.map(AdminReviewView::from).into()))
}

/// Get a review, as staff see it.
#[utoipa::path(get, path = "/v1/admin/reviews/{review_id}", operation_id = "get_review", tag = "admin",
    params(("review_id" = ReviewId, Path, description = "The review.")),
    responses((status = 200, description = "The review.", body = AdminReviewView, headers(("ETag" = String)))))]
pub async fn get_review(
    cx: Cx,
    _: Admin<scope::ReviewsRead>,
    ValidPath(id): ValidPath<ReviewId>,
) -> Reply<Versioned<AdminReviewView>> {
    let review = cx.store.reviews().by_id(id).await?.ok_or_else(Problem::not_found)?;
    Ok(versioned(review.into_value()))
}

/// Approve or reject a review.
///
/// What is approved is shown to everybody and counts; what is rejected is shown to its author alone. A mail tells them.
#[utoipa::path(put, path = "/v1/admin/reviews/{review_id}/status", operation_id = "update_review_status", tag = "admin",
    request_body = SetReviewStatus,
    params(("review_id" = ReviewId, Path, description = "The review."),
        ("If-Match" = String, Header, description = "The version that the caller changes.", example = "\"v1\"")),
    responses(
        (status = 200, description = "The review.", body = AdminReviewView, headers(("ETag" = String))),
        Problems<ModerationFault>))]
pub async fn update_review_status(
    cx: Cx,
    Admin(principal, ..): Admin<scope::ReviewsWrite>,
    ValidPath(id): ValidPath<ReviewId>,
    if_match: IfMatch,
    body: Result<ValidJson<SetReviewStatus>, Problem>,
) -> Reply<Versioned<AdminReviewView>> {
    let expected = if_match.required()?;
    let ValidJson(body) = body?;
    let decision = body.decision()?;
    let cx = cx.acting(principal.user);
    Ok(versioned(moderate_review(&cx, id, &decision, expected).await?))
}

/// Answer a review.
///
/// The answer stands below it, whatever its author changes later.
#[utoipa::path(put, path = "/v1/admin/reviews/{review_id}/reply", operation_id = "update_review_reply", tag = "admin",
    request_body = SetReply,
    params(("review_id" = ReviewId, Path, description = "The review."),
        ("If-Match" = String, Header, description = "The version that the caller changes.", example = "\"v1\"")),
    responses(
        (status = 200, description = "The review.", body = AdminReviewView, headers(("ETag" = String))),
        Problems<ModerationFault>))]
pub async fn update_review_reply(
    cx: Cx,
    Admin(principal, ..): Admin<scope::ReviewsWrite>,
    ValidPath(id): ValidPath<ReviewId>,
    if_match: IfMatch,
    body: Result<ValidJson<SetReply>, Problem>,
) -> Reply<Versioned<AdminReviewView>> {
    let expected = if_match.required()?;
    let ValidJson(body) = body?;
    let cx = cx.acting(principal.user);
    Ok(versioned(reply_to_review(&cx, id, Some(&body.text), expected).await?))
}

/// Take the shop's answer to a review back.
#[utoipa::path(delete, path = "/v1/admin/reviews/{review_id}/reply", operation_id = "delete_review_reply", tag = "admin",
    params(("review_id" = ReviewId, Path, description = "The review."),
        ("If-Match" = String, Header, description = "The version that the caller changes.", example = "\"v1\"")),
    responses(
        (status = 200, description = "The review.", body = AdminReviewView, headers(("ETag" = String))),
        Problems<ModerationFault>))]
pub async fn delete_review_reply(
    cx: Cx,
    Admin(principal, ..): Admin<scope::ReviewsWrite>,
    ValidPath(id): ValidPath<ReviewId>,
    if_match: IfMatch,
) -> Reply<Versioned<AdminReviewView>> {
    let expected = if_match.required()?;
    let cx = cx.acting(principal.user);
    Ok(versioned(reply_to_review(&cx, id, None, expected).await?))
}
