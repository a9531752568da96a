//! Mails about money.

use domain::notifications::message::{Mail, payments as message};
use domain::orders::order::OrderStatus;
use events::cause::read;
use events::{PaymentFailed, RefundSucceeded};
use runtime::WorkFault;

use super::Desk;
use super::orders::order;

mails! {
    PaymentFailed => declined,
    RefundSucceeded => refunded,
}

/// Asks to try again, unless another attempt has gone through meanwhile or the time to pay is over.
async fn declined(desk: Desk<'_>) -> Result<Option<Mail>, WorkFault> {
    let told: PaymentFailed = read(desk.event)?;
    let Some(order) = order(desk, told.order).await? else { return Ok(None) };
    let link = desk.links.order(told.order);
    let waits = order.head.status == OrderStatus::PendingPayment;
    Ok(waits.then(|| message::payment_failed(&order.head, &link, desk.shop)))
}

/// Tells that money is back.
async fn refunded(desk: Desk<'_>) -> Result<Option<Mail>, WorkFault> {
    let told: RefundSucceeded = read(desk.event)?;
    let Some(order) = order(desk, told.order).await? else { return Ok(None) };
    Ok(Some(message::refund_completed(&order.head, told.amount, &desk.links.order(told.order), desk.shop)))
}
