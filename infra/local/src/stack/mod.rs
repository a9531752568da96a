//! A whole shop in one process: the template, the functions it names, and the services they need.

mod assembly;
mod background;
mod machinery;
mod serving;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use kernel::id::IdSource;
use kernel::time::{SignedDuration, Timestamp};
use providers::books::BooksFault;
use serde_json::Value;
use tokio::sync::watch;
use tokio::task::JoinSet;

pub use machinery::{InvokeFault, Machinery};

use crate::clock::LocalClock;
use crate::database::{DatabaseFault, DatabaseSpec};
use crate::host::HostFault;
use crate::iam::{AuthorityFault, PermissionFault};
use crate::mailbox::Mailbox;
use crate::queue::Queues;
use crate::spool::SpoolFault;
use crate::stream::StreamFault;
use crate::template::{Secrets, TemplateFault, TemplateText};
use crate::texts::Texts;

/// The secret half of every access key: only S3 looks at signatures, and nothing here is out of reach for anybody who could.
pub(crate) const SECRET_KEY: &str = "local";
/// How long a stack waits for what is under way when it is shut down.
const PATIENCE: Duration = Duration::from_secs(5);

/// Where the shop listens. It is always the loopback interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HttpPort {
    /// This port.
    Fixed(u16),
    /// Any free port.
    Ephemeral,
}

/// What a stack is made of.
pub struct StackOptions {
    /// The texts of the SAM template.
    pub template: TemplateText,
    /// Values for the template's parameters; its defaults stand for the others. The stack itself sets `StoreUrl`,
    /// `CorsOrigins` and `StripeBaseUrl` unless they are given here.
    pub parameters: BTreeMap<String, String>,
    /// Environment of every function, over what the template and the stack say.
    pub surroundings: BTreeMap<String, String>,
    /// What the template's dynamic references to secrets are answered with, by key.
    pub secrets: Secrets,
    /// Where the items are kept; with a file, queues, positions and mails are kept beside it.
    pub database: DatabaseSpec,
    /// The clock of everything in the stack.
    pub clock: Arc<LocalClock>,
    /// Where ids and tokens come from.
    pub ids: Arc<dyn IdSource>,
    /// Where the shop listens.
    pub http: HttpPort,
    /// Whether streams, queues, webhooks and schedules are worked off as they come. If not, [`Stack::settle`] and
    /// [`Stack::tick`] do it, one thing after the other.
    pub background: bool,
}

/// Why a stack cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StackFault {
    /// The port is taken, or may not be used.
    #[error("cannot listen on {address}: {error}")]
    Listen {
        /// The address.
        address: String,
        /// Why not.
        error: std::io::Error,
    },
    /// The template cannot be run.
    #[error(transparent)]
    Template(#[from] TemplateFault),
    /// A function cannot act in its role.
    #[error(transparent)]
    Authority(#[from] AuthorityFault),
    /// The role of a function does not allow what its event sources take.
    #[error(transparent)]
    Permission(#[from] PermissionFault),
    /// What the stack itself uses to reach its services cannot be made.
    #[error("the stack cannot reach its own services: {0}")]
    Operator(String),
    /// The database cannot be opened.
    #[error(transparent)]
    Database(#[from] DatabaseFault),
    /// What the run before left behind cannot be read.
    #[error(transparent)]
    Spool(#[from] SpoolFault),
    /// What the payment provider remembers cannot be read.
    #[error(transparent)]
    Books(#[from] BooksFault),
    /// A function cannot start.
    #[error(transparent)]
    Host(#[from] HostFault),
    /// A stream cannot be followed.
    #[error(transparent)]
    Stream(#[from] StreamFault),
}

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
