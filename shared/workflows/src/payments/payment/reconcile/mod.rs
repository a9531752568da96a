//! Bringing a payment and its order to where the provider says they are.
//!
//! Webhooks, schedules and retries all end here. The provider is asked, never believed by hearsay; each step is one
//! transaction or one call with a key derived from the order, so any of them may be repeated, interrupted or raced.

mod decision;
mod step;

use context::Context;
use domain::orders::order::{CancelReason, OrderStatus};
use domain::payments::payment::{Payment, PaymentState};
use gateways::payment::{GatewayFault, PaymentGateway, ProviderPayment, ProviderRef};
use kernel::fault::Fault;
use kernel::faults;
use kernel::id::PaymentId;
use kernel::time::after;
use store::orders::order::WholeOrder;
use store::payments::payment::{PaymentRecord, reference_claim};
use table::unique::Unique;
use table::{Stored, TableFault, Tx, TxFault};

use self::decision::{Step, next};

/// The most steps of one reconciliation, lost races included.
const STEPS: u32 = 16;
/// How long after a fruitless check the next one is due, in seconds.
const NEXT_CHECK: i64 = 5 * 60;

faults! {
    /// Why a payment is not where it should be; the work is to be delivered again.
    #[derive(Debug, thiserror::Error)]
    pub enum ReconcileFault {
        /// The provider did not answer as it should.
        #[error(transparent)]
        Gateway(#[from] GatewayFault);
        /// This function cannot reach the provider.
        #[error("there is no adapter for the provider of {0}")]
        NoAdapter(PaymentId) => Internal "internal";
        /// The records contradict each other.
        #[error("the records of {payment} contradict each other: {detail}")]
        Contradiction {
            /// The payment.
            payment: PaymentId,
            /// How.
            detail: String,
        } => Internal "internal";
        /// The table failed.
        #[error(transparent)]
        Table(#[from] TableFault);
    }
}

context::commit_fault!(ReconcileFault);

/// A payment with its order, as they are now.
struct Facts {
    order: WholeOrder,
    payment: Stored<PaymentRecord>,
}

/// Takes every step that is due for `payment`; `hint` is the provider's reference, for a payment that has not noted it yet.
pub async fn reconcile_payment(
    cx: &Context,
    payment: PaymentId,
    hint: Option<&ProviderRef>,
) -> Result<(), ReconcileFault> {
    for _ in 0..STEPS {
        let Some(facts) = facts(cx, payment).await? else { return Ok(()) };
        if is_final(&facts.payment) {
            return Ok(());
        }
        if was_refused(&facts) {
            unless_overtaken(cx, &facts, step::note_void(cx, &facts).await).await?;
            continue;
        }
        let gateway = cx.gateways.payment(facts.payment.provider).ok_or(ReconcileFault::NoAdapter(payment))?;
        let theirs = match ask(cx, gateway, &facts, hint).await {
            Err(ReconcileFault::Gateway(fault)) if facts.payment.reference.is_none() && is_refusal(&fault) => {
                unless_overtaken(cx, &facts, step::note_void(cx, &facts).await).await?;
                continue;
            }
            answer => answer?,
        };
        let Some(theirs) = theirs else { return postpone(cx, &facts).await };
        if facts.payment.reference.is_none() {
            note_reference(cx, &facts.payment, &theirs).await?;
            continue;
        }
        match next(&facts.order.head, &facts.payment, &theirs) {
            Step::Done => return Ok(()),
            Step::Wait => return postpone(cx, &facts).await,
            step => {
                let taken = step::take(cx, gateway, &facts, &theirs, step).await;
                unless_overtaken(cx, &facts, taken).await?;
            }
        }
    }
    Err(TableFault::Contended.into())
}

/// Finds the payment behind a provider's reference and reconciles it; a reference that is not ours is nobody's business.
pub async fn reconcile_reference(
    cx: &Context,
    provider: domain::payments::payment::Provider,
    reference: &ProviderRef,
    claimed: Option<PaymentId>,
) -> Result<(), ReconcileFault> {
    let known = cx.store.payments().id_by_reference(provider, reference.as_str()).await?;
    if let Some(payment) = known.or(claimed) {
        return reconcile_payment(cx, payment, Some(reference)).await;
    }
    tracing::info!(payment.reference = reference.as_str(), "{} is not a payment of this shop", reference.as_str());
    Ok(())
}

/// Whether the provider will never open this payment, for reasons that lie in the payment.
fn is_refusal(fault: &GatewayFault) -> bool {
    matches!(fault.code(), "payment_declined" | "amount_not_chargeable")
}

/// Whether the provider refused to open the payment, so that there is nothing at the provider to ask about.
fn was_refused(facts: &Facts) -> bool {
    facts.payment.reference.is_none() && facts.order.head.cancel_reason == Some(CancelReason::PaymentRefused)
}

fn is_final(payment: &Payment) -> bool {
    !matches!(payment.state, PaymentState::Created | PaymentState::Failed | PaymentState::Authorized)
}

async fn facts(cx: &Context, payment: PaymentId) -> Result<Option<Facts>, ReconcileFault> {
    let Some(payment) = cx.store.payments().by_id(payment).await? else { return Ok(None) };
    let order = cx.store.orders().by_id(payment.order).await?;
    let order = order.ok_or_else(|| ReconcileFault::Contradiction {
        payment: payment.id,
        detail: "its order is missing".to_owned(),
    })?;
    Ok(Some(Facts { order, payment }))
}

/// What the provider says. Without a reference there is one only if a hint names it, or if the order is closed and whatever
/// the lost call opened must be found again by its key.
async fn ask(
    cx: &Context,
    gateway: &dyn PaymentGateway,
    facts: &Facts,
    hint: Option<&ProviderRef>,
) -> Result<Option<ProviderPayment>, ReconcileFault> {
    if let Some(reference) = &facts.payment.reference {
        let reference: ProviderRef = reference.parse().map_err(|_| ReconcileFault::Contradiction {
            payment: facts.payment.id,
            detail: "its reference cannot be read".to_owned(),
        })?;
        return Ok(Some(gateway.find(&reference).await?));
    }
    if let Some(hint) = hint {
        let theirs = gateway.find(hint).await?;
        return Ok((theirs.payment == Some(facts.payment.id)).then_some(theirs));
    }
    let open = facts.order.head.status == OrderStatus::PendingPayment;
    if open { Ok(None) } else { Ok(Some(crate::orders::order::place::ask_provider(cx, &facts.payment).await?)) }
}

async fn note_reference(
    cx: &Context,
    read: &Stored<PaymentRecord>,
    theirs: &ProviderPayment,
) -> Result<(), ReconcileFault> {
    let reference = theirs.reference.as_str();
    let payment = Payment { reference: Some(reference.to_owned()), updated_at: cx.now, ..(**read).clone() };
    let claim = reference_claim(payment.provider, reference, payment.id);
    raced(Tx::<()>::new().replace(read, &payment).create::<Unique>(&claim).commit(cx.store.table()).await)
}

/// Nothing to do yet: a check that was due moves on, one that is not stays as it is and costs nothing.
async fn postpone(cx: &Context, facts: &Facts) -> Result<(), ReconcileFault> {
    if facts.payment.check_at.is_some_and(|due| due > cx.now) {
        return Ok(());
    }
    let payment = Payment { check_at: Some(after(cx.now, NEXT_CHECK)), ..(*facts.payment).clone() };
    raced(Tx::<()>::new().replace(&facts.payment, &payment).commit(cx.store.table()).await)
}

/// A contradiction between records that were read one after the other is one only if the first has not changed since: a twin
/// that took the step in between is no failure, and the next round looks again.
async fn unless_overtaken(
    cx: &Context,
    facts: &Facts,
    outcome: Result<(), ReconcileFault>,
) -> Result<(), ReconcileFault> {
    match outcome {
        Err(ReconcileFault::Contradiction { .. }) if !cx.store.table().is_current(&facts.payment).await? => Ok(()),
        outcome => outcome,
    }
}

/// A lost race is no failure: the next round looks again.
fn raced<F>(outcome: Result<(), TxFault<F>>) -> Result<(), ReconcileFault> {
    match outcome {
        Err(TxFault::Table(fault)) => Err(fault.into()),
        _ => Ok(()),
    }
}
