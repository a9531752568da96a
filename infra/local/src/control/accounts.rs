//! Opening confirmed accounts in the open shop, and what whoever runs it does to them.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use operate::accounts::{AccountCommand, AccountFailure, Holder, NewAccount};

use super::{Refusal, Stack};
use crate::operator::{self, OperatorFault};

/// `POST /_local/accounts`: opens a confirmed account.
pub(super) async fn open(State(stack_state): Stack, Json(account): Json<NewAccount>) -> Result<StatusCode, Refusal> {
    let opened = operator::open_account(&stack_state, &account).await;
    opened.map(|()| StatusCode::CREATED).map_err(|fault| refusal(&fault))
}

/// `POST /_local/accounts/reset-second-factor`: takes the second factor from an account.
pub(super) async fn reset_second_factor(stack_state: Stack, account: Json<Holder>) -> Result<StatusCode, Refusal> {
    do_to(stack_state, AccountCommand::ResetSecondFactor, account).await
}

/// `POST /_local/accounts/end-sessions`: logs an account out everywhere.
pub(super) async fn revoke_sessions(stack_state: Stack, account: Json<Holder>) -> Result<StatusCode, Refusal> {
    do_to(stack_state, AccountCommand::EndSessions, account).await
}

async fn do_to(
    State(stack_state): Stack,
    command: AccountCommand,
    Json(account): Json<Holder>,
) -> Result<StatusCode, Refusal> {
    let done = operator::act(&stack_state, command, &account).await;
    done.map(|()| StatusCode::NO_CONTENT).map_err(|fault| refusal(&fault))
}

fn refusal(fault: &OperatorFault) -> Refusal {
    let status = match fault {
        OperatorFault::Account(AccountFailure::Refused(_)) => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    };
    Refusal(status, fault.to_string())
}
