//! The routes of this area.

pub mod webhook;

use utoipa_axum::router::OpenApiRouter;
use web::{App, routes};

/// The routes.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(webhook::receive_stripe_webhook))
}
