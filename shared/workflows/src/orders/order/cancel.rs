//! Cancelling: stock goes back once, money goes back once.
//!
//! One transaction closes the order, gives its stock back and, if money was captured, reserves the refund. The provider is
//! asked afterwards by the payments worker, on account of the kept event, until it has voided or refunded.

use context::version::{StaleVersion, check_version};
use context::{Committed as _, Context};
use domain::orders::order::{
    CancelReason, Order, OrderAction, OrderFault, OrderPaymentStatus, OrderStatus, StockState,
};
use domain::payments::payment::{Payment, PaymentFault, PaymentState};
use domain::payments::refund::{Refund, RefundReason, RefundState};
use events::{OrderCancelled, OrderExpired, envelope};
use kernel::faults;
use kernel::id::{OrderId, RefundId};
use store::orders::order::{OrderRecord, WholeOrder};
use store::payments::payment::PaymentRecord;
use store::payments::refund::RefundRecord;
use table::idempotency::{Answer, Command};
use table::{Stored, TableFault, Tx, TxFault, Update};

use crate::orders::allocation::{releases, restocks};

faults! {
    /// Why an order was not closed.
    #[derive(Debug, thiserror::Error)]
    pub enum CancelFault {
        /// There is no such order.
        #[error("there is no such order")]
        Unknown => Missing "not_found";
        /// It is not in a state that allows it.
        #[error(transparent)]
        Order(#[from] OrderFault);
        /// Its payment is not.
        #[error(transparent)]
        Payment(#[from] PaymentFault);
        /// The caller meant another version.
        #[error(transparent)]
        Version(#[from] StaleVersion);
        /// It may still be paid.
        #[error("the order still waits for its payment")]
        NotOverdue => Conflict "invalid_state_transition";
        /// Its buyer has paid, or is about to have.
        #[error("the order is being paid")]
        InPayment => Conflict "payment_in_progress" after 1;
        /// A cell changed since it was read.
        #[error("the stock changed meanwhile")]
        StockChanged => Unavailable "unavailable" after 1;
        /// A twin of the command is running.
        #[error("the same command is running; ask again shortly")]
        Duplicate => Conflict "idempotency_in_progress" after 1;
        /// The table failed.
        #[error(transparent)]
        Table(#[from] TableFault);
    }
}

context::commit_fault!(CancelFault, Duplicate);

/// Why an order is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Close {
    /// Somebody asked for it, or it cannot be fulfilled.
    Cancel(CancelReason),
    /// Nobody paid in time.
    Expire,
    /// The buyer checks out again with something else.
    Replace,
}

impl Close {
    /// Why it is called off, if it is and does not merely end.
    fn reason(self) -> Option<CancelReason> {
        match self {
            Self::Cancel(reason) => Some(reason),
            Self::Replace => Some(CancelReason::Replaced),
            Self::Expire => None,
        }
    }
}

/// Cancels an order, once for `command`; `answer` is what its record keeps, and `expected` the version the caller meant, if
/// they said one.
pub async fn cancel_order(
    cx: &Context,
    order: OrderId,
    reason: CancelReason,
    expected: Option<u64>,
    command: Option<&Command>,
    answer: impl Fn(&Order, u64) -> Answer,
) -> Result<Stored<OrderRecord>, CancelFault> {
    let record = |tx: Tx<CancelFault>, closed: &Order, version| tx.once(command, &answer(closed, version));
    close(cx, order, Close::Cancel(reason), expected, &record).await
}

/// Expires an order whose time is up; one that was paid or closed meanwhile is left alone.
pub async fn expire_order(cx: &Context, order: OrderId) -> Result<(), CancelFault> {
    match close(cx, order, Close::Expire, None, &|tx, _, _| tx).await {
        Ok(_) | Err(CancelFault::Order(_) | CancelFault::NotOverdue | CancelFault::Unknown) => Ok(()),
        Err(fault) => Err(fault),
    }
}

/// Gives up an unpaid order whose buyer checks out again. One that was paid or closed meanwhile is left alone: whoever looks
/// again finds out.
pub(crate) async fn replace_order(cx: &Context, order: &Order) -> Result<(), TableFault> {
    let why = if order.is_overdue(cx.now) { Close::Expire } else { Close::Replace };
    match close(cx, order.id, why, None, &|tx, _, _| tx).await {
        Err(CancelFault::Table(fault)) => Err(fault),
        _ => Ok(()),
    }
}

/// Closes an order that its provider refuses to take a payment for; the record of the `command` that had begun it keeps
/// `refusal`, if there is one to keep.
pub(crate) async fn close_unpayable(
    cx: &Context,
    order: OrderId,
    command: &Command,
    refusal: Option<&Answer>,
) -> Result<(), TableFault> {
    let subject = order.to_string();
    let record = |tx: Tx<CancelFault>, _: &Order, _| match refusal {
        Some(refusal) => tx.finish(command, &subject, refusal),
        None => tx,
    };
    match close(cx, order, Close::Cancel(CancelReason::PaymentRefused), None, &record).await {
        Err(CancelFault::Table(fault)) => Err(fault),
        _ => Ok(()),
    }
}

/// Closes an order; `record` adds to the transaction what is remembered of the command.
async fn close(
    cx: &Context,
    id: OrderId,
    why: Close,
    expected: Option<u64>,
    record: &impl Fn(Tx<CancelFault>, &Order, u64) -> Tx<CancelFault>,
) -> Result<Stored<OrderRecord>, CancelFault> {
    cx.again(|| async {
        let WholeOrder { head, lines } = cx.store.orders().by_id(id).await?.ok_or(CancelFault::Unknown)?;
        check_version(expected, "the order", head.version())?;
        let payment = match head.payment {
            Some(payment) => Some(cx.store.payments().by_id(payment).await?.ok_or(CancelFault::Unknown)?),
            None => None,
        };
        let stock = match head.stock {
            StockState::Held => releases(cx, &head, &lines).await?,
            StockState::Committed => restocks(&lines),
            StockState::Released => Vec::new(),
        };
        let closing = Closing::plan(cx, &head, payment.as_deref(), why)?;
        let closed = Stored::<OrderRecord>::at_version(closing.order.clone(), head.version() + 1);
        let tx = record(closing.write(cx, &head, payment.as_ref(), stock), &closed, closed.version());
        match tx.commit(cx.store.table()).await {
            Err(TxFault::Refused(_)) => Ok(None),
            outcome => outcome.or_again(closed),
        }
    })
    .await
}

/// What closing an order changes.
struct Closing {
    order: Order,
    /// The payment, if it changes with the order.
    payment: Option<Payment>,
    refund: Option<Refund>,
    why: Close,
}

impl Closing {
    fn plan(cx: &Context, head: &Order, payment: Option<&Payment>, why: Close) -> Result<Self, CancelFault> {
        let mut order = head.clone();
        let state = payment.map(|payment| payment.state);
        match why {
            Close::Cancel(_) => {
                order.apply(OrderAction::Cancel, cx.now)?;
            }
            Close::Expire => {
                order.apply(OrderAction::Expire, cx.now)?;
                // An authorized payment is about to be captured; the payment's own check decides.
                if !head.is_overdue(cx.now) || state == Some(PaymentState::Authorized) {
                    return Err(CancelFault::NotOverdue);
                }
            }
            Close::Replace => {
                let is_unpaid = order.status == OrderStatus::PendingPayment
                    && !matches!(state, Some(PaymentState::Authorized | PaymentState::Captured));
                if !is_unpaid {
                    return Err(CancelFault::InPayment);
                }
                order.apply(OrderAction::Cancel, cx.now)?;
            }
        }
        order.cancel_reason = why.reason();
        order.stock = StockState::Released;
        let (payment, refund) = match payment {
            Some(payment) if payment.state == PaymentState::Captured => {
                let (payment, refund) = give_money_back(cx, payment, RefundReason::OrderCancelled)?;
                order.payment_status = OrderPaymentStatus::Refunding;
                (Some(payment), Some(refund))
            }
            // The provider is asked at once by event, and soon by schedule.
            Some(payment)
                if matches!(payment.state, PaymentState::Created | PaymentState::Failed | PaymentState::Authorized) =>
            {
                (Some(Payment { check_at: Some(cx.now), ..payment.clone() }), None)
            }
            _ => (None, None),
        };
        Ok(Self { order, payment, refund, why })
    }

    fn write(
        mut self,
        cx: &Context,
        head: &Stored<OrderRecord>,
        read: Option<&Stored<PaymentRecord>>,
        stock: Vec<Update>,
    ) -> Tx<CancelFault> {
        let sequence = self.order.next_event();
        let (order, payment) = (self.order.id, self.order.payment);
        let event = match self.why.reason() {
            Some(reason) => {
                let refund = self.refund.as_ref().map(|refund| refund.id);
                let happened = OrderCancelled { order, payment, reason: reason.as_str().to_owned(), refund };
                envelope(&happened, order, sequence, cx.event_context())
            }
            None => envelope(&OrderExpired { order, payment }, order, sequence, cx.event_context()),
        };
        let mut tx = Tx::new().replace(head, &self.order).emit(&event);
        if let (Some(read), Some(payment)) = (read, &self.payment) {
            tx = tx.replace(read, payment);
        }
        if let Some(refund) = &self.refund {
            tx = tx.create::<RefundRecord>(refund);
        }
        stock.into_iter().fold(tx, |tx, update| tx.update(update).or(CancelFault::StockChanged))
    }
}

/// Reserves all that was captured for a refund, before the provider is asked: so it is given back once.
pub(crate) fn give_money_back(
    cx: &Context,
    payment: &Payment,
    reason: RefundReason,
) -> Result<(Payment, Refund), PaymentFault> {
    let mut payment = payment.clone();
    let amount = payment.reserve_refund(cx.now)?;
    let refund = Refund {
        id: RefundId::mint(&*cx.ids, cx.now),
        payment: payment.id,
        order: payment.order,
        amount,
        state: RefundState::Pending,
        reason,
        created_at: cx.now,
        settled_at: None,
    };
    Ok((payment, refund))
}
