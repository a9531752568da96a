//! Votes for reviews that are helpful.

use http::StatusCode;
use kernel::id::ReviewId;
use web::{Customer, Cx, Limited, Problems, Reply, ValidPath, limit};
use workflows::reviews::helpful_vote as workflow;
use workflows::reviews::helpful_vote::JudgeFault;

/// Find a review helpful.
///
/// That counts once for each customer, however often they say so, and never for its author.
#[utoipa::path(put, path = "/v1/reviews/{review_id}/helpful-vote", operation_id = "add_helpful_vote", tag = "reviews",
    params(("review_id" = ReviewId, Path, description = "The review.")),
    responses((status = 204, description = "It counts."), Problems<JudgeFault>))]
pub async fn add_helpful_vote(
    cx: Cx,
    Customer(principal): Customer,
    ValidPath(id): ValidPath<ReviewId>,
    limited: Limited<limit::Vote>,
) -> Reply<StatusCode> {
    limited.count(&cx, principal.user).await?;
    workflow::add_helpful_vote(&cx, principal.user, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// No longer find a review helpful.
#[utoipa::path(delete, path = "/v1/reviews/{review_id}/helpful-vote", operation_id = "delete_helpful_vote",
    tag = "reviews", params(("review_id" = ReviewId, Path, description = "The review.")),
    responses((status = 204, description = "It does not count."), Problems<JudgeFault>))]
pub async fn delete_helpful_vote(
    cx: Cx,
    Customer(principal): Customer,
    ValidPath(id): ValidPath<ReviewId>,
    limited: Limited<limit::Vote>,
) -> Reply<StatusCode> {
    limited.count(&cx, principal.user).await?;
    workflow::delete_helpful_vote(&cx, principal.user, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
