//! Giving money back: the provider is asked with the refund's own key until it has answered.

use context::{Committed as _, Context};
use domain::orders::order::{Order, OrderPaymentStatus};
use domain::payments::payment::Payment;
use domain::payments::refund::{Refund, RefundAction, RefundState};
use events::{Envelope, OrderRefundFailed, RefundFailed, RefundSucceeded, envelope};
use gateways::payment::{GatewayFault, ProviderRef, ProviderRefund, ProviderRefundStatus};
use kernel::id::RefundId;
use store::orders::order::WholeOrder;
use table::Tx;

use crate::payments::payment::reconcile::ReconcileFault;

/// Has the provider make `refund`, and notes how it ended. A refund that is settled is left alone.
pub async fn settle_refund(cx: &Context, refund: RefundId) -> Result<(), ReconcileFault> {
    cx.again(|| async {
        let Some(read) = cx.store.refunds().by_id(refund).await? else { return Ok(Some(())) };
        if read.state != RefundState::Pending {
            return Ok(Some(()));
        }
        let missing = |what: &str| ReconcileFault::Contradiction {
            payment: read.payment,
            detail: format!("{what} of {refund} is missing"),
        };
        let payment = cx.store.payments().by_id(read.payment).await?.ok_or_else(|| missing("the payment"))?;
        let WholeOrder { head, .. } = cx.store.orders().by_id(read.order).await?.ok_or_else(|| missing("the order"))?;
        let reference: Option<ProviderRef> = payment.reference.as_deref().and_then(|text| text.parse().ok());
        let reference = reference.ok_or_else(|| missing("the provider's reference"))?;
        let gateway = cx.gateways.payment(payment.provider).ok_or(ReconcileFault::NoAdapter(payment.id))?;
        let wanted = ProviderRefund { reference, refund, amount: read.amount, idempotency_key: refund.to_string() };
        let answer = match gateway.refund(wanted).await {
            Ok(state) => state.status,
            Err(fault) => ProviderRefundStatus::Failed { reason: Some(final_refusal(fault)?) },
        };
        let outcome = match answer {
            ProviderRefundStatus::Succeeded => Outcome::Succeeded,
            ProviderRefundStatus::Failed { reason } => {
                Outcome::Failed(reason.unwrap_or_else(|| "no reason given".to_owned()))
            }
            ProviderRefundStatus::Pending => return Ok(Some(())),
        };
        let (mut order, mut paid, mut settled) = ((*head).clone(), (*payment).clone(), (*read).clone());
        let events = match outcome.apply(cx, &mut order, &mut paid, &mut settled) {
            Ok(events) => events,
            // The refund was read first: a twin that settled it in between has changed the others.
            Err(_) if !cx.store.table().is_current(&read).await? => return Ok(None),
            Err(detail) => return Err(ReconcileFault::Contradiction { payment: paid.id, detail }),
        };
        let tx = Tx::<ReconcileFault>::new().replace(&head, &order).replace(&payment, &paid).replace(&read, &settled);
        events.iter().fold(tx, Tx::emit).commit(cx.store.table()).await.or_again(())
    })
    .await
}

/// The provider's reason, if it will never make this refund; any other fault is a reason to ask again.
fn final_refusal(fault: GatewayFault) -> Result<String, GatewayFault> {
    match fault {
        GatewayFault::Declined { code } => Ok(code),
        GatewayFault::Invalid { code }
            if matches!(
                code.as_str(),
                "charge_already_refunded" | "charge_disputed" | "amount_too_large" | "refund_disputed_payment"
            ) =>
        {
            Ok(code)
        }
        other => Err(other),
    }
}

/// How a refund ended.
enum Outcome {
    Succeeded,
    Failed(String),
}

impl Outcome {
    fn apply(
        &self,
        cx: &Context,
        order: &mut Order,
        payment: &mut Payment,
        refund: &mut Refund,
    ) -> Result<Vec<Envelope>, String> {
        let text = |fault: &dyn std::fmt::Display| fault.to_string();
        let ids = (refund.id, payment.id, order.id);
        match self {
            Self::Succeeded => {
                refund.apply(RefundAction::Succeed, cx.now).map_err(|fault| text(&fault))?;
                payment.settle_refund(refund.amount.minor(), cx.now).map_err(|fault| text(&fault))?;
                payment.check_sums().map_err(|fault| text(&fault))?;
                order.payment_status = OrderPaymentStatus::Refunded;
                let happened = RefundSucceeded { refund: ids.0, payment: ids.1, order: ids.2, amount: refund.amount };
                Ok(vec![envelope(&happened, refund.id, 1, cx.event_context())])
            }
            Self::Failed(reason) => {
                refund.apply(RefundAction::Fail, cx.now).map_err(|fault| text(&fault))?;
                payment.fail_refund(refund.amount.minor(), reason, cx.now).map_err(|fault| text(&fault))?;
                // The money is still ours, until people have given it back another way.
                order.payment_status = payment.state.status();
                tracing::error!(refund.id = %ids.0, order.id = %ids.2, error = reason, "{} could not be made; people must give the money back", ids.0);
                let happened = RefundFailed { refund: ids.0, payment: ids.1, order: ids.2, reason: reason.clone() };
                let told = OrderRefundFailed { order: ids.2, refund: ids.0, reason: reason.clone() };
                Ok(vec![
                    envelope(&happened, refund.id, 1, cx.event_context()),
                    envelope(&told, ids.2, order.next_event(), cx.event_context()),
                ])
            }
        }
    }
}
