//! Functions, and raw events for them.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};

use super::{Refusal, Stack};
use crate::stack_state::InvokeFault;

/// `GET /_local/functions`: each function with what calls it.
pub(super) async fn list(State(stack_state): Stack) -> Json<Value> {
    let items = stack_state.functions.iter().map(|function| {
        let spec = &function.spec;
        json!({
            "name": spec.logical_id,
            "package": spec.package,
            "routes": spec.routes.iter().map(|route| route.path.as_str()).collect::<Vec<_>>(),
            "queues": spec.queues.iter().map(|source| source.queue_arn.as_str()).collect::<Vec<_>>(),
            "streams": spec.streams.iter().map(|source| source.stream_arn.as_str()).collect::<Vec<_>>(),
            "schedules": spec.schedules.iter().map(|source| source.name.as_str()).collect::<Vec<_>>(),
        })
    });
    Json(json!({ "items": items.collect::<Vec<_>>() }))
}

/// `POST /_local/functions/{name}/invoke`: hands the body to a function as a raw Lambda event and answers what it
/// answered. The name is a logical id, or a package whose role follows from the event. As at Lambda, a failed
/// invocation is a 200 with the header `x-amz-function-error`.
pub(super) async fn invoke(
    State(stack_state): Stack,
    Path(name): Path<String>,
    Json(event): Json<Value>,
) -> Result<Response, Refusal> {
    match stack_state.invoke(&name, event).await {
        Ok(answer) => Ok(Json(answer).into_response()),
        Err(InvokeFault::Failed(fault)) => {
            let failed = (HeaderName::from_static("x-amz-function-error"), HeaderValue::from_static("Unhandled"));
            Ok((StatusCode::OK, [failed], Json(fault.answer())).into_response())
        }
        Err(fault @ InvokeFault::NoSuchFunction(_)) => Err(Refusal::missing(fault)),
    }
}
