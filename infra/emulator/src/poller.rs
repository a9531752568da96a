//! Queues as event sources: receive a batch, hand it to the function, delete what it is done with.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::{Value, json};

use crate::invocable::{Invocable, InvocationFault};
use crate::queue::{Message, Queues};
use crate::template::QueueSource;

/// One queue feeding one function.
pub struct Poller {
    /// What the template says about the source.
    pub source: QueueSource,
    function: Arc<dyn Invocable>,
    queues: Arc<Queues>,
}

/// Messages that were received together.
pub struct Batch(Vec<Message>);

impl Poller {
    /// The poller of a source.
    pub fn new(source: QueueSource, function: Arc<dyn Invocable>, queues: Arc<Queues>) -> Self {
        Self { source, function, queues }
    }

    /// Works off one batch, if there is one. Answers whether there was.
    ///
    /// What the function did not finish stays hidden until its visibility timeout is over, and comes again.
    pub async fn once(&self) -> bool {
        match self.receive() {
            Some(batch) => self.work(batch).await,
            None => return false,
        }
        true
    }

    /// Takes a batch from the queue, if there is one. It has no messages if none of those that came are wanted.
    pub fn receive(&self) -> Option<Batch> {
        let arn = &self.source.queue_arn;
        let received = self.queues.receive(arn, self.source.batch_size);
        if received.is_empty() {
            return None;
        }
        let (wanted, unwanted): (Vec<_>, Vec<_>) = received.into_iter().partition(|message| self.wants(message));
        for message in &unwanted {
            self.delete(message);
        }
        Some(Batch(wanted))
    }

    /// Has the function work off a batch.
    pub async fn work(&self, Batch(batch): Batch) {
        if batch.is_empty() {
            return;
        }
        let arn = &self.source.queue_arn;
        let records: Vec<Value> = batch.iter().map(|message| message.record(arn)).collect();
        let outcome = self.function.invoke(json!({ "Records": records })).await;
        let failed = Failed::read(outcome, self.source.reports_failures);
        for message in &batch {
            if failed.includes(&message.id) {
                tracing::warn!(
                    message.id = message.id,
                    queue.name = arn,
                    "a message was not worked off and will come again"
                );
            } else {
                self.delete(message);
            }
        }
    }

    fn wants(&self, message: &Message) -> bool {
        let filters = &self.source.filters;
        if filters.is_empty() {
            return true;
        }
        // The body is matched as JSON where it is JSON.
        let mut record = message.record(&self.source.queue_arn);
        if let (Ok(body), Some(slot)) = (serde_json::from_str::<Value>(&message.body), record.get_mut("body")) {
            *slot = body;
        }
        filters.iter().any(|filter| filter.matches(Some(&record)))
    }

    fn delete(&self, message: &Message) {
        if let Some(receipt) = &message.receipt {
            self.queues.delete(&self.source.queue_arn, receipt);
        }
    }
}

/// Which records of a batch failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failed {
    /// All of them.
    All,
    /// These, by their identifiers.
    Only(BTreeSet<String>),
}

impl Failed {
    /// Reads the outcome of an invocation as Lambda does: a report that cannot be read fails the whole batch.
    pub fn read(outcome: Result<Value, InvocationFault>, reports: bool) -> Self {
        let Ok(answer) = outcome else { return Self::All };
        if !reports {
            return Self::Only(BTreeSet::new());
        }
        let Some(failures) = answer.get("batchItemFailures").filter(|failures| !failures.is_null()) else {
            return Self::Only(BTreeSet::new());
        };
        let Some(failures) = failures.as_array() else { return Self::All };
        let identifiers = failures.iter().map(|failure| {
            let identifier = failure.get("itemIdentifier").and_then(Value::as_str);
            identifier.filter(|identifier| !identifier.is_empty()).map(str::to_owned)
        });
        identifiers.collect::<Option<_>>().map_or(Self::All, Self::Only)
    }

    /// Whether the record with this identifier failed.
    pub fn includes(&self, identifier: &str) -> bool {
        match self {
            Self::All => true,
            Self::Only(failed) => failed.contains(identifier),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault() -> InvocationFault {
        InvocationFault { kind: "Runtime.HandlerError".to_owned(), message: "no".to_owned() }
    }

    #[test]
    fn a_report_names_what_failed() {
        let report = json!({ "batchItemFailures": [{ "itemIdentifier": "b" }] });
        let failed = Failed::read(Ok(report.clone()), true);
        assert!(failed.includes("b") && !failed.includes("a"));
        assert_eq!(Failed::read(Ok(report), false), Failed::Only(BTreeSet::new()), "nobody asked for reports");
    }

    #[test]
    fn an_empty_report_is_success() {
        for answer in [Value::Null, json!({}), json!({ "batchItemFailures": null }), json!({ "batchItemFailures": [] })]
        {
            assert_eq!(Failed::read(Ok(answer), true), Failed::Only(BTreeSet::new()));
        }
    }

    #[test]
    fn a_crash_or_a_broken_report_fails_the_batch() {
        assert_eq!(Failed::read(Err(fault()), true), Failed::All);
        for identifier in [json!(""), json!(null), json!(7)] {
            let report = json!({ "batchItemFailures": [{ "itemIdentifier": identifier }] });
            assert_eq!(Failed::read(Ok(report), true), Failed::All);
        }
    }
}
