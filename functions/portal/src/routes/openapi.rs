//! The API's description for machines.

use axum::response::Response;
use web::{IfNoneMatch, Reply, ValidQuery};

use super::NoQuery;
use crate::docs::DOCUMENT;
use crate::page::kept;

/// Get the OpenAPI document.
///
/// An OpenAPI 3.1 document made from the handlers themselves; give it to a generator of clients.
#[utoipa::path(get, path = "/openapi.json", tag = "store", operation_id = "get_openapi",
    responses(
        (status = 200, description = "The document.", content_type = "application/json", body = Object),
        (status = 304, description = "The caller has it.")))]
pub(crate) async fn get_openapi(_: ValidQuery<NoQuery>, known: IfNoneMatch) -> Reply<Response> {
    Ok(kept(DOCUMENT, web::reply::JSON, "public, max-age=300", &known))
}
