//! Importing a file into the open shop.

use axum::Json;
use axum::body::{Body, to_bytes};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use operate::import::ImportFailure;
use serde::Deserialize;
use workflows::catalog::import::{ImportFault, Report};
use workflows::catalog::product::import::Mode;

use super::{Refusal, Stack};
use crate::operator::{self, OperatorFault};

/// The largest file, in bytes: some hundred thousand rows.
const LARGEST: usize = 256 * 1024 * 1024;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    #[serde(default)]
    dry_run: bool,
}

/// `POST /_local/import?dry_run=`: imports the body, a product export of Shopify, and answers with the report.
pub(super) async fn run(
    State(stack_state): Stack,
    Query(wanted): Query<Wanted>,
    body: Body,
) -> Result<Json<Report>, Refusal> {
    let unreadable = |error: axum::Error| Refusal(StatusCode::PAYLOAD_TOO_LARGE, error.to_string());
    let csv = to_bytes(body, LARGEST).await.map_err(unreadable)?;
    let mode = if wanted.dry_run { Mode::DryRun } else { Mode::Write };
    operator::import(&stack_state, &csv, mode, &mut |_| {}).await.map(Json).map_err(|fault| {
        let status = match &fault {
            OperatorFault::Import(ImportFailure::Import(ImportFault::Csv(_))) => StatusCode::UNPROCESSABLE_ENTITY,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Refusal(status, fault.to_string())
    })
}
