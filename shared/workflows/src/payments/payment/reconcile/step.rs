//! The steps of a payment, each of them one transaction or one call.

use context::Context;
use domain::orders::order::{CancelReason, Order, OrderAction, OrderPaymentStatus, StockState};
use domain::payments::payment::{Mismatch, Payment};
use domain::payments::refund::RefundReason;
use events::{
    OrderCancelled, OrderPaid, OrderPaymentConflicted, OrderPlaced, PaymentAuthorized, PaymentCaptured,
    PaymentConflicted, PaymentFailed, PaymentVoided, envelope,
};
use gateways::payment::{GatewayFault, PaymentGateway, ProviderPayment, ProviderStatus};
use kernel::time::after;
use store::orders::order::{OrderItemsRecord, OrderRecord};
use store::payments::refund::RefundRecord;
use table::Tx;

use super::decision::Step;
use super::{Facts, ReconcileFault, raced};
use crate::orders::allocation::{commit_order, releases, restocks};
use crate::orders::bought::left_in_cart;
use crate::orders::order::cancel::give_money_back;

/// How long after an authorization its capture is checked, in seconds.
const CAPTURE_CHECK: i64 = 60;

/// Takes one step. Losing a race is fine: the caller looks again.
pub(super) async fn take(
    cx: &Context,
    gateway: &dyn PaymentGateway,
    facts: &Facts,
    theirs: &ProviderPayment,
    step: Step,
) -> Result<(), ReconcileFault> {
    // A provider may keep a failure under its key, so an attempt whose end is not known is followed by one with another key.
    // That is safe: the provider was asked in between, and it neither captures nor voids a payment twice.
    let key = |operation: &str| format!("{}:{operation}:{}", facts.payment.order, facts.payment.attempts + 1);
    match step {
        Step::Done | Step::Wait => Ok(()),
        Step::NoteDecline(code) => note_decline(cx, facts, &code).await,
        Step::Authorize => authorize(cx, facts, theirs).await,
        Step::Capture => {
            let captured = gateway.capture(&theirs.reference, facts.payment.amount, key("capture")).await;
            ended(cx, facts, captured).await
        }
        Step::Settle => settle(cx, facts, theirs).await,
        Step::Void => {
            let voided = gateway.void(&theirs.reference, key("void")).await;
            ended(cx, facts, voided).await
        }
        Step::NoteVoid => note_void(cx, facts).await,
        Step::Reject(mismatch) => {
            if theirs.status == ProviderStatus::RequiresCapture {
                let voided = gateway.void(&theirs.reference, key("void")).await;
                ended(cx, facts, voided).await?;
            }
            note_conflict(cx, facts, mismatch).await
        }
        Step::GiveBack => give_back(cx, facts, theirs).await,
        // As long as the buyer could still confirm it, the payment is not lost but in the way.
        Step::Lost if theirs.status != ProviderStatus::Canceled => {
            let voided = gateway.void(&theirs.reference, key("void")).await;
            ended(cx, facts, voided).await
        }
        Step::Lost => lose(cx, facts).await,
    }
}

/// Counts an attempt that was answered with a fault, or not at all, so that the next one has a key of its own: a provider
/// repeats under a key whatever it said first, also a refusal whose cause is gone. What never arrived needs no other key.
async fn ended(
    cx: &Context,
    facts: &Facts,
    outcome: Result<ProviderPayment, GatewayFault>,
) -> Result<(), ReconcileFault> {
    match outcome {
        Ok(_) => Ok(()),
        Err(fault @ (GatewayFault::Timeout | GatewayFault::Invalid { .. } | GatewayFault::Declined { .. })) => {
            let payment = Payment { attempts: facts.payment.attempts.saturating_add(1), ..(*facts.payment).clone() };
            raced(Tx::<()>::new().replace(&facts.payment, &payment).commit(cx.store.table()).await)?;
            Err(fault.into())
        }
        Err(fault) => Err(fault.into()),
    }
}

/// Both records, to be changed together.
fn both(facts: &Facts) -> (Order, Payment) {
    ((*facts.order.head).clone(), (*facts.payment).clone())
}

fn contradiction(facts: &Facts, fault: impl std::fmt::Display) -> ReconcileFault {
    ReconcileFault::Contradiction { payment: facts.payment.id, detail: fault.to_string() }
}

