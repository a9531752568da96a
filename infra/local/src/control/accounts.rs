//! Opening confirmed accounts in the open shop, and what whoever runs it does to them.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use super::{Refusal, Stack};
use crate::accounts::{AccountFailure, Errand, Holder, NewAccount, act, open as open_account};

/// `POST /_local/accounts`: opens a confirmed account.
pub(super) async fn open(State(machinery): Stack, Json(account): Json<NewAccount>) -> Result<StatusCode, Refusal> {
    open_account(&machinery, &account).await.map(|()| StatusCode::CREATED).map_err(|failure| refusal(&failure))
}

/// `POST /_local/accounts/reset-second-factor`: takes the second factor from an account.
pub(super) async fn reset_second_factor(machinery: Stack, account: Json<Holder>) -> Result<StatusCode, Refusal> {
    do_to(machinery, Errand::ResetSecondFactor, account).await
}

/// `POST /_local/accounts/end-sessions`: logs an account out everywhere.
pub(super) async fn end_sessions(machinery: Stack, account: Json<Holder>) -> Result<StatusCode, Refusal> {
    do_to(machinery, Errand::EndSessions, account).await
}

async fn do_to(State(machinery): Stack, errand: Errand, Json(account): Json<Holder>) -> Result<StatusCode, Refusal> {
    act(&machinery, errand, &account).await.map(|()| StatusCode::NO_CONTENT).map_err(|failure| refusal(&failure))
}

fn refusal(failure: &AccountFailure) -> Refusal {
    let status = match failure {
        AccountFailure::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    };
    Refusal(status, failure.to_string())
}
