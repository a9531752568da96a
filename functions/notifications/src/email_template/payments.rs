//! Mails about money.

use domain::notifications::message::EmailMessage;
use domain::orders::order::OrderStatus;
use domain::payments::message;
use events::domain_event::read;
use events::{PaymentFailed, RefundSucceeded};
use runtime::WorkFault;

use super::TemplateContext;
use super::orders::order;

mails! {
    PaymentFailed => declined,
    RefundSucceeded => refunded,
}

/// Asks to try again, unless another attempt has gone through meanwhile or the time to pay is over.
async fn declined(template: TemplateContext<'_>) -> Result<Option<EmailMessage>, WorkFault> {
    let told: PaymentFailed = read(template.event)?;
    let Some(order) = order(template, told.order).await? else { return Ok(None) };
    let link = template.links.order(told.order);
    let waits = order.head.status == OrderStatus::PendingPayment;
    Ok(waits.then(|| message::payment_failed(&order.head, &link, template.shop)))
}

/// Tells that money is back.
async fn refunded(template: TemplateContext<'_>) -> Result<Option<EmailMessage>, WorkFault> {
    let told: RefundSucceeded = read(template.event)?;
    let Some(order) = order(template, told.order).await? else { return Ok(None) };
    Ok(Some(message::refund_completed(&order.head, told.amount, &template.links.order(told.order), template.shop)))
}
