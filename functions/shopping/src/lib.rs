//! Carts and quotes.

pub mod routes;

use runtime::{Function, Worker};
use utoipa_axum::router::OpenApiRouter;
use web::{App, routes};

use crate::routes::cart;

/// This feature area.
pub static FUNCTION: Function = Function {
    name: "shopping",
    router: Some(router),
    worker: Worker { message: None, records: None, task: None },
    table: runtime::tables::shop,
    gateways: runtime::ports::none,
};

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
