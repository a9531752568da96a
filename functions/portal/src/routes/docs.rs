//! The API's description for people.

use axum::extract::State;
use axum::response::Response;
use web::{App, IfNoneMatch, Problem, Reply};

use crate::asset::DOCS;
use crate::docs;
use crate::page::{Page, Reader};

/// Read the API documentation (page).
#[utoipa::path(get, path = "/docs", tag = "pages", operation_id = "get_docs_page",
    responses(
        (status = 200, description = "A page.", content_type = "text/html", body = String),
        (status = 304, description = "The caller has it.")))]
pub(crate) async fn get_docs_page(State(app): State<App>, known: IfNoneMatch) -> Reply<Response> {
    let body =
        docs::body().map_err(|reason| Problem::internal(format!("the API's document cannot be read: {reason}")))?;
    let page =
        Page { title: "API", reader: Reader::Developer, shop: &app.settings.store_name, script: Some(&DOCS), body };
    Ok(page.answer(&known))
}
