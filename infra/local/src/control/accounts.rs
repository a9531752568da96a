//! Opening confirmed accounts in the open shop, and taking second factors away.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use super::{Refusal, Stack};
use crate::accounts::{AccountFailure, Holder, NewAccount, open as open_account, reset_second_factor as reset};

/// `POST /_local/accounts`: opens a confirmed account.
pub(super) async fn open(State(machinery): Stack, Json(account): Json<NewAccount>) -> Result<StatusCode, Refusal> {
    open_account(&machinery, &account).await.map(|()| StatusCode::CREATED).map_err(|failure| refusal(&failure))
}

/// `POST /_local/accounts/reset-second-factor`: takes the second factor from an account.
pub(super) async fn reset_second_factor(
    State(machinery): Stack,
    Json(account): Json<Holder>,
) -> Result<StatusCode, Refusal> {
    reset(&machinery, &account).await.map(|()| StatusCode::NO_CONTENT).map_err(|failure| refusal(&failure))
}

fn refusal(failure: &AccountFailure) -> Refusal {
    let status = match failure {
        AccountFailure::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    };
    Refusal(status, failure.to_string())
}
