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
pub(crate) mod start;
pub(crate) mod store;
pub(crate) mod verify_email;

use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use web::{App, routes};

/// The routes.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(accept_invitation::get_accept_invitation_page))
        .routes(routes!(asset::get_asset))
        .routes(routes!(data_export::get_data_export_page))
        .routes(routes!(docs::get_docs_page))
        .routes(routes!(health::get_health))
        .routes(routes!(openapi::get_openapi))
        .routes(routes!(order::get_order_page))
        .routes(routes!(problems::get_problems_page))
        .routes(routes!(problems::get_problem_page))
        .routes(routes!(reset_password::get_reset_password_page))
        .routes(routes!(start::get_start_page))
        .routes(routes!(store::get_store))
        .routes(routes!(verify_email::confirm_email))
        .routes(routes!(verify_email::get_confirm_email_page))
}

/// A query without parameters: whatever is sent is refused.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoQuery {}
