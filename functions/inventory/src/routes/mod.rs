//! The routes, one file a resource.

pub mod stock;
pub mod view;

use utoipa_axum::router::OpenApiRouter;
use web::{App, routes};

/// The routes.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(stock::get_stock_level))
        .routes(routes!(stock::adjust_stock))
        .routes(routes!(stock::list_stock_movements))
}
