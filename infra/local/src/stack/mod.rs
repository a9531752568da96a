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
use emulator::texts::Texts;
use kernel::time::{SignedDuration, Timestamp};
use serde_json::Value;
use tokio::sync::watch;
use tokio::task::JoinSet;

pub use self::fault::StackFault;
pub use self::options::{HttpPort, StackOptions};

use crate::machinery::{InvokeFault, Machinery};

/// How long a stack waits for what is under way when it is shut down.
const PATIENCE: Duration = Duration::from_secs(5);

/// A running shop. Dropping it stops it at once; [`Stack::shutdown`] lets it finish what it is doing.
pub struct Stack {
    machinery: Arc<Machinery>,
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
        Ok(Self { machinery: assembled, tasks, stop })
    }

    /// The base URL of the shop, without a closing slash.
    pub fn url(&self) -> &str {
        &self.machinery.url
    }

    /// Works off streams, queues and webhooks until nothing is left that is due now, and answers in how many steps.
    ///
    /// What failed is due again after its visibility timeout or pause: move the clock and settle again. With background
    /// work on, this waits until that is quiet.
    pub async fn settle(&self) -> usize {
        self.machinery.settle().await
    }

    /// Runs the schedules that are due, once each, and answers how many ran.
    pub async fn tick(&self) -> usize {
        self.machinery.tick().await
    }

    /// Moves the clock forward.
    pub fn advance(&self, by: SignedDuration) {
        self.machinery.clock.advance(by);
        self.machinery.pulse.beat();
    }

    /// Moves the clock to an instant.
    pub fn set_clock(&self, to: Timestamp) {
        self.machinery.clock.set(to);
        self.machinery.pulse.beat();
    }

    /// The mails that were sent.
    pub fn mail(&self) -> &Mailbox {
        &self.machinery.mailbox
    }

    /// The texts that were sent.
    pub fn texts(&self) -> &Texts {
        &self.machinery.texts
    }

    /// The queues.
    pub fn queues(&self) -> &Queues {
        &self.machinery.queues
    }

    /// Hands a raw Lambda event to a function, named by logical id, or by package.
    pub async fn invoke(&self, function: &str, event: Value) -> Result<Value, InvokeFault> {
        self.machinery.invoke(function, event).await
    }

    /// Everything the stack is made of, for tests that reach further.
    pub fn machinery(&self) -> &Arc<Machinery> {
        &self.machinery
    }

    /// Stops listening, finishes what is under way, and stops.
    pub async fn shutdown(mut self) {
        self.stop.send_replace(true);
        self.machinery.pulse.beat();
        let finished = async { while self.tasks.join_next().await.is_some() {} };
        if tokio::time::timeout(PATIENCE, finished).await.is_err() {
            tracing::warn!("something did not finish in time and is stopped");
        }
    }
}

#[cfg(test)]
mod tests;
