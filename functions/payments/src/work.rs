//! What the payments worker reacts to: provider events, closed orders, checks that are due.

use context::Context;
use domain::payments::payment::Provider;
use events::domain_event::read;
use events::{Envelope, OrderCancelled, OrderExpired, WebhookReceived};
use futures_util::future::BoxFuture;
use kernel::id::{PaymentId, RefundId};
use runtime::WorkFault;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use web::App;
use workflows::payments::payment::reconcile::{reconcile_payment, reconcile_reference};
use workflows::payments::refund::settle::settle_refund;

/// The most checks that one tick hands out; the next tick takes the rest.
const MOST: u16 = 500;

/// A piece of work in the queue.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Due {
    /// Ask the provider about a payment.
    Payment(PaymentId),
    /// Ask the provider to make a refund.
    Refund(RefundId),
}

/// Hands out the payments and refunds that are due.
pub(crate) fn on_task(app: App, task: String, _event: Value) -> BoxFuture<'static, Result<Value, WorkFault>> {
    Box::pin(async move {
        if task != "check-payments" {
            return Err(format!("there is no task {task}").into());
        }
        let cx = runtime::work::context(&app, "system", "schedule");
        let payments = cx.store.payments().due(cx.now, MOST).await?.into_iter().map(Due::Payment);
        let refunds = cx.store.refunds().due(cx.now, MOST).await?.into_iter().map(Due::Refund);
        let due: Vec<Due> = payments.chain(refunds).collect();
        cx.gateways.work()?.send(&due).await?;
        Ok(Value::Null)
    })
}

/// Does what a message asks for: due work, or the reaction to an event.
pub(crate) fn on_message(app: App, _queue: String, body: String) -> BoxFuture<'static, Result<(), WorkFault>> {
    Box::pin(async move {
        if let Ok(due) = serde_json::from_str::<Due>(&body) {
            let cx = runtime::work::context(&app, "system", "schedule");
            return match due {
                Due::Payment(payment) => Ok(reconcile_payment(&cx, payment, None).await?),
                Due::Refund(refund) => Ok(settle_refund(&cx, refund).await?),
            };
        }
        let event = events::codec::from_queue(&body)?;
        let cx = runtime::work::context(&app, &event.actor, &event.correlation_id);
        react(&cx, &event).await
    })
}

async fn react(cx: &Context, event: &Envelope) -> Result<(), WorkFault> {
    match event.kind.as_str() {
        "webhook.received" => {
            let received: WebhookReceived = read(event)?;
            let provider = provider(&received.provider)?;
            let reference = received.reference.parse()?;
            Ok(reconcile_reference(cx, provider, &reference, received.payment).await?)
        }
        "order.cancelled" => {
            let cancelled: OrderCancelled = read(event)?;
            match (cancelled.refund, cancelled.payment) {
                (Some(refund), _) => Ok(settle_refund(cx, refund).await?),
                (None, Some(payment)) => Ok(reconcile_payment(cx, payment, None).await?),
                // It cost nothing.
                (None, None) => Ok(()),
            }
        }
        "order.expired" => {
            let expired: OrderExpired = read(event)?;
            match expired.payment {
                Some(payment) => Ok(reconcile_payment(cx, payment, None).await?),
                None => Ok(()),
            }
        }
        other => {
            tracing::debug!(event.kind = other, "{other} is nothing to payments");
            Ok(())
        }
    }
}

fn provider(name: &str) -> Result<Provider, WorkFault> {
    serde_json::from_value(name.into()).map_err(|_| format!("there is no provider {name}").into())
}
