//! Stack state. Everything a stack is made of, wired up.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::time::Duration;

use dynoxide::Database;
use emulator::aws::Outages;
use emulator::clock::LocalClock;
use emulator::front::Front;
use emulator::iam::Authority;
use emulator::invocable::{Invocable as _, InvocationFault};
use emulator::mail_feedback::FeedbackLoop;
use emulator::mailbox::Mailbox;
use emulator::objects::Objects;
use emulator::poller::Poller;
use emulator::queue::Queues;
use emulator::schedule::Schedules;
use emulator::sms_outbox::SmsOutbox;
use emulator::stream::Reader;
use emulator::template::Template;
use emulator::topics::Topics;
use emulator::transport::Transport;
use emulator::wake_signal::WakeSignal;
use kernel::id::IdSource;
use kernel::time::Clock as _;
use runtime::App;
use serde_json::Value;
use store::Store;
use stripe_simulator::Stripe;

use crate::host::Hosted;

/// More steps than any test or tour takes; beyond it two functions keep each other busy for ever.
const MOST_STEPS: usize = 20_000;
/// Seconds between two sweeps of expired items.
const SWEEP_SECONDS: i64 = 60 * 60;

/// Everything a stack is made of.
pub struct StackState {
    /// The base URL of the shop.
    pub url: String,
    /// The wiring.
    pub template: Template,
    /// The environment that every function gets besides its own: where AWS is, and its region and credentials.
    pub surroundings: BTreeMap<String, String>,
    /// The clock of everything.
    pub clock: Arc<LocalClock>,
    /// Where ids come from.
    pub ids: Arc<dyn IdSource>,
    /// The signal that something happened.
    pub wake_signal: WakeSignal,
    /// The way of the functions to AWS.
    pub transport: Transport,
    /// The database.
    pub database: Database,
    /// The queues.
    pub queues: Arc<Queues>,
    /// The topics.
    pub topics: Arc<Topics>,
    /// The mails.
    pub mailbox: Arc<Mailbox>,
    /// What becomes of the mails.
    pub feedback: Arc<FeedbackLoop>,
    /// The texts.
    pub texts: Arc<SmsOutbox>,
    /// The stored objects.
    pub objects: Arc<Objects>,
    /// Which services are failing on purpose.
    pub outages: Arc<Outages>,
    /// Who may do what.
    pub authority: Arc<Authority>,
    /// The nouns of the table, for whoever runs the stack: no role limits them.
    pub store: Store,
    /// The functions.
    pub functions: Vec<Arc<Hosted>>,
    /// The HTTP front.
    pub front: Arc<Front>,
    /// The payment provider.
    pub stripe: Stripe,
    /// The queues as event sources.
    pub pollers: Vec<Arc<Poller>>,
    /// The streams as event sources.
    pub readers: Vec<Arc<Reader>>,
    /// The schedules.
    pub schedules: Schedules,
    /// How many tasks are at work in the background.
    pub(crate) busy: AtomicUsize,
    /// The second of the last sweep of expired items.
    pub(crate) swept_at: AtomicI64,
}

/// An event could not be handed to a function.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvokeFault {
    /// There is no function of that name.
    #[error("there is no function {0:?}")]
    NoSuchFunction(String),
    /// The function failed.
    #[error(transparent)]
    Failed(#[from] InvocationFault),
}

impl StackState {
    /// Works off streams, queues and webhooks until nothing is left that is due now, and answers in how many steps.
    pub async fn settle(&self) -> usize {
        let (mut steps, mut listener) = (0, self.wake_signal.listen());
        while steps < MOST_STEPS {
            let (before, beats) = (steps, self.wake_signal.count());
            for reader in &self.readers {
                while steps < MOST_STEPS && reader.once().await {
                    steps += 1;
                }
            }
            for poller in &self.pollers {
                while steps < MOST_STEPS && poller.once().await {
                    steps += 1;
                }
            }
            steps += self.stripe.deliver_pending().await;
            if steps > before {
                continue;
            }
            // Somebody in the background may still be at work, or have made work since we looked.
            if self.busy.load(Ordering::SeqCst) == 0 && self.wake_signal.count() == beats {
                return steps;
            }
            listener.wait(Duration::from_millis(5)).await;
        }
        tracing::error!(stack.steps = steps, "the stack does not come to rest");
        steps
    }

    /// Runs the schedules that are due, sweeps expired items now and then, and answers how many schedules ran.
    pub async fn tick(&self) -> usize {
        let ran = self.schedules.tick().await;
        let now = self.clock.now().as_second();
        if now - self.swept_at.load(Ordering::SeqCst) >= SWEEP_SECONDS {
            self.swept_at.store(now, Ordering::SeqCst);
            let database = self.database.clone();
            match tokio::task::spawn_blocking(move || database.sweep_ttl()).await {
                Ok(Ok(swept)) => tracing::debug!(database.swept = swept, "expired items are gone"),
                Ok(Err(error)) => tracing::error!(%error, "expired items could not be swept"),
                Err(error) => tracing::error!(%error, "the sweep of expired items did not end"),
            }
        }
        ran
    }

    /// The function that `reference` names for `event`: a logical id, or a package whose role follows from the event. If
    /// none of the package's takes such an event, one that will say so.
    pub fn function(&self, reference: &str, event: &Value) -> Option<&Arc<Hosted>> {
        let named = self.functions.iter().find(|function| function.is(reference, event));
        named.or_else(|| self.functions.iter().find(|function| function.spec.package == reference))
    }

    /// The configuration of the first function of a package, acting for whoever runs the stack.
    pub fn operator(&self, package: &str) -> Option<App> {
        let function = self.functions.iter().find(|function| function.spec.package == package)?;
        Some(App { store: self.store.clone(), ..function.app.clone() })
    }

    /// Hands a raw Lambda event to a function.
    pub async fn invoke(&self, reference: &str, event: Value) -> Result<Value, InvokeFault> {
        let function = self.function(reference, &event);
        let function = function.ok_or_else(|| InvokeFault::NoSuchFunction(reference.to_owned()))?;
        let answer = function.invoke(event).await;
        self.wake_signal.beat();
        Ok(answer?)
    }
}
