//! What the portal answers.

pub(crate) mod accept_invitation;
pub(crate) mod asset;
pub(crate) mod data_export;
pub(crate) mod docs;
pub(crate) mod health;
pub(crate) mod openapi;
pub(crate) mod order;
pub(crate) mod problems;
pub(crate) mod reset_password;
pub(crate) mod store;
pub(crate) mod verify_email;

use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use web::{App, routes};

/// The routes.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(store::describe_store))
        .routes(routes!(health::check_health))
        .routes(routes!(openapi::read_openapi))
        .routes(routes!(docs::read_docs))
        .routes(routes!(asset::read_asset))
        .routes(routes!(problems::list_problems))
        .routes(routes!(problems::explain_problem))
        .routes(routes!(order::show_order))
        .routes(routes!(verify_email::confirm_email))
        .routes(routes!(verify_email::show_new_email))
        .routes(routes!(reset_password::choose_password))
        .routes(routes!(data_export::fetch_data))
        .routes(routes!(accept_invitation::join_staff))
}

/// A query without parameters: whatever is sent is refused.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoQuery {}
