//! What problem codes mean.

use axum::extract::State;
use axum::response::Response;
use web::{App, IfNoneMatch, Problem, Reply, ValidPath};

use crate::page::{Page, Reader};
use crate::problems::{self, page};

/// List all problem codes (page).
#[utoipa::path(get, path = "/problems", tag = "pages", operation_id = "get_problems_page",
    responses(
        (status = 200, description = "A page.", content_type = "text/html", body = String),
        (status = 304, description = "The caller has it.")))]
pub(crate) async fn get_problems_page(State(app): State<App>, known: IfNoneMatch) -> Response {
    Page {
        title: "Problems",
        reader: Reader::Developer,
        shop: &app.settings.store_name,
        script: None,
        body: &page::index(),
    }
    .answer(&known)
}

/// Explain a problem code and what to do about it (page).
#[utoipa::path(get, path = "/problems/{code}", tag = "pages", operation_id = "get_problem_page",
    params(("code" = String, Path, description = "The `code` of a problem document.", example = "insufficient_stock")),
    responses(
        (status = 200, description = "A page.", content_type = "text/html", body = String),
        (status = 304, description = "The caller has it.")))]
pub(crate) async fn get_problem_page(
    State(app): State<App>,
    ValidPath(code): ValidPath<String>,
    known: IfNoneMatch,
) -> Reply<Response> {
    let problem = problems::find(&code).ok_or_else(Problem::not_found)?;
    let title = web::problem::title(problem.code);
    Ok(Page {
        title: &title,
        reader: Reader::Developer,
        shop: &app.settings.store_name,
        script: None,
        body: &page::one(problem),
    }
    .answer(&known))
}
