//! The routes of this area.

pub mod admin_review;
pub mod helpful_vote;
pub mod my_review;
pub mod review;
pub mod review_report;
pub mod view;

use utoipa::openapi::{ComponentsBuilder, OpenApiBuilder};
use utoipa_axum::router::OpenApiRouter;
use web::{App, routes};

/// The routes.
pub fn router() -> OpenApiRouter<App> {
    // Only parameters of a query refer to them, and those are not collected.
    let schemas = ComponentsBuilder::new()
        .schema_from::<review::ProductReviewSort>()
        .schema_from::<domain::reviews::rating::Stars>()
        .build();
    OpenApiRouter::with_openapi(OpenApiBuilder::new().components(Some(schemas)).build())
        .routes(routes!(review::list_product_reviews, review::create_review))
        .routes(routes!(my_review::list_my_reviews))
        .routes(routes!(my_review::get_my_review, my_review::update_my_review, my_review::delete_my_review))
        .routes(routes!(helpful_vote::add_helpful_vote, helpful_vote::delete_helpful_vote))
        .routes(routes!(review_report::report_review))
        .routes(routes!(admin_review::list_waiting_reviews))
        .routes(routes!(admin_review::get_review))
        .routes(routes!(admin_review::update_review_status))
        .routes(routes!(admin_review::update_review_reply, admin_review::delete_review_reply))
}
