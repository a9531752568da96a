//! The pages behind the links that confirm an e-mail address: the first of an account, or another.

use axum::extract::State;
use axum::response::Response;
use web::{App, IfNoneMatch};

use crate::asset::VERIFY_EMAIL;
use crate::page::{Page, Reader};

/// What the page shows until its script has read the link.
const BODY: &str = "<main class=\"sheet\"><h1>Confirm your e-mail address</h1>\
    <p class=\"lead\">With this you show that mail to your address reaches you.</p>\
    <p><button id=\"confirm\" class=\"main\" type=\"button\" data-route=\"/v1/auth/verify-email\" \
    data-done=\"Thank you, your address is confirmed. You can log in now.\" hidden>Confirm my address</button></p>\
    <p id=\"said\" role=\"status\"></p><noscript><p>This page needs JavaScript to confirm your address.</p></noscript></main>";

/// What the page for another address shows until then.
const NEW_BODY: &str = "<main class=\"sheet\"><h1>Confirm your new e-mail address</h1>\
    <p class=\"lead\">From then on your account has this address, and you log in with it.</p>\
    <p><button id=\"confirm\" class=\"main\" type=\"button\" data-route=\"/v1/auth/confirm-email\" \
    data-done=\"Thank you, this is your address now. Log in with it.\" hidden>Confirm my new address</button></p>\
    <p id=\"said\" role=\"status\"></p><noscript><p>This page needs JavaScript to confirm your address.</p></noscript></main>";

/// Verify an e-mail address (page).
#[utoipa::path(get, path = "/verify-email", tag = "pages", operation_id = "get_verify_email_page",
    responses(
        (status = 200, description = "A page.", content_type = "text/html", body = String),
        (status = 304, description = "The caller has it.")))]
pub(crate) async fn confirm_email(State(app): State<App>, known: IfNoneMatch) -> Response {
    let title = "Confirm your e-mail address";
    Page { title, reader: Reader::CartOwner, shop: &app.settings.store_name, script: Some(&VERIFY_EMAIL), body: BODY }
        .answer(&known)
}

/// Confirm a change of e-mail address (page).
#[utoipa::path(get, path = "/confirm-email", tag = "pages", operation_id = "get_confirm_email_page",
    responses(
        (status = 200, description = "A page.", content_type = "text/html", body = String),
        (status = 304, description = "The caller has it.")))]
pub(crate) async fn get_confirm_email_page(State(app): State<App>, known: IfNoneMatch) -> Response {
    let title = "Confirm your new e-mail address";
    Page {
        title,
        reader: Reader::CartOwner,
        shop: &app.settings.store_name,
        script: Some(&VERIFY_EMAIL),
        body: NEW_BODY,
    }
    .answer(&known)
}
