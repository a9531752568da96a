//! The routes of this area.

pub mod cart;
pub mod view;

use utoipa_axum::router::OpenApiRouter;
use web::{App, routes};

/// The routes.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(cart::get_cart, cart::delete_cart))
        .routes(routes!(cart::add_cart_item))
        .routes(routes!(cart::update_cart_item, cart::delete_cart_item))
        .routes(routes!(cart::update_cart_shipping_address))
        .routes(routes!(cart::update_cart_shipping_method))
        .routes(routes!(cart::get_cart_quote))
}
