//! Going on with a check-out whose process died, or whose provider did not answer.

use context::Context;
use domain::orders::order::OrderStatus;
use kernel::id::OrderId;
use store::orders::order::WholeOrder;
use table::idempotency::{Command, Idempotency};
use table::{Stored, Tx, TxFault};

use super::{Checkout, CheckoutFault, Created, Render, open_payment};

/// Takes the command over, once, and asks the provider again with the same key.
pub(super) async fn resume(
    cx: &Context,
    command: &Command,
    record: &Stored<Idempotency>,
    render: Render<'_>,
) -> Result<Checkout, CheckoutFault> {
    let order: OrderId = record.subject.as_deref().and_then(|id| id.parse().ok()).ok_or(CheckoutFault::OrderClosed)?;
    match Tx::<CheckoutFault>::new().take_over(command, record).commit(cx.store.table()).await {
        Ok(()) => {}
        Err(TxFault::Table(fault)) => return Err(fault.into()),
        Err(_) => return Err(CheckoutFault::Duplicate),
    }
    go_on(cx, command, order, render).await
}

/// Asks the provider for the payment of an order that `command` has begun with, if it can still be paid.
pub(super) async fn go_on(
    cx: &Context,
    command: &Command,
    order: OrderId,
    render: Render<'_>,
) -> Result<Checkout, CheckoutFault> {
    let WholeOrder { head, lines } = cx.store.orders().by_id(order).await?.ok_or(CheckoutFault::OrderClosed)?;
    if head.status != OrderStatus::PendingPayment || head.is_overdue(cx.now) {
        return Err(CheckoutFault::OrderClosed);
    }
    let payment = head.payment.ok_or(CheckoutFault::OrderClosed)?;
    let payment = cx.store.payments().by_id(payment).await?.ok_or(CheckoutFault::OrderClosed)?;
    let created = Created { order: head.into_value(), lines: lines.into_value(), payment };
    open_payment(cx, created, command, render).await
}
