//! Commands that have one effect for one key, however often they are sent.

use axum::response::Response;
use kernel::fault::Fault;
use table::idempotency::{Answer, Claim, Command};
use web::idempotent::{Replayed, in_progress, respond, reused};
use web::{Cx, Problem, Reply};
use workflows::case_fault::CaseFault;

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

/// The answer that `command` got before, if it is over.
async fn earlier(cx: &Cx, command: Option<&Command>) -> Result<Option<Response>, Problem> {
    let Some(command) = command else { return Ok(None) };
    match cx.store.table().claim(command).await? {
        Claim::New => Ok(None),
        Claim::Finished(answer) => Ok(Some(respond(answer, Replayed::Yes))),
        Claim::Running | Claim::Abandoned(_) => Err(in_progress()),
        Claim::Reused => Err(reused()),
    }
}
