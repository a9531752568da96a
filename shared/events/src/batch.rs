//! Batches of records: each stands alone, so one that fails does not hold up the others.

use std::fmt::Display;

use serde::Serialize;

/// What a function answers for a batch: the records that must be delivered again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct BatchAnswer {
    /// The failed records.
    #[serde(rename = "batchItemFailures")]
    pub failures: Vec<Failure>,
}

/// One record that must be delivered again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// The message id, or the sequence number of a stream record.
    #[serde(rename = "itemIdentifier")]
    pub identifier: String,
    /// Why it failed, for those who mend it; Lambda is not told.
    #[serde(skip)]
    pub reason: String,
}

impl BatchAnswer {
    /// Asks for a record again, which failed for `reason`.
    pub fn fail(&mut self, identifier: &str, reason: impl Display) {
        self.failures.push(Failure { identifier: identifier.to_owned(), reason: reason.to_string() });
    }
}
