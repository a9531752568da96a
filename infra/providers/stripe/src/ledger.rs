//! The simulator's books: `PaymentIntent`s, their charges and refunds, and what happened to them.

use std::collections::{BTreeMap, BTreeSet};

use providers::provider_store::{Entry, ProviderStore, ProviderStoreFault};
use serde::Serialize;
use serde_json::Value;

use super::charge::{Charge, Outcome};
use super::error::ApiError;
use super::intent::{Intent, IntentStatus};
use super::refund::Refund;

const INTENTS: &str = "payment_intents";
const CHARGES: &str = "charges";
const REFUNDS: &str = "refunds";

/// All money that the simulated provider knows of.
#[derive(Default)]
pub(super) struct Ledger {
    intents: BTreeMap<String, Intent>,
    charges: BTreeMap<String, Charge>,
    refunds: BTreeMap<String, Refund>,
    sequence: u64,
    /// The rows that were changed and not yet written to the books.
    touched: BTreeSet<(&'static str, String)>,
    news: Vec<News>,
}

/// Something that happened and that a webhook will tell.
#[derive(Clone, Debug)]
pub(super) struct News {
    pub(super) kind: &'static str,
    /// The object as it was at that moment.
    pub(super) object: Value,
}

/// One `PaymentIntent` with all its money, in minor units of its currency.
///
/// `authorized = capturable + captured + released` and `refunded <= captured`, always; a `capturable` above zero on an
/// order that nobody will complete is a stranded authorization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LedgerEntry {
    /// The `PaymentIntent`, `pi_…`.
    pub intent: String,
    /// Where it stands.
    pub status: IntentStatus,
    /// The currency in lower case, as Stripe writes it.
    pub currency: String,
    /// What the buyer is asked to pay.
    pub amount: i64,
    /// What the card's issuer ever granted.
    pub authorized: i64,
    /// What is granted and still waits for its capture.
    pub capturable: i64,
    /// What was taken.
    pub captured: i64,
    /// What was granted and let go again.
    pub released: i64,
    /// What was given back.
    pub refunded: i64,
    /// What the shop attached, such as `order_id`.
    pub metadata: BTreeMap<String, String>,
    /// Seconds since the Unix epoch.
    pub created: i64,
}

impl LedgerEntry {
    /// Whether the sums agree with each other.
    pub fn balances(&self) -> bool {
        self.authorized == self.capturable + self.captured + self.released && self.refunded <= self.captured
    }
}

impl Ledger {
    /// The ledger as the books have it.
    pub(super) fn read(provider_store: &ProviderStore) -> Result<Self, ProviderStoreFault> {
        let mut ledger = Self::default();
        provider_store.entries(INTENTS)?.into_iter().for_each(|intent| ledger.put_intent(intent));
        provider_store.entries(CHARGES)?.into_iter().for_each(|charge| ledger.put_charge(charge));
        provider_store.entries(REFUNDS)?.into_iter().for_each(|refund| ledger.put_refund(refund));
        let sequences = ledger.intents.values().map(|intent| intent.sequence);
        ledger.sequence =
            sequences.chain(ledger.refunds.values().map(|refund| refund.sequence)).max().unwrap_or_default();
        ledger.touched.clear();
        Ok(ledger)
    }

    /// The rows that were changed since this was last asked, for the books.
    pub(super) fn take_touched(&mut self) -> Vec<Entry> {
        let touched = std::mem::take(&mut self.touched);
        touched.into_iter().filter_map(|(book, id)| self.written(book, &id)).collect()
    }

    fn written(&self, book: &'static str, id: &str) -> Option<Entry> {
        match book {
            INTENTS => self.intents.get(id).map(|row| Entry::new(book, id, row)),
            CHARGES => self.charges.get(id).map(|row| Entry::new(book, id, row)),
            _ => self.refunds.get(id).map(|row| Entry::new(book, id, row)),
        }
    }

    /// Every `PaymentIntent` with its money, oldest first.
    pub(super) fn entries(&self) -> Vec<LedgerEntry> {
        let mut intents: Vec<&Intent> = self.intents.values().collect();
        intents.sort_by_key(|intent| intent.sequence);
        intents.into_iter().map(|intent| self.entry(intent)).collect()
    }

