//! The routes of this area.

pub mod cart;
pub mod view;
pub mod wishlist;
pub mod wishlist_item;
pub mod wishlist_link;
pub mod wishlist_view;

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
        .routes(routes!(wishlist::list_wishlists, wishlist::create_wishlist))
        .routes(routes!(wishlist::get_wishlist, wishlist::update_wishlist, wishlist::delete_wishlist))
        .routes(routes!(wishlist_item::add_wishlist_item))
        .routes(routes!(wishlist_item::delete_wishlist_item))
        .routes(routes!(wishlist_item::move_wishlist_to_cart))
        .routes(routes!(wishlist_link::share_wishlist, wishlist_link::unshare_wishlist))
        .routes(routes!(wishlist_link::get_shared_wishlist))
}
