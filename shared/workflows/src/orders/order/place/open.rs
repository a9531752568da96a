//! Checking out again: a cart has one order open at most.

use context::Context;
use domain::orders::order::OrderStatus;
use domain::payments::payment::PaymentState;
use domain::shopping::cart::Cart;
use kernel::time::Timestamp;
use store::orders::order::WholeOrder;
use store::payments::payment::PaymentRecord;
use table::idempotency::Command;
use table::{Stored, TableFault, Tx, TxFault};

use super::draft::Draft;
use super::{Checkout, CheckoutFault, Render, resume};
use crate::orders::order::cancel::replace_order;

/// An order that a cart has open.
pub(super) struct OpenOrder {
    order: WholeOrder,
    payment: Stored<PaymentRecord>,
}

/// The orders of `cart` that wait for their payment: no read for a cart that was never checked out, else two for each.
///
/// Refused while the money of one is on its way, for then its buyer has bought.
pub(super) async fn open_orders(cx: &Context, cart: &Cart) -> Result<Vec<OpenOrder>, CheckoutFault> {
    let mut open = Vec::new();
    for checkout in &cart.checkouts {
        let Some(order) = cx.store.orders().by_id(checkout.order).await? else { continue };
        if order.head.status != OrderStatus::PendingPayment {
            continue;
        }
        let Some(payment) = order.head.payment else { continue };
        let payment = cx.store.payments().by_id(payment).await?.ok_or(CheckoutFault::OrderClosed)?;
        if matches!(payment.state, PaymentState::Authorized | PaymentState::Captured) {
            return Err(CheckoutFault::PaymentInProgress);
        }
        open.push(OpenOrder { order, payment });
    }
    Ok(open)
}

impl OpenOrder {
    /// Whether it is what would be ordered now, and can still be paid.
    pub(super) fn is_what(&self, draft: &Draft, now: Timestamp) -> bool {
        let (head, wanted) = (&*self.order.head, &draft.order);
        let lines = self.order.lines.lines.iter().map(|line| (line.id, line.quantity));
        let is_payable = matches!(self.payment.state, PaymentState::Created | PaymentState::Failed);
        is_payable
            && !head.is_overdue(now)
            && lines.eq(draft.lines.lines.iter().map(|line| (line.id, line.quantity)))
            && (&head.quote_version, &head.email, head.customer)
                == (&wanted.quote_version, &wanted.email, wanted.customer)
            && (&head.shipping_address, &head.shipping_method) == (&wanted.shipping_address, &wanted.shipping_method)
            && head.provider == wanted.provider
    }

    /// Answers `command` with this order; nothing if a twin of the command was faster.
    pub(super) async fn take_up(
        &self,
        cx: &Context,
        command: &Command,
        render: Render<'_>,
    ) -> Result<Option<Checkout>, CheckoutFault> {
        let order = self.order.head.id;
        match Tx::<CheckoutFault>::new().begin(command, &order.to_string()).commit(cx.store.table()).await {
            Ok(()) => resume::go_on(cx, command, order, render).await.map(Some),
            Err(TxFault::Table(fault)) => Err(fault.into()),
            Err(_) => Ok(None),
        }
    }

    /// Gives it up, so that another can be made in its place.
    pub(super) async fn give_up(&self, cx: &Context) -> Result<(), TableFault> {
        replace_order(cx, &self.order.head).await
    }
}
