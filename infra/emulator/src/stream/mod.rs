//! The table's stream as an event source: each function reads it at its own pace, and in order.

mod record;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use dynoxide::Database;
use kernel::time::{Clock as _, SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::clock::LocalClock;
use crate::invocable::Invocable;
use crate::poller::Failed;
use crate::queue::{Attributes, Queues, uuid};
use crate::state_file::{StateFile, StateFileFault};
use crate::template::{OnFailure, StartingPosition, StreamSource};
use crate::topics::{Publication, Topics};
use kernel::id::IdSource;
pub use record::Record;

/// The longest pause before a failed batch is tried again.
const LONGEST_PAUSE_SECONDS: i64 = 60;

/// What readers of streams share.
pub struct Shared {
    /// The database whose streams they read.
    pub database: Database,
    /// Where notes about records given up on may go.
    pub queues: Arc<Queues>,
    /// Where notes about records given up on may go.
    pub topics: Arc<Topics>,
    /// The clock of the stack.
    pub clock: Arc<LocalClock>,
    /// Where ids come from.
    pub ids: Arc<dyn IdSource>,
    /// Where positions are kept.
    pub state_file: Arc<StateFile>,
}

/// One stream feeding one function.
pub struct Reader {
    name: String,
    function_arn: String,
    table: String,
    source: StreamSource,
    function: Arc<dyn Invocable>,
    shared: Arc<Shared>,
    progress: Mutex<Progress>,
    turn: tokio::sync::Mutex<()>,
}

/// How far a reader is.
#[derive(Clone, Debug)]
struct Progress {
    /// The last record it is done with; nothing if it is done with none.
    position: Option<String>,
    /// The most records of the next batch; a batch that fails may be halved.
    window: usize,
    /// How often the next batch failed.
    failures: u32,
    /// When the next batch may be tried.
    not_before: Timestamp,
}

/// A reader cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StreamFault {
    /// The database refused.
    #[error("the stream cannot be read: {0}")]
    Engine(#[from] dynoxide::DynoxideError),
    /// The state file refused.
    #[error(transparent)]
    StateFile(#[from] StateFileFault),
    /// The ARN is none of a stream.
    #[error("{0:?} is no stream of a table")]
    NotAStream(String),
}

impl Reader {
    /// The reader of a source for the function `name`; it goes on where it stopped in the run before.
    pub fn open(
        name: &str,
        function_arn: &str,
        source: StreamSource,
        function: Arc<dyn Invocable>,
        shared: Arc<Shared>,
    ) -> Result<Self, StreamFault> {
        let table = source.stream_arn.split('/').nth(1).map(str::to_owned);
        let table = table.ok_or_else(|| StreamFault::NotAStream(source.stream_arn.clone()))?;
        let position = match (shared.state_file.position(name)?, source.starting_position) {
            (Some(position), _) => Some(position),
            (None, StartingPosition::TrimHorizon) => None,
            (None, StartingPosition::Latest) => record::newest(&shared.database, &table)?,
        };
        let progress = Progress { position, window: source.batch_size, failures: 0, not_before: Timestamp::UNIX_EPOCH };
        Ok(Self {
            name: name.to_owned(),
            function_arn: function_arn.to_owned(),
            table,
            source,
            function,
            shared,
            progress: Mutex::new(progress),
            turn: tokio::sync::Mutex::new(()),
        })
    }

    /// Reads one batch, if there is one and it is time. Answers whether the reader got on.
    pub async fn once(&self) -> bool {
        let _turn = self.turn.lock().await;
        let progress = self.progress().clone();
        if self.shared.clock.now() < progress.not_before {
            return false;
        }
        // No more than make a batch: what is left over would be read again.
        let most = progress.window;
        let records = match record::after(&self.shared.database, &self.table, progress.position.as_deref(), most) {
            Ok(records) => records,
            Err(error) => {
                tracing::error!(%error, stream.reader = self.name, "the stream cannot be read");
                return false;
            }
        };
        let Some(through) = records.last().map(|record| record.sequence.clone()) else { return false };
        let mut batch: Vec<Record> = records.into_iter().filter(|record| self.wants(record)).collect();
        if batch.is_empty() {
            self.done_through(through);
            return true;
        }
        let events: Vec<Value> = batch.iter_mut().map(|record| record.take_event(&self.source.stream_arn)).collect();
        let outcome = self.function.invoke(json!({ "Records": events })).await;
        let failed = Failed::read(outcome, self.source.reports_failures);
        match batch.iter().position(|record| failed.includes(&record.sequence)) {
            None => self.done_through(through),
            Some(first) => self.failed_at(&batch, first, through),
        }
        true
    }

    fn wants(&self, record: &Record) -> bool {
        let filters = &self.source.filters;
        filters.is_empty() || filters.iter().any(|filter| filter.matches(Some(&record.body)))
    }

    fn progress(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn done_through(&self, sequence: String) {
        self.shared.state_file.advance(&self.name, &sequence);
        let mut progress = self.progress();
        progress.position = Some(sequence);
        (progress.window, progress.failures) = (self.source.batch_size, 0);
        progress.not_before = Timestamp::UNIX_EPOCH;
    }

    /// The record at `first` failed: what is before it is done; it and the rest are tried again, or given up on.
    fn failed_at(&self, batch: &[Record], first: usize, through: String) {
        if let Some(done) = first.checked_sub(1).and_then(|last| batch.get(last)) {
            self.done_through(done.sequence.clone());
        }
        let failing = batch.get(first..).unwrap_or_default();
        let mut progress = self.progress();
        if self.source.bisects && failing.len() > 1 {
            progress.window = failing.len() / 2;
            return;
        }
        progress.failures = progress.failures.saturating_add(1);
        let failures = progress.failures;
        if self.source.retries.is_some_and(|retries| failures > retries) {
            drop(progress);
            self.give_up(failing, failures);
            self.done_through(through);
            return;
        }
        let pause = 1_i64.checked_shl(failures - 1).unwrap_or(LONGEST_PAUSE_SECONDS).clamp(1, LONGEST_PAUSE_SECONDS);
        progress.not_before = kernel::time::after(self.shared.clock.now(), pause);
        progress.window = failing.len();
        tracing::warn!(
            stream.reader = self.name,
            stream.failures = failures,
            stream.pause_seconds = pause,
            "a batch of stream records failed and will be tried again"
        );
    }

    /// Sends the note that Lambda sends about records it gives up on: where they are in the stream, not what they hold.
    fn give_up(&self, failing: &[Record], failures: u32) {
        let now = self.shared.clock.now();
        let (Some(first), Some(last)) = (failing.first(), failing.last()) else { return };
        let note = json!({
            "requestContext": {
                "requestId": uuid(self.shared.ids.as_ref(), now),
                "functionArn": self.function_arn,
                "condition": "RetryAttemptsExhausted",
                "approximateInvokeCount": failures,
            },
            "responseContext": { "statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled" },
            "version": "1.0",
            "timestamp": kernel::time::sortable(now),
            "DDBStreamBatchInfo": {
                "shardId": record::shard(&self.table),
                "startSequenceNumber": first.sequence,
                "endSequenceNumber": last.sequence,
                "approximateArrivalOfFirstRecord": kernel::time::sortable(first.arrived_at),
                "approximateArrivalOfLastRecord": kernel::time::sortable(last.arrived_at),
                "batchSize": failing.len(),
                "streamArn": self.source.stream_arn,
            },
        });
        tracing::error!(
            stream.reader = self.name,
            stream.first = first.sequence,
            stream.last = last.sequence,
            "gave up on stream records"
        );
        let message = note.to_string();
        let noted = match &self.source.on_failure {
            Some(OnFailure::Queue(arn)) => {
                self.shared.queues.send(arn, message, Attributes::new(), None).map_err(|fault| fault.to_string())
            }
            Some(OnFailure::Topic(arn)) => {
                let publication = Publication { message, ..Publication::default() };
                self.shared.topics.publish(arn, &publication).map_err(|fault| fault.to_string())
            }
            None => return,
        };
        if let Err(fault) = noted {
            tracing::error!(error = fault, stream.reader = self.name, "the note about the records leads nowhere");
        }
    }

    /// How long until a failed batch is tried again, if one waits.
    pub fn pause(&self) -> Option<SignedDuration> {
        let pause = self.progress().not_before.duration_since(self.shared.clock.now());
        pause.is_positive().then_some(pause)
    }

    /// The name of the reader.
    pub fn name(&self) -> &str {
        &self.name
    }
}

#[cfg(test)]
mod tests;
