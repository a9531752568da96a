//! Commands that have one effect for one key, however often they are sent.

use axum::response::Response;
use context::case_fault::CaseFault;
use kernel::fault::Fault;
use table::idempotency::{Answer, Command};
use web::idempotent::{Replayed, earlier, respond};
use web::{Cx, Reply};

/// Answers `command` from its record, or does `work`, which keeps `answer` as the record with what it changes.
///
/// Only what succeeds is recorded: after a refusal the key can be used again.
pub(crate) async fn once<F: Fault>(
    cx: &Cx,
    command: Option<&Command>,
    answer: &Answer,
    work: impl Future<Output = Result<(), CaseFault<F>>>,
) -> Reply<Response> {
    if let Some(response) = earlier(cx, command).await? {
        return Ok(response);
    }
    match work.await {
        Ok(()) => Ok(respond(answer.clone(), Replayed::No)),
        // What is in the way may be what a twin of this very command has just done.
        Err(fault) => earlier(cx, command).await?.ok_or_else(|| fault.into()),
    }
}
