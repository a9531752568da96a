//! The reviews of a product: everybody reads them, and customers add theirs.

use axum::response::Response;
use domain::reviews::rating::Stars;
use domain::reviews::review::Review;
use http::StatusCode;
use kernel::id::ProductId;
use serde::{Deserialize, Serialize};
use store::reviews::review::{ReviewQuery, ReviewSort};
use table::idempotency::Answer;
use utoipa::ToSchema;
use web::etag::etag;
use web::idempotent::{Replayed, answer, once, respond};
use web::reply::{cached, tagged};
use web::{
    Customer, Cx, IfNoneMatch, Limited, ListQuery, OptionalKey, Problem, Problems, Reply, ValidJson, ValidPath,
    ValidQuery, limit,
};
use workflows::reviews::review::submit::{SubmitFault, submit_review};

use super::view::{MyReviewView, RatingView, ReviewRequest, ReviewView};

/// How long a list may be kept, in seconds.
const LIST_SECONDS: u32 = 60;

/// Which reviews, and in which order.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ProductReviewsQuery {
    /// The order; `newest` if not given.
    sort: Option<ProductReviewSort>,
    /// Only those with so many stars.
    stars: Option<Stars>,
    /// Only those of buyers, if `true`.
    verified: Option<bool>,
    /// At most so many: 1 to 100, 20 if not given.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 100)]
    limit: Option<String>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
}

/// How a list of reviews is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProductReviewSort {
    /// Newest first.
    Newest,
    /// Most stars first.
    StarsDesc,
    /// Fewest stars first.
    StarsAsc,
}

impl From<ProductReviewSort> for ReviewSort {
    fn from(sort: ProductReviewSort) -> Self {
        match sort {
            ProductReviewSort::Newest => Self::Newest,
            ProductReviewSort::StarsDesc => Self::MostStars,
            ProductReviewSort::StarsAsc => Self::FewestStars,
        }
    }
}

/// Some reviews of a product, and what all of them come to.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProductReviewsView {
    /// What all of them come to, whatever is listed.
    rating: RatingView,
    /// The reviews.
    items: Vec<ReviewView>,
    /// Hand it back as `cursor` to read on; `null` at the end.
    next_cursor: Option<String>,
}

/// List the reviews of a product, with its rating.
///
/// Only what staff have approved is shown and counts. A page may have fewer entries than asked for although there are more.
#[utoipa::path(get, path = "/v1/products/{product_id}/reviews", operation_id = "list_product_reviews", tag = "reviews",
    params(("product_id" = ProductId, Path, description = "The product."), ProductReviewsQuery,
        ("If-None-Match" = Option<String>, Header, description = "The tag of the answer that the caller has.")),
    responses(
        (status = 200, description = "The reviews.", body = ProductReviewsView,
            headers(("ETag" = String), ("Cache-Control" = String))),
        (status = 304, description = "The caller has them.")))]
pub async fn list_product_reviews(
    cx: Cx,
    ValidPath(product): ValidPath<ProductId>,
    known: IfNoneMatch,
    ValidQuery(query): ValidQuery<ProductReviewsQuery>,
) -> Reply<Response> {
    let wanted = ReviewQuery {
        sort: query.sort.map_or(ReviewSort::Newest, ReviewSort::from),
        stars: query.stars,
        verified: query.verified.unwrap_or_default(),
    };
    let page = ListQuery { limit: query.limit, cursor: query.cursor };
    let request = cx.page(&page, "anyone", &format!("{product} {wanted:?}"))?;
    let found = cx.store.reviews().listed(product, wanted, &request).await?;
    if !found.product.is_some_and(|product| product.is_listed()) {
        return Err(Problem::not_found());
    }
    let reviews = found.reviews.map(ReviewView::from);
    let view =
        ProductReviewsView { rating: found.rating.into(), items: reviews.items, next_cursor: reviews.next_cursor };
    Ok(cached(&view, LIST_SECONDS, &known))
}

/// Review a product.
///
/// Staff look at it before anybody else sees it. Everybody reviews a product once; whether they bought it is looked up, and a
/// shop may let only buyers.
#[utoipa::path(post, path = "/v1/products/{product_id}/reviews", operation_id = "create_review", tag = "reviews",
    request_body = ReviewRequest,
    params(("product_id" = ProductId, Path, description = "The product."), ("Idempotency-Key" = Option<String>, Header)),
    responses(
        (status = 201, description = "It waits for staff.", body = MyReviewView,
            headers(("Location" = String), ("ETag" = String))),
        Problems<SubmitFault>))]
pub async fn create_review(
    cx: Cx,
    Customer(principal): Customer,
    ValidPath(product): ValidPath<ProductId>,
    limited: Limited<limit::Review>,
    key: OptionalKey,
    ValidJson(body): ValidJson<ReviewRequest>,
) -> Reply<Response> {
    let command = key.command(&cx, principal.user, &(product, &body));
    let cx = cx.acting(principal.user);
    let work = async {
        limited.count(&cx, principal.user).await?;
        let review = submit_review(&cx, principal.user, product, &body.into(), command.as_ref(), created).await?;
        Ok::<_, Problem>(tagged(respond(created(&review), Replayed::No), &etag(review.told_version())))
    };
    once(&cx, command.as_ref(), Box::pin(work)).await
}

fn created(review: &Review) -> Answer {
    let location = format!("/v1/me/reviews/{}", review.id);
    answer(StatusCode::CREATED, &MyReviewView::from(review.clone()), Some(location))
}