async fn note_decline(cx: &Context, facts: &Facts, code: &str) -> Result<(), ReconcileFault> {
    let (mut order, mut payment) = both(facts);
    payment.fail(code, cx.now).map_err(|fault| contradiction(facts, fault))?;
    payment.attempts = payment.attempts.saturating_add(1);
    order.payment_status = OrderPaymentStatus::Failed;
    let happened = PaymentFailed { payment: payment.id, order: order.id, code: code.to_owned() };
    let event = envelope(&happened, payment.id, payment.next_event(), cx.event_context());
    raced(write(facts, &order, &payment).emit(&event).commit(cx.store.table()).await)
}

/// The provider holds the money: the units are taken for good before it is captured. If they are gone, the order is cancelled,
/// and the next round lets the money go.
async fn authorize(cx: &Context, facts: &Facts, theirs: &ProviderPayment) -> Result<(), ReconcileFault> {
    let (mut order, mut payment) = both(facts);
    let Ok(commitment) = commit_order(cx, &order, &facts.order.lines).await? else { return sold_out(cx, facts).await };
    payment.authorize(theirs.amount.minor(), cx.now).map_err(|fault| contradiction(facts, fault))?;
    payment.check_at = Some(after(cx.now, CAPTURE_CHECK));
    order.payment_status = OrderPaymentStatus::Authorized;
    order.stock = StockState::Committed;
    let happened = PaymentAuthorized { payment: payment.id, order: order.id, amount: theirs.amount };
    let event = envelope(&happened, payment.id, payment.next_event(), cx.event_context());
    let mut tx = write(facts, &order, &payment).emit(&event);
    if let Some(lines) = &commitment.moved {
        tx = tx.replace::<OrderItemsRecord>(&facts.order.lines, lines);
    }
    for update in commitment.updates {
        tx = tx.update(update);
    }
    raced(tx.commit(cx.store.table()).await)
}

/// The time ran out and others bought what was left.
async fn sold_out(cx: &Context, facts: &Facts) -> Result<(), ReconcileFault> {
    let (mut order, _) = both(facts);
    order.apply(OrderAction::Cancel, cx.now).map_err(|fault| contradiction(facts, fault))?;
    cancelled(cx, facts, order, releases(cx, &facts.order.head, &facts.order.lines).await?).await
}

/// The provider let go of money that the units were already taken for: they go back, and the order is cancelled.
async fn lose(cx: &Context, facts: &Facts) -> Result<(), ReconcileFault> {
    let (mut order, mut payment) = both(facts);
    order.apply(OrderAction::Cancel, cx.now).map_err(|fault| contradiction(facts, fault))?;
    order.cancel_reason = Some(CancelReason::PaymentRefused);
    order.stock = StockState::Released;
    order.payment_status = OrderPaymentStatus::Voided;
    payment.void(cx.now).map_err(|fault| contradiction(facts, fault))?;
    payment.check_at = None;
    let sequence = order.next_event();
    let happened = OrderCancelled {
        order: order.id,
        payment: Some(payment.id),
        reason: CancelReason::PaymentRefused.as_str().to_owned(),
        refund: None,
    };
    let mut tx = write(facts, &order, &payment).emit(&envelope(&happened, order.id, sequence, cx.event_context()));
    for update in restocks(&facts.order.lines) {
        tx = tx.update(update);
    }
    raced(tx.commit(cx.store.table()).await)
}

async fn cancelled(
    cx: &Context,
    facts: &Facts,
    mut order: Order,
    stock: Vec<table::Update>,
) -> Result<(), ReconcileFault> {
    order.cancel_reason = Some(CancelReason::OutOfStock);
    order.stock = StockState::Released;
    let sequence = order.next_event();
    let reason = CancelReason::OutOfStock.as_str().to_owned();
    let happened = OrderCancelled { order: order.id, payment: Some(facts.payment.id), reason, refund: None };
    let event = envelope(&happened, order.id, sequence, cx.event_context());
    // The payment was read before the order: if it has moved on since, the units may be this order's own already.
    let mut tx = Tx::<()>::new().replace::<OrderRecord>(&facts.order.head, &order).require(&facts.payment).emit(&event);
    for update in stock {
        tx = tx.update(update);
    }
    raced(tx.commit(cx.store.table()).await)
}

