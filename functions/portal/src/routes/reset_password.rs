//! The page that resets a password: it asks for the mail, and the link of the mail leads back to it.

use axum::extract::State;
use axum::response::Response;
use web::{App, IfNoneMatch};

use crate::asset::RESET_PASSWORD;
use crate::page::{Page, Reader};

/// What the page shows until its script has read the link.
const BODY: &str = "<main class=\"sheet\"><h1>Choose another password</h1>\
    <p id=\"lead\" class=\"lead\">You will be logged out on all devices.</p>\
    <p><label for=\"field\" id=\"label\"></label> <input id=\"field\" hidden></p>\
    <p><button id=\"send\" class=\"main\" type=\"button\" hidden>Continue</button></p>\
    <p id=\"said\" role=\"status\"></p><noscript><p>This page needs JavaScript.</p></noscript></main>";

/// Choose a new password (page).
#[utoipa::path(get, path = "/reset-password", tag = "pages", operation_id = "get_reset_password_page",
    responses(
        (status = 200, description = "A page.", content_type = "text/html", body = String),
        (status = 304, description = "The caller has it.")))]
pub(crate) async fn get_reset_password_page(State(app): State<App>, known: IfNoneMatch) -> Response {
    let title = "Choose another password";
    Page { title, reader: Reader::CartOwner, shop: &app.settings.store_name, script: Some(&RESET_PASSWORD), body: BODY }
        .answer(&known)
}
