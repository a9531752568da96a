//! A whole shop in one process: the template, the functions it names, and the services they need.

mod assembly;
mod background;
mod fault;
mod options;
mod serving;
mod webhooks;

use std::sync::Arc;
use std::time::Duration;

use emulator::mailbox::Mailbox;
use emulator::queue::Queues;
use emulator::sms_outbox::SmsOutbox;
use kernel::time::{SignedDuration, Timestamp};
use serde_json::Value;
use tokio::sync::watch;
use tokio::task::JoinSet;

pub use self::fault::StackFault;
pub use self::options::{HttpPort, StackOptions};

use crate::stack_state::{InvokeFault, StackState};

/// How long a stack waits for what is under way when it is shut down.
const PATIENCE: Duration = Duration::from_secs(20);

/// Tasks that end when they are told to.
struct Crew {
    tasks: JoinSet<()>,
    stop: watch::Sender<bool>,
}

impl Crew {
    fn new() -> Self {
        Self { tasks: JoinSet::new(), stop: watch::Sender::new(false) }
    }

    /// Tells all of them to take nothing more, and waits until each has finished what it was doing; whether they all did.
    async fn dismiss(&mut self) -> bool {
        self.stop.send_replace(true);
        let finished = async { while self.tasks.join_next().await.is_some() {} };
        tokio::time::timeout(PATIENCE, finished).await.is_ok()
    }
}

/// A running shop. Dropping it stops it at once; [`Stack::shutdown`] lets it finish what it is doing.
pub struct Stack {
    state: Arc<StackState>,
    /// What takes requests, messages, records and ticks, and has functions work on them.
    receiving: Crew,
    /// What functions need while they work.
    services: Crew,
}

impl Stack {
    /// Starts a shop. It listens when this returns.
    pub async fn start(options: StackOptions) -> Result<Self, StackFault> {
        let background = options.background;
        let listeners = serving::Listeners::bind(options.http).await?;
        let assembled = assembly::assemble(options, &listeners)?;
        let (mut receiving, mut services) = (Crew::new(), Crew::new());
        let gate = assembly::gate(&assembled, &listeners)?;
        serving::serve(listeners, &assembled, gate, &mut receiving, &mut services);
        if background {
            background::start(&assembled, &mut receiving);
        }
        Ok(Self { state: assembled, receiving, services })
    }

    /// The base URL of the shop, without a closing slash.
    pub fn url(&self) -> &str {
        &self.state.url
    }

    /// Works off streams, queues and webhooks until nothing is left that is due now, and answers in how many steps.
    ///
    /// What failed is due again after its visibility timeout or pause: move the clock and settle again. With background
    /// work on, this waits until that is quiet.
    pub async fn settle(&self) -> usize {
        self.state.settle().await
    }

    /// Runs the schedules that are due, once each, and answers how many ran.
    pub async fn tick(&self) -> usize {
        self.state.tick().await
    }

    /// Moves the clock forward.
    pub fn advance(&self, by: SignedDuration) {
        self.state.clock.advance(by);
        self.state.wake_signal.beat();
    }

    /// Moves the clock to an instant.
    pub fn set_clock(&self, to: Timestamp) {
        self.state.clock.set(to);
        self.state.wake_signal.beat();
    }

    /// The mails that were sent.
    pub fn mail(&self) -> &Mailbox {
        &self.state.mailbox
    }

    /// The texts that were sent.
    pub fn texts(&self) -> &SmsOutbox {
        &self.state.texts
    }

    /// The queues.
    pub fn queues(&self) -> &Queues {
        &self.state.queues
    }

    /// Hands a raw Lambda event to a function, named by logical id, or by package.
    pub async fn invoke(&self, function: &str, event: Value) -> Result<Value, InvokeFault> {
        self.state.invoke(function, event).await
    }

    /// Everything the stack is made of, for tests that reach further.
    pub fn stack_state(&self) -> &Arc<StackState> {
        &self.state
    }

    /// Takes nothing more, finishes what is under way, and only then stops what that needs: database, queues and the rest.
    pub async fn shutdown(mut self) {
        self.state.wake_signal.beat();
        if !self.receiving.dismiss().await || !self.services.dismiss().await {
            tracing::warn!("something did not finish in time and is stopped");
        }
    }
}

#[cfg(test)]
mod tests;