/// The money is ours: the order is placed, and its cart loses what was bought. Somebody who changes the cart at this moment is
/// faster, and the next round looks again.
async fn settle(cx: &Context, facts: &Facts, theirs: &ProviderPayment) -> Result<(), ReconcileFault> {
    let (mut order, mut payment) = both(facts);
    if theirs.amount_captured != payment.amount {
        // Only all of it is ever asked for, so people must look at this.
        return Err(contradiction(facts, format!("{} was captured", theirs.amount_captured.display())));
    }
    payment.capture(theirs.amount_captured.minor(), cx.now).map_err(|fault| contradiction(facts, fault))?;
    payment.check_sums().map_err(|fault| contradiction(facts, fault))?;
    payment.check_at = None;
    order.apply(OrderAction::Settle, cx.now).map_err(|fault| contradiction(facts, fault))?;
    order.payment_status = OrderPaymentStatus::Paid;
    let (id, amount) = (order.id, theirs.amount_captured);
    let captured = PaymentCaptured { payment: payment.id, order: id, amount };
    let captured = envelope(&captured, payment.id, payment.next_event(), cx.event_context());
    let paid =
        envelope(&OrderPaid { order: id, payment: payment.id, amount }, id, order.next_event(), cx.event_context());
    let placed = OrderPlaced { order: id, customer: order.customer, total: order.totals.total };
    let placed = envelope(&placed, id, order.next_event(), cx.event_context());
    let mut tx = write(facts, &order, &payment).emit(&captured).emit(&paid).emit(&placed);
    if let Some((cart, left)) = left_in_cart(cx, &order, &facts.order.lines).await? {
        tx = tx.replace(&cart, &left);
    }
    raced(tx.commit(cx.store.table()).await)
}

pub(super) async fn note_void(cx: &Context, facts: &Facts) -> Result<(), ReconcileFault> {
    let (mut order, mut payment) = both(facts);
    payment.void(cx.now).map_err(|fault| contradiction(facts, fault))?;
    payment.check_at = None;
    order.payment_status = OrderPaymentStatus::Voided;
    let happened = PaymentVoided { payment: payment.id, order: order.id };
    let event = envelope(&happened, payment.id, payment.next_event(), cx.event_context());
    raced(write(facts, &order, &payment).emit(&event).commit(cx.store.table()).await)
}

async fn note_conflict(cx: &Context, facts: &Facts, mismatch: Mismatch) -> Result<(), ReconcileFault> {
    let (mut order, mut payment) = both(facts);
    payment.conflict(mismatch, cx.now).map_err(|fault| contradiction(facts, fault))?;
    payment.check_at = None;
    order.payment_status = OrderPaymentStatus::Failed;
    let happened = PaymentConflicted { payment: payment.id, order: order.id, difference: mismatch.to_string() };
    let event = envelope(&happened, payment.id, payment.next_event(), cx.event_context());
    tracing::error!(payment.id = %payment.id, order.id = %order.id, payment.difference = %mismatch, "{} is not what {} asks for", payment.id, order.id);
    let told = OrderPaymentConflicted { order: order.id, payment: payment.id, difference: mismatch.to_string() };
    let told = envelope(&told, order.id, order.next_event(), cx.event_context());
    raced(write(facts, &order, &payment).emit(&event).emit(&told).commit(cx.store.table()).await)
}

/// Notes that money was taken for a closed order, and reserves its refund; the refund's own work gives it back.
async fn give_back(cx: &Context, facts: &Facts, theirs: &ProviderPayment) -> Result<(), ReconcileFault> {
    let (mut order, mut payment) = both(facts);
    if payment.authorized == 0 {
        payment.authorize(theirs.amount.minor(), cx.now).map_err(|fault| contradiction(facts, fault))?;
    }
    payment.capture(theirs.amount_captured.minor(), cx.now).map_err(|fault| contradiction(facts, fault))?;
    let (mut payment, refund) =
        give_money_back(cx, &payment, RefundReason::OrderCancelled).map_err(|fault| contradiction(facts, fault))?;
    payment.check_at = None;
    order.payment_status = OrderPaymentStatus::Refunding;
    let happened = PaymentCaptured { payment: payment.id, order: order.id, amount: theirs.amount_captured };
    let event = envelope(&happened, payment.id, payment.next_event(), cx.event_context());
    raced(write(facts, &order, &payment).create::<RefundRecord>(&refund).emit(&event).commit(cx.store.table()).await)
}

/// Both records change together, so neither can be changed by somebody else in between.
fn write(facts: &Facts, order: &Order, payment: &Payment) -> Tx<()> {
    Tx::new().replace(&facts.order.head, order).replace(&facts.payment, payment)
}
