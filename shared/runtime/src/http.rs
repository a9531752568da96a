//! From an API Gateway event to the router and back, through `lambda_http`'s own adapter.
//!
//! The adapter is hidden from the crate's documentation, so its version is pinned and it is touched here alone.

use lambda_http::request::LambdaRequest;
use lambda_http::{Adapter, Context, LambdaEvent};
use serde_json::Value;
use tower::Service as _;

/// Answers one API Gateway event (HTTP API, payload 2.0) with `router`.
pub(crate) async fn call(router: axum::Router, event: Value) -> Result<Value, String> {
    let request: LambdaRequest = serde_json::from_value(event).map_err(|error| error.to_string())?;
    // The adapter itself is let go before waiting: it may not move between threads, what it answers with may.
    let answering = Adapter::from(router).call(LambdaEvent::new(request, Context::default()));
    let answer = match answering.await {
        Ok(answer) => answer,
        Err(never) => match never {},
    };
    serde_json::to_value(answer).map_err(|error| error.to_string())
}
