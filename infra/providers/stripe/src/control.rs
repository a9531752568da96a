//! The simulator's own routes under `/_control`: plan faults, steer webhooks, read the ledger.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Alteration, Fault, Operation, Release, Stripe, UnknownObject, WebhookMode};

/// The routes.
pub(super) fn routes() -> Router<Stripe> {
    Router::new()
        .route("/_control/faults", get(faults).post(plan).delete(clear))
        .route("/_control/ledger", get(ledger))
        .route("/_control/calls", get(calls))
        .route("/_control/payment_intents/{id}/alter", post(alter))
        .route("/_control/webhooks", get(webhooks))
        .route("/_control/webhooks/mode", post(mode))
        .route("/_control/webhooks/release", post(release))
        .route("/_control/webhooks/deliver", post(deliver))
        .route("/_control/events/{id}/redeliver", post(redeliver))
        .route("/_control/events/{id}/deliver_altered", post(deliver_altered))
        .route("/_control/events/{id}/deliver_forged", post(deliver_forged))
}

/// A fault to plan: `{"operation":"capture","fault":"timeout_after_apply","millis":15000,"times":1}`.
#[derive(Debug, Deserialize)]
struct Plan {
    operation: Operation,
    #[serde(flatten)]
    fault: Fault,
    #[serde(default = "once")]
    times: u32,
}

fn once() -> u32 {
    1
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Mode {
    mode: WebhookMode,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Amount {
    amount: i64,
}

impl IntoResponse for UnknownObject {
    fn into_response(self) -> Response {
        (StatusCode::NOT_FOUND, Json(json!({ "error": self.to_string() }))).into_response()
    }
}

async fn faults(State(stripe): State<Stripe>) -> Json<Value> {
    Json(json!({ "planned": stripe.state().faults.planned() }))
}

async fn plan(State(stripe): State<Stripe>, Json(plan): Json<Plan>) -> StatusCode {
    stripe.fail_next(plan.operation, plan.fault, plan.times);
    StatusCode::NO_CONTENT
}

async fn clear(State(stripe): State<Stripe>) -> StatusCode {
    stripe.clear_faults();
    StatusCode::NO_CONTENT
}

async fn ledger(State(stripe): State<Stripe>) -> Json<Value> {
    Json(json!({ "items": stripe.ledger() }))
}

async fn calls(State(stripe): State<Stripe>) -> Json<Value> {
    Json(json!({ "items": stripe.calls() }))
}

async fn alter(
    State(stripe): State<Stripe>,
    Path(id): Path<String>,
    Json(alteration): Json<Alteration>,
) -> Result<StatusCode, UnknownObject> {
    stripe.alter_intent(&id, alteration).map(|()| StatusCode::NO_CONTENT)
}

async fn webhooks(State(stripe): State<Stripe>) -> Json<Value> {
    let events = stripe.events();
    let state = stripe.state();
    let pending: Vec<Value> = state
        .outbox
        .pending
        .iter()
        .map(|delivery| json!({ "event": delivery.event, "failures": delivery.failures, "due": delivery.due }))
        .collect();
    Json(json!({
        "mode": state.outbox.mode,
        "events": events,
        "held": state.outbox.held,
        "pending": pending,
        "attempts": state.outbox.attempts,
    }))
}

async fn mode(State(stripe): State<Stripe>, Json(wanted): Json<Mode>) -> StatusCode {
    stripe.set_webhook_mode(wanted.mode);
    StatusCode::NO_CONTENT
}

/// Takes `"in_order"`, `"reversed"`, `{"duplicated":3}` or `{"listed":["evt_…"]}`.
async fn release(State(stripe): State<Stripe>, Json(release): Json<Release>) -> StatusCode {
    stripe.release_webhooks(&release);
    StatusCode::NO_CONTENT
}

async fn deliver(State(stripe): State<Stripe>) -> Json<Value> {
    Json(json!({ "attempts": stripe.deliver_pending().await }))
}

async fn redeliver(State(stripe): State<Stripe>, Path(id): Path<String>) -> Result<StatusCode, UnknownObject> {
    stripe.redeliver(&id).map(|()| StatusCode::NO_CONTENT)
}

async fn deliver_altered(
    State(stripe): State<Stripe>,
    Path(id): Path<String>,
    Json(altered): Json<Amount>,
) -> Result<Json<Value>, UnknownObject> {
    stripe.deliver_altered(&id, altered.amount).await.map(|status| Json(json!({ "status": status })))
}

async fn deliver_forged(State(stripe): State<Stripe>, Path(id): Path<String>) -> Result<Json<Value>, UnknownObject> {
    stripe.deliver_forged(&id).await.map(|status| Json(json!({ "status": status })))
}
