//! Start page. What somebody finds who opens the API's own address.

use axum::extract::State;
use axum::response::Response;
use web::{App, IfNoneMatch};

use crate::html::escape;
use crate::page::{Page, Reader};

/// Show what is here (page).
#[utoipa::path(get, path = "/", tag = "pages", operation_id = "get_start_page",
    responses(
        (status = 200, description = "A page.", content_type = "text/html", body = String),
        (status = 304, description = "The caller has it.")))]
pub(crate) async fn get_start_page(State(app): State<App>, known: IfNoneMatch) -> Response {
    let (shop, store_url) = (escape(&app.settings.store_name), escape(&app.settings.store_url));
    let body = format!(
        "<main class=\"sheet\"><h1>{shop}</h1><p class=\"lead\">Here programs talk to the shop.</p>\
         <ul><li><a href=\"{store_url}\">The shop</a></li><li><a href=\"/docs\">The API, explained</a>, \
         and <a href=\"/openapi.json\">its document</a></li><li><a href=\"/problems\">What can go wrong</a></li></ul></main>"
    );
    Page { title: "Start", reader: Reader::Developer, shop: &app.settings.store_name, script: None, body: &body }
        .answer(&known)
}
