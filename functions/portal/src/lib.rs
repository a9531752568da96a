//! The shop's front door: what it is, how its API works, and the pages that mails lead to.

mod asset;
mod docs;
mod html;
mod page;
pub mod problems;
mod prose;
mod routes;

use runtime::{Function, Worker};
use utoipa_axum::router::OpenApiRouter;
use web::{App, routes};

/// This feature area.
pub static FUNCTION: Function = Function {
    name: "portal",
    router: Some(router),
    worker: Worker { message: None, records: None, task: None },
    table: runtime::tables::none,
    gateways: runtime::ports::none,
};

/// The routes.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(routes::store::describe_store))
        .routes(routes!(routes::health::check_health))
        .routes(routes!(routes::openapi::read_openapi))
        .routes(routes!(routes::docs::read_docs))
        .routes(routes!(routes::asset::read_asset))
        .routes(routes!(routes::problems::list_problems))
        .routes(routes!(routes::problems::explain_problem))
        .routes(routes!(routes::order::show_order))
        .routes(routes!(routes::verify_email::confirm_email))
        .routes(routes!(routes::verify_email::show_new_email))
        .routes(routes!(routes::reset_password::choose_password))
        .routes(routes!(routes::data_export::fetch_data))
        .routes(routes!(routes::accept_invitation::join_staff))
}
