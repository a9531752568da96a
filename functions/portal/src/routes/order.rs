//! The page behind the signed link of a mail about an order.
//!
//! It holds no data: its script reads the token behind the link's `#`, which no server sees, and asks the API as any
//! storefront does. A shop with a storefront of its own serves its own page at this address.

use axum::extract::State;
use axum::response::Response;
use kernel::id::OrderId;
use web::{App, IfNoneMatch, Reply, ValidPath};

use crate::asset::ORDER;
use crate::page::{Page, Reader};

/// Show an order and its status (page).
#[utoipa::path(get, path = "/orders/{id}", tag = "pages", operation_id = "get_order_page", params(("id" = OrderId, Path)),
    responses(
        (status = 200, description = "A page.", content_type = "text/html", body = String),
        (status = 304, description = "The caller has it.")))]
pub(crate) async fn get_order_page(
    State(app): State<App>,
    ValidPath(order): ValidPath<OrderId>,
    known: IfNoneMatch,
) -> Reply<Response> {
    let body = format!(
        "<main class=\"sheet\" id=\"order\" data-order=\"{order}\"><h1>Your order</h1><p id=\"said\" role=\"status\">One moment…</p>\
         <noscript><p>This page needs JavaScript to show your order.</p></noscript></main>"
    );
    Ok(Page {
        title: "Your order",
        reader: Reader::CartOwner,
        shop: &app.settings.store_name,
        script: Some(&ORDER),
        body: &body,
    }
    .answer(&known))
}
