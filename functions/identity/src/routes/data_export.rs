//! All that the shop knows about whoever asks, as one archive.

use axum::http::StatusCode;
use axum::response::Response;
use context::too_often::TooOften;
use domain::identity::data_export::{DataExport, ExportState};
use domain::identity::one_time_token::TokenFault;
use kernel::id::ExportId;
use kernel::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::idempotent::{answer, once_as};
use web::reply::Json;
use web::{Customer, Cx, Limited, OptionalKey, Problem, Problems, Reply, SteppedUp, ValidJson, limit};
use workflows::identity::data_export::request::{new_export, request_data_export as request};

/// A request for all that the shop knows about the person who made it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExportView {
    /// The request.
    id: ExportId,
    /// Where it stands.
    state: ExportState,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    requested_at: Timestamp,
    /// Until when the archive can be fetched, once it is there.
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<Timestamp>,
    /// How large the archive is, once it is there.
    bytes: Option<u64>,
}

impl ExportView {
    fn of(export: &DataExport, now: Timestamp) -> Self {
        let archive = export.archive.as_ref();
        Self {
            id: export.id,
            state: export.state(now),
            requested_at: export.requested_at,
            expires_at: archive.map(|archive| archive.expires_at),
            bytes: archive.map(|archive| archive.bytes),
        }
    }
}

/// The token of the mail that says an archive is ready.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DownloadRequest {
    /// What stands in the mail's link behind `#token=`.
    token: String,
}

/// Where an archive can be fetched.
#[derive(Serialize, ToSchema)]
pub struct DownloadView {
    /// Whoever has it may fetch the archive, so it is not to be kept.
    url: String,
    /// Until when it is good: five minutes.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
}

/// Request a data export (GDPR Art. 15 and 20).
///
/// The archive, a ZIP of JSON files with an explanation, is made within minutes. A mail tells when it is there, and its
/// link leads to it for 24 hours.
#[utoipa::path(post, path = "/v1/me/export", operation_id = "request_data_export", tag = "me",
    params(("Idempotency-Key" = Option<String>, Header,
        description = "Makes it happen once, however often it is sent.")),
    responses(
        (status = 202, description = "The archive is being made.", body = ExportView),
        (status = 429, description = "rate_limited: three archives a day"),
        Problems<TooOften>))]
pub async fn request_data_export(
    cx: Cx,
    SteppedUp(Customer(principal)): SteppedUp<Customer>,
    key: OptionalKey,
) -> Reply<Response> {
    let cx = cx.acting(principal.user);
    let command = key.command(&cx, principal.user, &"export");
    let export = new_export(&cx, principal.user);
    let answer = answer(StatusCode::ACCEPTED, &ExportView::of(&export, cx.now), None);
    let work = request(&cx, &export, command.as_ref(), &answer);
    once_as(&cx, command.as_ref(), &answer, Box::pin(work)).await
}

/// Get the status of the latest data export.
#[utoipa::path(get, path = "/v1/me/export", operation_id = "get_data_export", tag = "me",
    responses(
        (status = 200, description = "The latest request.", body = ExportView),
        (status = 404, description = "not_found: none within a week")))]
pub async fn get_data_export(cx: Cx, Customer(principal): Customer) -> Reply<Json<ExportView>> {
    let exports = cx.store.exports().of_user(principal.user).await?;
    let latest = exports.iter().find(|export| cx.now < export.forgotten_at());
    let latest = latest.ok_or_else(Problem::not_found)?;
    Ok(Json(ExportView::of(latest, cx.now)))
}

/// Get the download URL of a data export with the token that was mailed.
///
/// The token is good for 24 hours and may be sent again; each URL is good for five minutes.
#[utoipa::path(post, path = "/v1/exports/download", operation_id = "download_data_export", tag = "auth",
    request_body = DownloadRequest,
    responses(
        (status = 200, description = "Where the archive is.", body = DownloadView),
        (status = 410, description = "token_spent: older than 24 hours, or the account was deleted"),
        Problems<TokenFault>))]
pub async fn download_data_export(
    cx: Cx,
    limit: Limited<limit::Token>,
    ValidJson(body): ValidJson<DownloadRequest>,
) -> Reply<Json<DownloadView>> {
    limit.count_address(&cx).await?;
    let download = workflows::identity::data_export::download::download_data_export(&cx, &body.token).await?;
    Ok(Json(DownloadView { url: download.url, expires_at: download.expires_at }))
}
