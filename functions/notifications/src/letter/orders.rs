//! Mails about orders.

use domain::notifications::message::{Mail, orders as message};
use events::cause::read;
use events::{OrderCancelled, OrderExpired, OrderPlaced};
use kernel::id::OrderId;
use runtime::WorkFault;
use store::orders::order::WholeOrder;

use super::{Desk, Untold};

mails! {
    OrderPlaced => placed,
    OrderCancelled => cancelled,
    OrderExpired => expired,
}

/// Confirms it.
async fn placed(desk: Desk<'_>) -> Result<Option<Mail>, WorkFault> {
    let told: OrderPlaced = read(desk.event)?;
    let Some(WholeOrder { head, lines }) = order(desk, told.order).await? else { return Ok(None) };
    Ok(Some(message::order_confirmation(&head, &lines, &desk.links.order(told.order), desk.shop)))
}

/// Tells why, and what becomes of the money.
async fn cancelled(desk: Desk<'_>) -> Result<Option<Mail>, WorkFault> {
    let told: OrderCancelled = read(desk.event)?;
    let Some(order) = order(desk, told.order).await? else { return Ok(None) };
    Ok(Some(message::order_cancelled(&order.head, &desk.links.order(told.order), desk.shop)))
}

/// Tells that nobody paid.
async fn expired(desk: Desk<'_>) -> Result<Option<Mail>, WorkFault> {
    let told: OrderExpired = read(desk.event)?;
    let Some(order) = order(desk, told.order).await? else { return Ok(None) };
    Ok(Some(message::order_expired(&order.head, &desk.links.order(told.order), desk.shop)))
}

/// The order; none if nothing in it says any more whom to write to.
pub(super) async fn order(desk: Desk<'_>, order: OrderId) -> Result<Option<WholeOrder>, WorkFault> {
    let found = desk.context.store.orders().by_id(order).await?;
    let found = found.ok_or_else(|| Untold::Missing(order.to_string()))?;
    Ok((!found.head.is_pseudonymous()).then_some(found))
}
