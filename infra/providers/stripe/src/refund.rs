//! A Refund, <https://docs.stripe.com/api/refunds/object>.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::charge::Charge;
use super::error::ApiError;
use super::faults::Verdict;
use super::form::Params;
use super::ledger::Ledger;
use super::moment::Moment;

/// One row of the refunds' book.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Refund {
    pub(super) id: String,
    /// Its place in the order of creation.
    pub(super) sequence: u64,
    pub(super) charge: String,
    pub(super) payment_intent: String,
    pub(super) amount: i64,
    pub(super) currency: String,
    pub(super) created: i64,
    pub(super) reason: Option<String>,
    pub(super) metadata: BTreeMap<String, String>,
    pub(super) outcome: RefundOutcome,
}

/// What became of a refund.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum RefundOutcome {
    /// The money is on its way back.
    Succeeded,
    /// The buyer's bank did not take it; nothing moved.
    Failed,
}

const REASONS: [&str; 3] = ["duplicate", "fraudulent", "requested_by_customer"];

impl Refund {
    /// The object on the wire.
    pub(super) fn show(&self) -> Value {
        let (status, failure_reason) = match self.outcome {
            RefundOutcome::Succeeded => ("succeeded", None),
            RefundOutcome::Failed => ("failed", Some("expired_or_canceled_card")),
        };
        let destination = json!({
            "reference_status": "pending",
            "reference_type": "acquirer_reference_number",
            "type": "refund",
        });
        let mut refund = json!({
            "id": self.id,
            "object": "refund",
            "amount": self.amount,
            "balance_transaction": null,
            "charge": self.charge,
            "created": self.created,
            "currency": self.currency,
            "destination_details": { "card": destination, "type": "card" },
            "metadata": self.metadata,
            "payment_intent": self.payment_intent,
            "reason": self.reason,
            "receipt_number": null,
            "source_transfer_reversal": null,
            "status": status,
            "transfer_reversal": null,
        });
        if let (Some(object), Some(reason)) = (refund.as_object_mut(), failure_reason) {
            object.insert("failure_reason".to_owned(), reason.into());
        }
        refund
    }
}

impl Ledger {
    /// Gives back money of a captured `PaymentIntent`: all that is left, or `amount` of it.
    pub(super) fn refund(&mut self, at: &Moment<'_>, params: &Params, verdict: Verdict) -> Result<Value, ApiError> {
        params.only(&["amount", "charge", "payment_intent", "reason", "metadata", "expand"])?;
        let amount = params.positive("amount")?;
        let reason = params.text("reason").map(str::to_owned);
        if let Some(reason) = reason.as_deref().filter(|reason| !REASONS.contains(reason)) {
            let message = format!("Invalid reason: must be one of {}; got {reason}.", REASONS.join(", "));
            return Err(ApiError::invalid("reason", None, message));
        }
        let charge = self.refundable_charge(params)?;
        let amount = amount.unwrap_or_else(|| charge.refundable());
        refuse_excess(&charge, amount)?;

        let outcome = match verdict {
            Verdict::Proceed => RefundOutcome::Succeeded,
            Verdict::Decline => RefundOutcome::Failed,
        };
        let refund = Refund {
            id: at.id("re"),
            sequence: self.next(),
            charge: charge.id.clone(),
            payment_intent: charge.payment_intent.clone(),
            amount,
            currency: charge.currency.clone(),
            created: at.unix(),
            reason,
            metadata: params.map("metadata"),
            outcome,
        };
        let shown = refund.show();
        self.announce("refund.created", shown.clone());
        match outcome {
            RefundOutcome::Succeeded => self.give_back(&charge.id, amount),
            RefundOutcome::Failed => self.announce("refund.failed", shown.clone()),
        }
        self.put_refund(refund);
        Ok(shown)
    }

    /// The refund of that id.
    pub(super) fn find_refund(&self, id: &str) -> Result<Value, ApiError> {
        self.refund_row(id).as_ref().map(Refund::show).ok_or_else(|| ApiError::no_such("refund", "id", id))
    }

    /// The refunds, newest first; of one `PaymentIntent` if one is named.
    pub(super) fn list_refunds(&self, params: &Params) -> Value {
        let wanted = params.text("payment_intent");
        let mut rows = self.refund_rows();
        rows.retain(|refund| wanted.is_none_or(|intent| refund.payment_intent == intent));
        rows.sort_by_key(|refund| std::cmp::Reverse(refund.sequence));
        let data: Vec<Value> = rows.iter().map(Refund::show).collect();
        json!({ "object": "list", "url": "/v1/refunds", "has_more": false, "data": data })
    }

    fn refundable_charge(&self, params: &Params) -> Result<Charge, ApiError> {
        let charge = match (params.text("charge"), params.text("payment_intent")) {
            (Some(id), _) => self.charge_row(id).ok_or_else(|| ApiError::no_such("charge", "charge", id))?,
            (None, Some(id)) => {
                let intent = self.intent(id, "payment_intent")?;
                let message = format!("This PaymentIntent ({id}) does not have a successful charge to refund.");
                let charge = intent.latest_charge.as_ref().and_then(|charge| self.charge_row(charge));
                charge.ok_or_else(|| ApiError::invalid("payment_intent", None, message).begun())?
            }
            (None, None) => return Err(ApiError::missing("payment_intent")),
        };
        if charge.amount_captured == 0 {
            let message = format!("Charge {} has not been captured, so there is nothing to refund.", charge.id);
            return Err(ApiError::invalid("payment_intent", Some("charge_not_refundable"), message).begun());
        }
        Ok(charge)
    }

    fn give_back(&mut self, charge: &str, amount: i64) {
        let Some(row) = self.charge_mut(charge) else { return };
        row.amount_refunded += amount;
        let shown = row.show();
        self.announce("charge.refunded", shown);
    }
}

/// The sum of the refunds of a charge never passes what was captured.
fn refuse_excess(charge: &Charge, amount: i64) -> Result<(), ApiError> {
    let left = charge.refundable();
    if left == 0 {
        let message = format!("Charge {} has already been refunded.", charge.id);
        return Err(ApiError::invalid("charge", Some("charge_already_refunded"), message).begun());
    }
    if amount > left {
        let message = format!("Refund amount ({amount}) is greater than unrefunded amount on charge ({left})");
        return Err(ApiError::invalid("amount", None, message).begun());
    }
    Ok(())
}
