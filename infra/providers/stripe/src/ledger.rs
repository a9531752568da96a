//! The simulator's books: `PaymentIntent`s, their charges and refunds, and what happened to them.

use std::collections::BTreeMap;

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

/// All money that the simulated provider knows of: the rows in the books, and those that the request at hand has changed.
pub(super) struct Ledger {
    provider_store: ProviderStore,
    /// The rows that were changed and not yet written to the books.
    intents: BTreeMap<String, Intent>,
    charges: BTreeMap<String, Charge>,
    refunds: BTreeMap<String, Refund>,
    sequence: u64,
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
    /// A `PaymentIntent` with what its charges moved.
    fn of(intent: &Intent, charges: &[Charge]) -> Self {
        let charges = || charges.iter().filter(|charge| !matches!(charge.outcome, Outcome::Failed(_)));
        Self {
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

    /// Whether the sums agree with each other.
    pub fn balances(&self) -> bool {
        self.authorized == self.capturable + self.captured + self.released && self.refunded <= self.captured
    }
}

impl Ledger {
    /// The ledger as the books have it.
    pub(super) fn read(provider_store: &ProviderStore) -> Result<Self, ProviderStoreFault> {
        let largest = |book| provider_store.largest(book, "sequence");
        Ok(Self {
            sequence: largest(INTENTS)?.max(largest(REFUNDS)?),
            provider_store: provider_store.clone(),
            intents: BTreeMap::new(),
            charges: BTreeMap::new(),
            refunds: BTreeMap::new(),
            news: Vec::new(),
        })
    }

    /// The rows that were changed since this was last asked, for the books, where they are to be found from now on.
    pub(super) fn take_touched(&mut self) -> Vec<Entry> {
        fn taken<T: Serialize>(book: &'static str, rows: &mut BTreeMap<String, T>) -> impl Iterator<Item = Entry> {
            std::mem::take(rows).into_iter().map(move |(id, row)| Entry::new(book, &id, &row))
        }
        let intents = taken(INTENTS, &mut self.intents);
        intents.chain(taken(CHARGES, &mut self.charges)).chain(taken(REFUNDS, &mut self.refunds)).collect()
    }

    /// Every `PaymentIntent` with its money, oldest first.
    pub(super) fn entries(&self) -> Vec<LedgerEntry> {
        let mut intents: Vec<Intent> = self.provider_store.entries(INTENTS);
        intents.sort_by_key(|intent| intent.sequence);
        let mut charges: BTreeMap<String, Vec<Charge>> = BTreeMap::new();
        for charge in self.provider_store.entries::<Charge>(CHARGES) {
            charges.entry(charge.payment_intent.clone()).or_default().push(charge);
        }
        let of = |intent: &Intent| charges.get(&intent.id).map(Vec::as_slice).unwrap_or_default();
        intents.iter().map(|intent| LedgerEntry::of(intent, of(intent))).collect()
    }

    /// The `PaymentIntent` of that id; `param` is where the caller named it.
    pub(super) fn intent(&self, id: &str, param: &str) -> Result<Intent, ApiError> {
        let changed = self.intents.get(id).cloned();
        let found = changed.or_else(|| self.provider_store.entry(INTENTS, id));
        found.ok_or_else(|| ApiError::no_such("payment_intent", param, id))
    }

    /// The `PaymentIntent` of that id, to be changed.
    pub(super) fn intent_mut(&mut self, id: &str) -> Result<&mut Intent, ApiError> {
        let intent = self.intent(id, "intent")?;
        Ok(self.intents.entry(id.to_owned()).or_insert(intent))
    }

    /// The charge of that id.
    pub(super) fn charge_row(&self, id: &str) -> Option<Charge> {
        self.charges.get(id).cloned().or_else(|| self.provider_store.entry(CHARGES, id))
    }

    /// The charge of that id, to be changed.
    pub(super) fn charge_mut(&mut self, id: &str) -> Option<&mut Charge> {
        let charge = self.charge_row(id)?;
        Some(self.charges.entry(id.to_owned()).or_insert(charge))
    }

    /// The refund of that id.
    pub(super) fn refund_row(&self, id: &str) -> Option<Refund> {
        self.refunds.get(id).cloned().or_else(|| self.provider_store.entry(REFUNDS, id))
    }

    /// Every refund, oldest first.
    pub(super) fn refund_rows(&self) -> Vec<Refund> {
        self.provider_store.entries(REFUNDS)
    }

    /// Adds a `PaymentIntent`.
    pub(super) fn put_intent(&mut self, intent: Intent) {
        self.intents.insert(intent.id.clone(), intent);
    }

    /// Adds a charge.
    pub(super) fn put_charge(&mut self, charge: Charge) {
        self.charges.insert(charge.id.clone(), charge);
    }

    /// Adds a refund.
    pub(super) fn put_refund(&mut self, refund: Refund) {
        self.refunds.insert(refund.id.clone(), refund);
    }

    /// The `PaymentIntent` as it is shown, with the related objects that `expand` asks for.
    pub(super) fn show(&self, id: &str, expand: &[&str]) -> Result<Value, ApiError> {
        let intent = self.intent(id, "intent")?;
        let charge = intent.latest_charge.as_ref().and_then(|charge| self.charge_row(charge));
        let charge = match charge {
            Some(charge) if expand.contains(&"latest_charge") => charge.show(),
            Some(charge) => charge.id.into(),
            None => Value::Null,
        };
        Ok(intent.show(&charge))
    }

    /// The charge of that id.
    pub(super) fn find_charge(&self, id: &str) -> Result<Value, ApiError> {
        self.charge_row(id).as_ref().map(Charge::show).ok_or_else(|| ApiError::no_such("charge", "id", id))
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