    fn entry(&self, intent: &Intent) -> LedgerEntry {
        let charges = || {
            let of_intent = self.charges.values().filter(|charge| charge.payment_intent == intent.id);
            of_intent.filter(|charge| !matches!(charge.outcome, Outcome::Failed(_)))
        };
        LedgerEntry {
            intent: intent.id.clone(),
            status: intent.status,
            currency: intent.currency.clone(),
            amount: intent.amount,
            authorized: charges().map(|charge| charge.amount).sum(),
            capturable: intent.amount_capturable(),
            captured: charges().map(|charge| charge.amount_captured).sum(),
            released: charges().map(|charge| charge.amount_released).sum(),
            refunded: charges().map(|charge| charge.amount_refunded).sum(),
            metadata: intent.metadata.clone(),
            created: intent.created,
        }
    }

    /// The `PaymentIntent` of that id; `param` is where the caller named it.
    pub(super) fn intent(&self, id: &str, param: &str) -> Result<&Intent, ApiError> {
        self.intents.get(id).ok_or_else(|| ApiError::no_such("payment_intent", param, id))
    }

    /// The `PaymentIntent` of that id, to be changed.
    pub(super) fn intent_mut(&mut self, id: &str) -> Result<&mut Intent, ApiError> {
        self.touched.insert((INTENTS, id.to_owned()));
        self.intents.get_mut(id).ok_or_else(|| ApiError::no_such("payment_intent", "intent", id))
    }

    /// The charge of that id.
    pub(super) fn charge_row(&self, id: &str) -> Option<&Charge> {
        self.charges.get(id)
    }

    /// The charge of that id, to be changed.
    pub(super) fn charge_mut(&mut self, id: &str) -> Option<&mut Charge> {
        self.touched.insert((CHARGES, id.to_owned()));
        self.charges.get_mut(id)
    }

    /// The refund of that id.
    pub(super) fn refund_row(&self, id: &str) -> Option<&Refund> {
        self.refunds.get(id)
    }

    /// Every refund, in no order.
    pub(super) fn refund_rows(&self) -> impl Iterator<Item = &Refund> {
        self.refunds.values()
    }

    /// Adds a `PaymentIntent`.
    pub(super) fn put_intent(&mut self, intent: Intent) {
        self.touched.insert((INTENTS, intent.id.clone()));
        self.intents.insert(intent.id.clone(), intent);
    }

    /// Adds a charge.
    pub(super) fn put_charge(&mut self, charge: Charge) {
        self.touched.insert((CHARGES, charge.id.clone()));
        self.charges.insert(charge.id.clone(), charge);
    }

    /// Adds a refund.
    pub(super) fn put_refund(&mut self, refund: Refund) {
        self.touched.insert((REFUNDS, refund.id.clone()));
        self.refunds.insert(refund.id.clone(), refund);
    }

    /// The `PaymentIntent` as it is shown, with the related objects that `expand` asks for.
    pub(super) fn show(&self, id: &str, expand: &[&str]) -> Result<Value, ApiError> {
        let intent = self.intent(id, "intent")?;
        let charge = intent.latest_charge.as_ref().and_then(|charge| self.charges.get(charge));
        let charge = match charge {
            Some(charge) if expand.contains(&"latest_charge") => charge.show(),
            Some(charge) => charge.id.clone().into(),
            None => Value::Null,
        };
        Ok(intent.show(&charge))
    }

    /// The charge of that id.
    pub(super) fn find_charge(&self, id: &str) -> Result<Value, ApiError> {
        self.charges.get(id).map(Charge::show).ok_or_else(|| ApiError::no_such("charge", "id", id))
    }

    /// The next place in the order of creation.
    pub(super) fn next(&mut self) -> u64 {
        self.sequence += 1;
        self.sequence
    }

    /// Notes that something happened to `object`.
    pub(super) fn announce(&mut self, kind: &'static str, object: Value) {
        self.news.push(News { kind, object });
    }

    /// Notes that something happened to a `PaymentIntent`, as it is now.
    pub(super) fn announce_intent(&mut self, kind: &'static str, id: &str) -> Result<(), ApiError> {
        let object = self.show(id, &[])?;
        self.announce(kind, object);
        Ok(())
    }

    /// What happened since this was last asked.
    pub(super) fn take_news(&mut self) -> Vec<News> {
        std::mem::take(&mut self.news)
    }
}
