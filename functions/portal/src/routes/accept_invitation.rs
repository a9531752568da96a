//! The page that accepts an invitation to become staff, or to sell.

use axum::extract::State;
use axum::response::Response;
use web::{App, IfNoneMatch};

use crate::asset::ACCEPT_INVITATION;
use crate::page::{Page, Reader};

/// What the page shows until its script has read the link.
const BODY: &str = "<main class=\"sheet\"><h1>You are invited</h1>\
    <p id=\"lead\" class=\"lead\">If you have an account with this address, leave the fields empty: it keeps its password, and \
    is logged out on all devices. If not, choose a password, and an account is opened for you.</p>\
    <p><label for=\"name\">Your name</label> <input id=\"name\" autocomplete=\"name\" maxlength=\"100\"></p>\
    <p><label for=\"password\">New password</label> <input id=\"password\" type=\"password\" autocomplete=\"new-password\"></p>\
    <p><button id=\"send\" class=\"main\" type=\"button\" hidden>Accept</button></p>\
    <p id=\"said\" role=\"status\"></p><noscript><p>This page needs JavaScript.</p></noscript></main>";

/// Accept an invitation (page).
#[utoipa::path(get, path = "/accept-invitation", tag = "pages", operation_id = "get_accept_invitation_page",
    responses(
        (status = 200, description = "A page.", content_type = "text/html", body = String),
        (status = 304, description = "The caller has it.")))]
pub(crate) async fn get_accept_invitation_page(State(app): State<App>, known: IfNoneMatch) -> Response {
    let title = "You are invited";
    let shop = &app.settings.store_name;
    Page { title, reader: Reader::CartOwner, shop, script: Some(&ACCEPT_INVITATION), body: BODY }.answer(&known)
}
