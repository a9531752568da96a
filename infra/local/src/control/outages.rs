//! Services failing on purpose.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use emulator::aws::{Outage, Service};

use super::Stack;

/// `GET /_local/outages`: the failures that are on, by service.
pub(super) async fn list(State(stack_state): Stack) -> Json<BTreeMap<Service, Outage>> {
    Json(stack_state.outages.all())
}

/// `PUT /_local/outages/{service}`: makes `sns`, `sqs` or `ses` fail. The kind is `unavailable`, `throttled`, `refused`
/// or `answer_lost`; `requests` says for how many requests, each attempt of the SDK being one.
pub(super) async fn begin(
    State(stack_state): Stack,
    Path(service): Path<Service>,
    Json(outage): Json<Outage>,
) -> Json<BTreeMap<Service, Outage>> {
    stack_state.outages.begin(service, outage);
    Json(stack_state.outages.all())
}

/// `DELETE /_local/outages/{service}`: lifts a failure.
pub(super) async fn lift(State(stack_state): Stack, Path(service): Path<Service>) -> Json<BTreeMap<Service, Outage>> {
    stack_state.outages.lift(service);
    Json(stack_state.outages.all())
}
