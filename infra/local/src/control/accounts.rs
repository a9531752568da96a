//! Opening confirmed accounts in the open shop.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use super::{Refusal, Stack};
use crate::accounts::{AccountFailure, NewAccount, open as open_account};

/// `POST /_local/accounts`: opens a confirmed account.
pub(super) async fn open(State(machinery): Stack, Json(account): Json<NewAccount>) -> Result<StatusCode, Refusal> {
    open_account(&machinery, &account).await.map(|()| StatusCode::CREATED).map_err(|failure| {
        let status = match &failure {
            AccountFailure::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Refusal(status, failure.to_string())
    })
}
