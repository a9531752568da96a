//! The routes of this area.

pub mod cart;
pub mod view;

use utoipa_axum::router::OpenApiRouter;
use web::{App, routes};

/// The routes.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(cart::read_cart, cart::empty_cart))
        .routes(routes!(cart::add_cart_item))
        .routes(routes!(cart::change_cart_item, cart::remove_cart_item))
        .routes(routes!(cart::set_cart_address))
        .routes(routes!(cart::choose_shipping_method))
        .routes(routes!(cart::read_quote))
}
