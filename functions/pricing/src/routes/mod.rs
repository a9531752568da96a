//! The routes, one file a resource.

pub mod price;
pub mod tax;

use utoipa_axum::router::OpenApiRouter;
use web::{App, routes};

/// The routes.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(tax::list_tax_rates)).routes(routes!(price::get_price, price::update_price))
}
