//! The caller's own reviews, whether or not anybody else sees them.

use http::StatusCode;
use kernel::id::ReviewId;
use web::reply::Json;
use web::{
    Customer, Cx, IfMatch, Limited, ListQuery, ListView, Problem, Problems, Reply, ValidJson, ValidPath, ValidQuery,
    Versioned, limit,
};
use workflows::reviews::review::delete::delete_review;
use workflows::reviews::review::edit::{OwnReviewFault, edit_review};

use super::view::{MyReviewView, ReviewRequest};

/// List one's own reviews, those of the newest products first.
#[utoipa::path(get, path = "/v1/me/reviews", operation_id = "list_my_reviews", tag = "reviews", params(ListQuery),
    responses((status = 200, body = ListView<MyReviewView>)))]
pub async fn list_my_reviews(
    cx: Cx,
    Customer(principal): Customer,
    ValidQuery(query): ValidQuery<ListQuery>,
) -> Reply<Json<ListView<MyReviewView>>> {
    let request = cx.page(&query, principal.user, "")?;
    let page = cx.store.reviews().of_author(principal.user, &request).await?;
    Ok(Json(page.map(MyReviewView::from).into()))
}

/// Get one of one's own reviews.
#[utoipa::path(get, path = "/v1/me/reviews/{review_id}", operation_id = "get_my_review", tag = "reviews",
    params(("review_id" = ReviewId, Path)),
    responses((status = 200, body = MyReviewView, headers(("ETag" = String)))))]
pub async fn get_my_review(
    cx: Cx,
    Customer(principal): Customer,
    ValidPath(id): ValidPath<ReviewId>,
) -> Reply<Versioned<MyReviewView>> {
    let found = cx.store.reviews().by_id(id).await?.filter(|review| review.author == principal.user);
    let review = found.ok_or_else(Problem::not_found)?.into_value();
    Ok(Versioned { version: review.told_version(), body: review.into() })
}

/// Change one of one's own reviews.
///
/// Staff look at it again, and until then nobody else sees it and it does not count.
#[utoipa::path(put, path = "/v1/me/reviews/{review_id}", operation_id = "update_my_review", tag = "reviews",
    request_body = ReviewRequest, params(("review_id" = ReviewId, Path), ("If-Match" = Option<String>, Header)),
    responses((status = 200, body = MyReviewView, headers(("ETag" = String))), Problems<OwnReviewFault>))]
pub async fn update_my_review(
    cx: Cx,
    Customer(principal): Customer,
    ValidPath(id): ValidPath<ReviewId>,
    limited: Limited<limit::Review>,
    if_match: IfMatch,
    ValidJson(body): ValidJson<ReviewRequest>,
) -> Reply<Versioned<MyReviewView>> {
    let expected = if_match.version()?;
    limited.count(&cx, principal.user).await?;
    let cx = cx.acting(principal.user);
    let review = edit_review(&cx, principal.user, id, &body.into(), expected).await?;
    Ok(Versioned { version: review.told_version(), body: review.into() })
}

/// Delete one of one's own reviews.
///
/// Its stars go with it, and the product can be reviewed anew.
#[utoipa::path(delete, path = "/v1/me/reviews/{review_id}", operation_id = "delete_my_review", tag = "reviews",
    params(("review_id" = ReviewId, Path), ("If-Match" = Option<String>, Header)),
    responses((status = 204, description = "It is gone."), Problems<OwnReviewFault>))]
pub async fn delete_my_review(
    cx: Cx,
    Customer(principal): Customer,
    ValidPath(id): ValidPath<ReviewId>,
    if_match: IfMatch,
) -> Reply<StatusCode> {
    let expected = if_match.version()?;
    let cx = cx.acting(principal.user);
    delete_review(&cx, principal.user, id, expected).await?;
    Ok(StatusCode::NO_CONTENT)
}
