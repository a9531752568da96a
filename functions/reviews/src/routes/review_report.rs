//! Reports of reviews that should not be shown.

use domain::reviews::review_report::ReportReason;
use http::StatusCode;
use kernel::id::ReviewId;
use serde::Deserialize;
use utoipa::ToSchema;
use web::{Customer, Cx, Limited, Problems, Reply, ValidJson, ValidPath, limit};
use workflows::reviews::helpful_vote::JudgeFault;
use workflows::reviews::review_report as workflow;

/// Why a review should not be shown.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "reason": "spam" }))]
pub struct ReportRequest {
    /// Why.
    reason: ReportReason,
}

/// Report a review.
///
/// Staff look at it again. That counts once for each customer, with the reason that they gave first.
#[utoipa::path(put, path = "/v1/reviews/{review_id}/report", operation_id = "report_review", tag = "reviews",
    request_body = ReportRequest, params(("review_id" = ReviewId, Path, description = "The review.")),
    responses((status = 204, description = "Staff will look at it."), Problems<JudgeFault>))]
pub async fn report_review(
    cx: Cx,
    Customer(principal): Customer,
    ValidPath(id): ValidPath<ReviewId>,
    limited: Limited<limit::Vote>,
    ValidJson(body): ValidJson<ReportRequest>,
) -> Reply<StatusCode> {
    limited.count(&cx, principal.user).await?;
    let cx = cx.acting(principal.user);
    workflow::report_review(&cx, principal.user, id, body.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}
