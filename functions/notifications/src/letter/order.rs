//! Mails about orders.

use domain::notifications::message::{self, Mail};
use domain::orders::order::OrderStatus;
use events::cause::read;
use events::{OrderCancelled, OrderExpired, OrderPlaced, PaymentFailed, RefundSucceeded};
use kernel::id::OrderId;
use runtime::WorkFault;
use store::orders::order::WholeOrder;

use super::{Desk, Untold};

/// Confirms it.
pub(super) async fn placed(desk: Desk<'_>) -> Result<Option<Mail>, WorkFault> {
    let told: OrderPlaced = read(desk.event)?;
    let WholeOrder { head, lines } = order(desk, told.order).await?;
    Ok(Some(message::order_confirmation(&head, &lines, &desk.links.order(told.order), desk.shop)))
}

/// Tells why, and what becomes of the money.
pub(super) async fn cancelled(desk: Desk<'_>) -> Result<Option<Mail>, WorkFault> {
    let told: OrderCancelled = read(desk.event)?;
    let order = order(desk, told.order).await?;
    Ok(Some(message::order_cancelled(&order.head, &desk.links.order(told.order), desk.shop)))
}

/// Tells that nobody paid.
pub(super) async fn expired(desk: Desk<'_>) -> Result<Option<Mail>, WorkFault> {
    let told: OrderExpired = read(desk.event)?;
    let order = order(desk, told.order).await?;
    Ok(Some(message::order_expired(&order.head, &desk.links.order(told.order), desk.shop)))
}

/// Asks to try again, unless another attempt has gone through meanwhile or the time to pay is over.
pub(super) async fn declined(desk: Desk<'_>) -> Result<Option<Mail>, WorkFault> {
    let told: PaymentFailed = read(desk.event)?;
    let order = order(desk, told.order).await?;
    let link = desk.links.order(told.order);
    let waits = order.head.status == OrderStatus::PendingPayment;
    Ok(waits.then(|| message::payment_failed(&order.head, &link, desk.shop)))
}

/// Tells that money is back.
pub(super) async fn refunded(desk: Desk<'_>) -> Result<Option<Mail>, WorkFault> {
    let told: RefundSucceeded = read(desk.event)?;
    let order = order(desk, told.order).await?;
    Ok(Some(message::refund_completed(&order.head, told.amount, &desk.links.order(told.order), desk.shop)))
}

async fn order(desk: Desk<'_>, order: OrderId) -> Result<WholeOrder, WorkFault> {
    let found = desk.context.store.orders().by_id(order).await?;
    found.ok_or_else(|| Untold::Missing(order.to_string()).into())
}
