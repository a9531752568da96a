//! The endpoints of Stripe's API that the simulator answers.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::{get, post};
use serde_json::{Value, json};

use super::Stripe;
use super::error::ApiError;
use super::exchange::Exchange;
use super::faults::{Operation, Verdict};
use super::form::Params;
use super::idempotency::Answer;
use super::ledger::Ledger;
use super::moment::Moment;
use super::outbox::Event;

/// Events on a page of the list unless the caller asks for another number.
const PAGE: usize = 10;
/// The most objects on a page.
const MAX_PAGE: usize = 100;

/// The routes, by their paths at Stripe.
pub(super) fn routes() -> Router<Stripe> {
    Router::new()
        .route("/v1/payment_intents", post(create))
        .route("/v1/payment_intents/{id}", get(retrieve))
        .route("/v1/payment_intents/{id}/confirm", post(confirm))
        .route("/v1/payment_intents/{id}/_complete_action", post(complete_action))
        .route("/v1/payment_intents/{id}/capture", post(capture))
        .route("/v1/payment_intents/{id}/cancel", post(cancel))
        .route("/v1/charges/{id}", get(retrieve_charge))
        .route("/v1/refunds", post(refund).get(list_refunds))
        .route("/v1/refunds/{id}", get(retrieve_refund))
        .route("/v1/events", get(list_events))
        .route("/v1/events/{id}", get(retrieve_event))
}

/// Every other path.
pub(super) async fn unknown(exchange: Exchange) -> Response {
    let refusal = ApiError::no_such_url(exchange.method.as_str(), &exchange.path);
    exchange.answer(&refusal.into())
}

async fn create(State(stripe): State<Stripe>, exchange: Exchange) -> Response {
    stripe.by_merchant(Operation::Create, exchange, Ledger::create).await
}

async fn retrieve(State(stripe): State<Stripe>, Path(id): Path<String>, exchange: Exchange) -> Response {
    let intent = id.clone();
    let work = move |ledger: &mut Ledger, _: &Moment<'_>, params: &Params, _: Verdict| {
        ledger.show(&id, &params.list("expand"))
    };
    stripe.by_holder(Operation::Retrieve, &intent, exchange, work).await
}

async fn confirm(State(stripe): State<Stripe>, Path(id): Path<String>, exchange: Exchange) -> Response {
    let intent = id.clone();
    let work = move |ledger: &mut Ledger, at: &Moment<'_>, params: &Params, verdict: Verdict| {
        ledger.confirm(at, &id, params, verdict)
    };
    stripe.by_holder(Operation::Confirm, &intent, exchange, work).await
}

/// The page of the card's issuer, where the buyer authenticates; Stripe.js leads there, so Stripe has no path for it.
async fn complete_action(State(stripe): State<Stripe>, Path(id): Path<String>, exchange: Exchange) -> Response {
    let intent = id.clone();
    let work = move |ledger: &mut Ledger, at: &Moment<'_>, params: &Params, _: Verdict| {
        ledger.complete_action(at, &id, params)
    };
    stripe.by_holder(Operation::Confirm, &intent, exchange, work).await
}

async fn capture(State(stripe): State<Stripe>, Path(id): Path<String>, exchange: Exchange) -> Response {
    let work = move |ledger: &mut Ledger, _: &Moment<'_>, params: &Params, verdict: Verdict| {
        ledger.capture(&id, params, verdict)
    };
    stripe.by_merchant(Operation::Capture, exchange, work).await
}

async fn cancel(State(stripe): State<Stripe>, Path(id): Path<String>, exchange: Exchange) -> Response {
    let work = move |ledger: &mut Ledger, at: &Moment<'_>, params: &Params, verdict: Verdict| {
        ledger.cancel(at, &id, params, verdict)
    };
    stripe.by_merchant(Operation::Cancel, exchange, work).await
}

async fn refund(State(stripe): State<Stripe>, exchange: Exchange) -> Response {
    stripe.by_merchant(Operation::Refund, exchange, Ledger::refund).await
}

async fn retrieve_charge(State(stripe): State<Stripe>, Path(id): Path<String>, exchange: Exchange) -> Response {
    let work = move |ledger: &mut Ledger, _: &Moment<'_>, _: &Params, _: Verdict| ledger.find_charge(&id);
    stripe.by_merchant(Operation::Retrieve, exchange, work).await
}

async fn retrieve_refund(State(stripe): State<Stripe>, Path(id): Path<String>, exchange: Exchange) -> Response {
    let work = move |ledger: &mut Ledger, _: &Moment<'_>, _: &Params, _: Verdict| ledger.find_refund(&id);
    stripe.by_merchant(Operation::Retrieve, exchange, work).await
}

async fn list_refunds(State(stripe): State<Stripe>, exchange: Exchange) -> Response {
    let work = move |ledger: &mut Ledger, _: &Moment<'_>, params: &Params, _: Verdict| Ok(ledger.list_refunds(params));
    stripe.by_merchant(Operation::Retrieve, exchange, work).await
}

/// Newest first; `type` and `limit` as at Stripe.
async fn list_events(State(stripe): State<Stripe>, exchange: Exchange) -> Response {
    let listed = stripe.merchant(&exchange).and_then(|()| {
        exchange.params.only(&["type", "limit"])?;
        let limit = exchange
            .params
            .positive("limit")?
            .and_then(|limit| usize::try_from(limit).ok())
            .unwrap_or(PAGE)
            .min(MAX_PAGE);
        let wanted = exchange.params.text("type");
        let events = stripe.state().outbox.events();
        let mut matching =
            events.iter().rev().filter(|event| wanted.is_none_or(|kind| event.kind == kind)).map(Event::show);
        let data: Vec<Value> = matching.by_ref().take(limit).collect();
        let has_more = matching.next().is_some();
        Ok(json!({ "object": "list", "url": "/v1/events", "has_more": has_more, "data": data }))
    });
    exchange.answer(&answer(listed))
}

async fn retrieve_event(State(stripe): State<Stripe>, Path(id): Path<String>, exchange: Exchange) -> Response {
    let found = stripe.merchant(&exchange).and_then(|()| {
        stripe.state().outbox.find(&id).as_ref().map(Event::show).ok_or_else(|| ApiError::no_such("event", "id", &id))
    });
    exchange.answer(&answer(found))
}

fn answer(outcome: Result<Value, ApiError>) -> Answer {
    match outcome {
        Ok(body) => Answer { status: 200, body },
        Err(refusal) => refusal.into(),
    }
}
