//! Whether the shop answers, and which build of it.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use web::reply::Json;
use web::{App, Reply, ValidQuery};

use super::NoQuery;

/// How the shop is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HealthView {
    /// `ok`: it answers. What it depends on is watched by alarms, not asked here.
    #[schema(example = "ok")]
    status: &'static str,
    /// Which build answers, such as a commit.
    #[schema(example = "5583184")]
    build: String,
}

/// Check the health of the API.
#[utoipa::path(get, path = "/health", tag = "store", operation_id = "get_health",
    responses((status = 200, description = "It does.", body = HealthView)))]
pub(crate) async fn get_health(_: ValidQuery<NoQuery>, State(app): State<App>) -> Reply<Json<HealthView>> {
    Ok(Json(HealthView { status: "ok", build: app.settings.build.clone() }))
}
