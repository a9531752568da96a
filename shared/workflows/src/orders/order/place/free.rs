//! An order that costs nothing: nobody is asked for money, so it is placed at once.

use context::Context;
use domain::orders::order::{OrderAction, OrderFault, StockState, order_token};
use domain::shopping::cart::Cart;
use events::{OrderCreated, OrderPlaced, envelope};
use store::inventory::stock_level::commit_unreserved;
use store::orders::order::{OrderItemsRecord, OrderRecord};
use store::shopping::cart::CartRecord;
use table::idempotency::Command;
use table::{Stored, Tx, TxFault};

use super::draft::Draft;
use super::{Checkout, CheckoutFault, CheckoutResult, Refusal, Render, Secrets, bind};

/// Writes the order as placed, with the units taken for good, the cart without what was bought, and the command's answer: one
/// transaction. `None` if something changed since it was read.
pub(super) async fn place_free(
    cx: &Context,
    cart: &Stored<CartRecord>,
    draft: Draft,
    command: &Command,
    render: Render<'_>,
) -> Result<Option<Checkout>, CheckoutFault> {
    let Draft { mut order, lines, takes, .. } = draft;
    // An order that was made this very moment waits for a payment, so it can be placed.
    order.apply(OrderAction::Settle, cx.now).map_err(|_: OrderFault| CheckoutFault::OrderClosed)?;
    order.stock = StockState::Committed;
    let (id, total) = (order.id, order.totals.total);
    let created = OrderCreated { order: id, payment: None, total };
    let created = envelope(&created, id, order.next_event(), cx.event_context());
    let placed = OrderPlaced { order: id, customer: order.customer, total };
    let placed = envelope(&placed, id, order.next_event(), cx.event_context());
    let mut left: Cart = bind(cart, &order, cx.now);
    left.take_out(id, &lines.bought(), cx.now);
    let secrets = Secrets { order_token: order_token(cx.settings.link_key()?, id), client_secret: None };
    let result = CheckoutResult { order, lines, payment: None };
    let answer = render(Ok(&result));
    let mut tx = Tx::<Refusal>::new()
        .complete(command, &id.to_string(), &answer)
        .replace(cart, &left)
        .create::<OrderRecord>(&result.order)
        .create::<OrderItemsRecord>(&result.lines)
        .emit(&created)
        .emit(&placed);
    for (take, policy) in &takes {
        tx = tx.update(commit_unreserved(take, *policy)).or(Refusal::StockChanged);
    }
    match tx.commit(cx.store.table()).await {
        Ok(()) => Ok(Some(Checkout { answer, secrets: Some(secrets), is_replayed: false })),
        Err(TxFault::Table(fault)) => Err(fault.into()),
        Err(TxFault::Refused(Refusal::StockChanged) | TxFault::Stale | TxFault::Duplicate) => Ok(None),
    }
}
