//! The routes, one file a resource.

pub mod admin_product;
pub mod category;
pub mod product;
pub mod view;

use utoipa::openapi::{ComponentsBuilder, OpenApiBuilder};
use utoipa_axum::router::OpenApiRouter;
use web::{App, routes};

/// The routes.
pub fn router() -> OpenApiRouter<App> {
    // Only a query's parameter refers to it, and those are not collected.
    let schemas = ComponentsBuilder::new().schema_from::<product::ProductSort>().build();
    OpenApiRouter::with_openapi(OpenApiBuilder::new().components(Some(schemas)).build())
        .routes(routes!(admin_product::get_admin_product))
        .routes(routes!(admin_product::update_product_status))
        .routes(routes!(category::list_categories))
        .routes(routes!(category::get_category))
        .routes(routes!(product::list_products))
        .routes(routes!(product::get_product))
}
