//! The routes of this area.

pub mod admin;
pub mod checkout;
pub mod order;
pub mod view;

use utoipa_axum::router::OpenApiRouter;
use web::{App, routes};

/// The routes.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(admin::list_admin_orders))
        .routes(routes!(checkout::check_out))
        .routes(routes!(order::list_orders))
        .routes(routes!(order::get_order))
        .routes(routes!(order::cancel))
}
