//! Sent mails as JSON.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use emulator::mail_feedback::Feedback;
use emulator::mailbox::Mail;
use operate::mail::Receiver;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Refusal, Stack};
use crate::operator;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    to: Option<String>,
    #[serde(default = "usual")]
    limit: u32,
}

/// How many are listed unless somebody asks for another number.
pub(super) const fn usual() -> u32 {
    100
}

/// `GET /_local/mail`: `{"items": […]}`, newest first, at most `?limit=`; `?to=` gives those of one receiver.
pub(super) async fn list(State(stack_state): Stack, Query(wanted): Query<Wanted>) -> Json<Value> {
    let mails = match wanted.to {
        Some(address) => stack_state.mailbox.latest_to(&address, wanted.limit),
        None => stack_state.mailbox.latest(wanted.limit),
    };
    Json(json!({ "items": mails }))
}

/// `GET /_local/mail/{id}`: one mail.
pub(super) async fn get(State(stack_state): Stack, Path(id): Path<String>) -> Result<Json<Mail>, Refusal> {
    stack_state.mailbox.get(&id).map(Json).ok_or_else(|| Refusal::missing(format!("there is no mail {id:?}")))
}

/// `DELETE /_local/mail`: throws all mails away.
pub(super) async fn clear(State(stack_state): Stack) -> StatusCode {
    stack_state.mailbox.clear();
    StatusCode::NO_CONTENT
}

/// What becomes of a mail.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fate {
    kind: Feedback,
}

/// `POST /_local/mail/{id}/feedback`: SES tells the shop what became of a mail, at each of its receivers.
pub(super) async fn feedback(
    State(stack_state): Stack,
    Path(id): Path<String>,
    Json(fate): Json<Fate>,
) -> Result<StatusCode, Refusal> {
    let mail = stack_state.mailbox.get(&id).ok_or_else(|| Refusal::missing(format!("there is no mail {id:?}")))?;
    for address in &mail.to {
        stack_state.feedback.report(&mail, address, fate.kind);
    }
    stack_state.wake_signal.beat();
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /_local/mail/lift-suppression`: lets mails go to an address again.
pub(super) async fn lift_suppression(
    State(stack_state): Stack,
    Json(receiver): Json<Receiver>,
) -> Result<StatusCode, Refusal> {
    let lifted = operator::lift_suppression(&stack_state, &receiver).await;
    let lifted = lifted.map(|()| StatusCode::NO_CONTENT);
    lifted.map_err(|fault| Refusal(StatusCode::UNPROCESSABLE_ENTITY, fault.to_string()))
}
