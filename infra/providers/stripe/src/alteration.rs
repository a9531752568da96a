//! Changes behind the shop's back, for tests of what the shop compares.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::error::ApiError;
use super::ledger::Ledger;

/// A change of a `PaymentIntent` at the provider, without a webhook; what is absent stays.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Alteration {
    /// Another amount, in the currency's smallest unit; an open authorization changes with it.
    pub amount: Option<i64>,
    /// Another currency, in lower case.
    pub currency: Option<String>,
    /// Metadata to set, such as another `order_id`.
    pub metadata: BTreeMap<String, String>,
}

impl Ledger {
    /// Applies the change and answers the `PaymentIntent`.
    pub(super) fn alter(&mut self, id: &str, alteration: Alteration) -> Result<Value, ApiError> {
        let intent = self.intent_mut(id)?;
        let holds_money = intent.amount_capturable() > 0;
        if let Some(amount) = alteration.amount {
            intent.amount = amount;
        }
        if let Some(currency) = alteration.currency {
            intent.currency = currency;
        }
        intent.metadata.extend(alteration.metadata);
        let (amount, currency, charge) = (intent.amount, intent.currency.clone(), intent.latest_charge.clone());
        if let Some(charge) = charge.and_then(|charge| self.charge_mut(&charge)) {
            charge.currency = currency;
            if holds_money {
                charge.amount = amount;
            }
        }
        self.show(id, &[])
    }
}
