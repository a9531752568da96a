//! Callbacks of payment providers.

use axum::body::Bytes;
use domain::payments::payment::Provider;
use http::{HeaderMap, StatusCode};
use web::{Cx, Problems, Reply};
use workflows::payments::webhook::receive::ReceiveFault;
use workflows::payments::webhook::receive::receive_webhook;

/// Receive a webhook of Stripe.
///
/// The signature is the only credential; the event is kept and worked through from a queue.
#[utoipa::path(post, path = "/v1/webhooks/stripe", tag = "webhooks", operation_id = "receive_stripe_webhook",
    request_body(content = String, content_type = "application/json", description = "Stripe's event, signed over its exact bytes."),
    params(("Stripe-Signature" = String, Header)),
    responses(
        (status = 200, description = "The event is kept, now or before."),
        Problems<ReceiveFault>),
    security(()))]
pub async fn receive_stripe_webhook(cx: Cx, headers: HeaderMap, body: Bytes) -> Reply<StatusCode> {
    let cx = cx.acting(Provider::Stripe.as_str());
    receive_webhook(&cx, Provider::Stripe, &headers, &body).await?;
    Ok(StatusCode::OK)
}
