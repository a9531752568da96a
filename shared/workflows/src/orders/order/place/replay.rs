//! Answering a check-out again: the record holds no secret, so they are found anew.

use context::Context;
use domain::orders::order::order_token;
use domain::shopping::cart::CartOwner;
use gateways::payment::{GatewayFault, Secret};
use kernel::id::{OrderId, PaymentId};
use table::idempotency::Answer;

use super::{Checkout, CheckoutFault, Secrets};

/// The first status of a refusal.
const REFUSED: u16 = 400;

/// The answer that was given before, for whoever may still see the order `subject`.
pub(super) async fn replay(
    cx: &Context,
    shopper: CartOwner,
    subject: Option<String>,
    answer: Answer,
) -> Result<Checkout, CheckoutFault> {
    if answer.status >= REFUSED {
        return Ok(Checkout { answer, secrets: None, is_replayed: true });
    }
    let order: OrderId = subject.and_then(|id| id.parse().ok()).ok_or(CheckoutFault::OrderClosed)?;
    let placed = cx.store.orders().by_id(order).await?.ok_or(CheckoutFault::OrderClosed)?;
    // The record is the caller's own; the order may have changed hands since.
    if placed.head.customer != shopper.user() {
        return Err(CheckoutFault::OrderClosed);
    }
    let secrets = Secrets {
        order_token: order_token(cx.settings.link_key()?, order),
        client_secret: match placed.head.payment {
            Some(payment) => client_secret(cx, payment).await?,
            None => None,
        },
    };
    Ok(Checkout { answer, secrets: Some(secrets), is_replayed: true })
}

/// The provider's own word: it is kept nowhere else.
async fn client_secret(cx: &Context, payment: PaymentId) -> Result<Option<Secret>, CheckoutFault> {
    let payment = cx.store.payments().by_id(payment).await?.ok_or(CheckoutFault::OrderClosed)?;
    let reference = payment.reference.as_deref().and_then(|reference| reference.parse().ok());
    let Some(reference) = reference else { return Ok(None) };
    let gateway = cx.gateways.payment(payment.provider).ok_or(GatewayFault::Unavailable { retry_after: None })?;
    Ok(gateway.find(&reference).await?.client_secret)
}
