//! Stripe, simulated: `PaymentIntent`s with manual capture, refunds, idempotency keys and signed webhooks.
//!
//! Built from <https://docs.stripe.com/api>; the examples it follows are kept in `fixtures`. All state
//! is one ledger behind one lock, so every call is atomic, as it is at Stripe. The clock is the stack's: webhooks are
//! signed, and retried, by it.

mod alteration;
mod api;
mod card;
mod charge;
mod control;
mod delivery;
mod error;
mod exchange;
mod faults;
mod form;
mod idempotency;
mod intent;
mod ledger;
mod lifecycle;
mod moment;
mod outbox;
mod page;
mod refund;
mod signature;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use kernel::id::IdSource;
use kernel::time::Clock;
use providers::WebhookTarget;
use providers::provider_store::{ProviderStore, ProviderStoreFault};
use serde::Serialize;
use tokio::sync::Notify;

pub use alteration::Alteration;
pub use faults::{Fault, Operation};
pub use intent::IntentStatus;
pub use ledger::LedgerEntry;
pub use outbox::{Attempt, Release, WebhookMode};

use faults::Faults;
use idempotency::Keys;
use ledger::Ledger;
use moment::Moment;
use outbox::Outbox;

/// The keys of the simulated account.
#[derive(Clone)]
pub struct StripeConfig {
    /// The shop's key, `sk_test_…`.
    pub secret_key: String,
    /// The browser's key, `pk_test_…`.
    pub publishable_key: String,
    /// The key that signs webhooks, `whsec_…`.
    pub webhook_secret: String,
}

impl StripeConfig {
    /// The keys among the secrets of a shop, which are named as its template names them.
    pub fn of(secrets: &BTreeMap<String, String>) -> Self {
        let secret = |key: &str| secrets.get(key).cloned().unwrap_or_default();
        Self {
            secret_key: secret("STRIPE_SECRET_KEY"),
            publishable_key: secret("STRIPE_PUBLISHABLE_KEY"),
            // While a secret is being rotated there are two; the provider signs with the newest, which stands first.
            webhook_secret: secret("STRIPE_WEBHOOK_SECRETS").split(',').next().unwrap_or_default().trim().to_owned(),
        }
    }
}

impl std::fmt::Debug for StripeConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StripeConfig").field("publishable_key", &self.publishable_key).finish_non_exhaustive()
    }
}

/// One simulated Stripe account; clones are the same account.
#[derive(Clone)]
pub struct Stripe(Arc<Account>);

struct Account {
    clock: Arc<dyn Clock>,
    ids: Arc<dyn IdSource>,
    target: Arc<dyn WebhookTarget>,
    config: StripeConfig,
    state: Mutex<State>,
    provider_store: ProviderStore,
    /// Rung when a delivery is queued.
    bell: Notify,
}

struct State {
    ledger: Ledger,
    keys: Keys,
    faults: Faults,
    outbox: Outbox,
    /// The latest ones.
    calls: VecDeque<Call>,
}

/// One call that reached the simulator, answered or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Call {
    /// What was asked.
    pub operation: Operation,
    /// The path, `/v1/…`.
    pub path: String,
    /// The caller's key.
    pub idempotency_key: Option<String>,
    /// The fault that it met.
    pub fault: Option<Fault>,
}

/// One event in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EventSummary {
    /// The event, `evt_…`.
    pub id: String,
    /// What happened, such as `payment_intent.succeeded`.
    pub kind: String,
    /// The `PaymentIntent` that it is about.
    pub payment_intent: Option<String>,
    /// Seconds since the Unix epoch.
    pub created: i64,
}

/// No object of that id is known to the simulator.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct UnknownObject(String);

impl Stripe {
    /// The account as the books have it, which are written with every change; it sends its webhooks to `target`.
    ///
    /// Webhooks that the shop had not taken are due again; planned faults and the webhook mode are not remembered.
    pub fn new(
        clock: Arc<dyn Clock>,
        ids: Arc<dyn IdSource>,
        target: Arc<dyn WebhookTarget>,
        config: StripeConfig,
        provider_store: ProviderStore,
    ) -> Result<Self, ProviderStoreFault> {
        let state = State {
            ledger: Ledger::read(&provider_store)?,
            keys: Keys::read(&provider_store),
            faults: Faults::default(),
            outbox: Outbox::read(&provider_store, clock.now())?,
            calls: VecDeque::new(),
        };
        Ok(Self(Arc::new(Account {
            clock,
            ids,
            target,
            config,
            state: Mutex::new(state),
            provider_store,
            bell: Notify::new(),
        })))
    }

    /// The provider's API, the buyer's page and the control routes; to be nested under a path of the host.
    pub fn router(&self) -> axum::Router {
        api::routes().merge(control::routes()).merge(page::routes()).fallback(api::unknown).with_state(self.clone())
    }

    /// Plans `fault` for the next `times` calls of `operation`.
    pub fn fail_next(&self, operation: Operation, fault: Fault, times: u32) {
        self.state().faults.plan(operation, fault, times);
    }

    /// Forgets all planned faults.
    pub fn clear_faults(&self) {
        self.state().faults.clear();
    }

    /// Changes a `PaymentIntent` behind the shop's back.
    pub fn alter_intent(&self, intent: &str, alteration: Alteration) -> Result<(), UnknownObject> {
        let mut state = self.state();
        state.ledger.alter(intent, alteration).map_err(|refusal| UnknownObject(refusal.message))?;
        let touched = state.ledger.take_touched();
        self.0.provider_store.keep(&touched);
        Ok(())
    }

    /// Every `PaymentIntent` with its money, oldest first.
    pub fn ledger(&self) -> Vec<LedgerEntry> {
        self.state().ledger.entries()
    }

    /// The latest calls that reached the API, oldest first.
    pub fn calls(&self) -> Vec<Call> {
        self.state().calls.iter().cloned().collect()
    }

    /// Every event, oldest first.
    pub fn events(&self) -> Vec<EventSummary> {
        let summary = |event: &outbox::Event| EventSummary {
            id: event.id.clone(),
            kind: event.kind.clone(),
            payment_intent: event.payment_intent().map(str::to_owned),
            created: event.created,
        };
        self.state().outbox.events().iter().map(summary).collect()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A panic while the lock was held is a failed test; the next one should see its own failure, not this one's.
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn moment(&self) -> Moment<'_> {
        Moment { now: self.0.clock.now(), ids: self.0.ids.as_ref() }
    }
}

/// Waits in real time, whatever the stack's clock says.
#[expect(clippy::disallowed_methods, reason = "a provider that hangs has to wait; nothing of the shop does")]
async fn pause(millis: u64) {
    tokio::time::sleep(std::time::Duration::from_millis(millis)).await;
}
