//! The page behind the link that leads to the archive of somebody's data.

use axum::extract::State;
use axum::response::Response;
use web::{App, IfNoneMatch};

use crate::asset::DATA_EXPORT;
use crate::page::{Page, Reader};

/// What the page shows until its script has read the link.
const BODY: &str = "<main class=\"sheet\"><h1>Your data</h1>\
    <p class=\"lead\">Everything that the shop knows about you, in one ZIP archive. Keep it where only you can read it.</p>\
    <p><button id=\"fetch\" class=\"main\" type=\"button\" hidden>Download</button></p>\
    <p id=\"said\" role=\"status\"></p><noscript><p>This page needs JavaScript to fetch your data.</p></noscript></main>";

/// Download a data export (page).
#[utoipa::path(get, path = "/data-export", tag = "pages", operation_id = "get_data_export_page",
    responses(
        (status = 200, description = "A page.", content_type = "text/html", body = String),
        (status = 304, description = "The caller has it.")))]
pub(crate) async fn get_data_export_page(State(app): State<App>, known: IfNoneMatch) -> Response {
    let title = "Your data";
    Page { title, reader: Reader::CartOwner, shop: &app.settings.store_name, script: Some(&DATA_EXPORT), body: BODY }
        .answer(&known)
}
