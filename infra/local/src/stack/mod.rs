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
const PATIENCE: Duration = Duration::from_secs(5);

/// A running shop. Dropping it stops it at once; [`Stack::shutdown`] lets it finish what it is doing.
pub struct Stack {
    state: Arc<StackState>,
    tasks: JoinSet<()>,
    stop: watch::Sender<bool>,
}

impl Stack {
    /// Starts a shop. It listens when this returns.
    pub async fn start(options: StackOptions) -> Result<Self, StackFault> {
        let background = options.background;
        let listeners = serving::Listeners::bind(options.http).await?;
        let assembled = assembly::assemble(options, &listeners)?;
        let stop = watch::Sender::new(false);
        let mut tasks = JoinSet::new();
        let gate = assembly::gate(&assembled, &listeners)?;
        serving::serve(listeners, &assembled, gate, &stop, &mut tasks);
        if background {
            background::start(&assembled, &stop, &mut tasks);
        }
        Ok(Self { state: assembled, tasks, stop })
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

    /// Stops listening, finishes what is under way, and stops.
    pub async fn shutdown(mut self) {
        self.stop.send_replace(true);
        self.state.wake_signal.beat();
        let finished = async { while self.tasks.join_next().await.is_some() {} };
        if tokio::time::timeout(PATIENCE, finished).await.is_err() {
            tracing::warn!("something did not finish in time and is stopped");
        }
    }
}

#[cfg(test)]
mod tests;
