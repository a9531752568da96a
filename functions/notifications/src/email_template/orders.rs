//! Mails about orders.

use domain::notifications::message::EmailMessage;
use domain::orders::message;
use domain::orders::order::CancelReason;
use events::domain_event::read;
use events::{OrderCancelled, OrderExpired, OrderPlaced};
use kernel::id::OrderId;
use runtime::WorkFault;
use store::orders::order::WholeOrder;

use super::{EmailFault, TemplateContext};

mails! {
    OrderPlaced => placed,
    OrderCancelled => cancelled,
    OrderExpired => expired,
}

/// Confirms it.
async fn placed(template: TemplateContext<'_>) -> Result<Option<EmailMessage>, WorkFault> {
    let told: OrderPlaced = read(template.event)?;
    let Some(WholeOrder { head, lines }) = order(template, told.order).await? else { return Ok(None) };
    Ok(Some(message::order_confirmation(&head, &lines, &template.links.order(told.order), template.shop)))
}

/// Tells why, and what becomes of the money. Whoever checked out again did it themselves, and hears of the other order.
async fn cancelled(template: TemplateContext<'_>) -> Result<Option<EmailMessage>, WorkFault> {
    let told: OrderCancelled = read(template.event)?;
    let Some(order) = order(template, told.order).await? else { return Ok(None) };
    if order.head.cancel_reason == Some(CancelReason::Replaced) {
        return Ok(None);
    }
    Ok(Some(message::order_cancelled(&order.head, &template.links.order(told.order), template.shop)))
}

/// Tells that nobody paid.
async fn expired(template: TemplateContext<'_>) -> Result<Option<EmailMessage>, WorkFault> {
    let told: OrderExpired = read(template.event)?;
    let Some(order) = order(template, told.order).await? else { return Ok(None) };
    Ok(Some(message::order_expired(&order.head, &template.links.order(told.order), template.shop)))
}

/// The order; none if nothing in it says any more whom to write to.
pub(super) async fn order(template: TemplateContext<'_>, order: OrderId) -> Result<Option<WholeOrder>, WorkFault> {
    let found = template.context.store.orders().by_id(order).await?;
    let found = found.ok_or_else(|| EmailFault::Missing(order.to_string()))?;
    Ok((!found.head.is_pseudonymous()).then_some(found))
}
