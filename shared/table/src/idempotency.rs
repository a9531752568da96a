//! Idempotency records: one effect for one key, however often it is asked for.
//!
//! After the IETF draft `draft-ietf-httpapi-idempotency-key-header`; a finished command is answered from its record, a running one is
//! refused, and one whose process died is resumed from what it had recorded.

use kernel::time::{Timestamp, after};
use serde::{Deserialize, Serialize};

use crate::Table;
use crate::entity::{Entity, Indexes, Shape, Stored};
use crate::error::TableFault;
use crate::key::{Key, Part};
use crate::partition::Partition;
use crate::person::Person;
use crate::tx::Tx;

/// One keyed command of one caller.
#[derive(Clone, Debug)]
pub struct Command {
    /// The hash of caller, route and key.
    pub scope: Part,
    /// The hash of what was asked for.
    pub fingerprint: String,
    /// When it was asked for.
    pub now: Timestamp,
    /// How long the record is kept, in seconds.
    pub retention: i64,
}

/// How long a running command keeps its twins away, in seconds: a little longer than a function may run.
pub const LEASE: i64 = 31;

/// The answer of a finished command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body, as JSON text.
    pub body: String,
    /// The `Location` header, if there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
}

/// What is known of a command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    scope: String,
    fingerprint: String,
    /// Until when a running command keeps its twins away.
    until: Timestamp,
    /// What a resumed command goes on with, such as the order's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    answer: Option<Answer>,
    expires_at: Timestamp,
}

/// The item of a [`Record`].
#[derive(Debug)]
pub struct Idempotency;

impl Entity for Idempotency {
    type Value = Record;
    const TYPE: &'static str = "Idempotency";
    const SHAPE: Shape = Shape::at("IDEM#{sha}", "IDEM");
    const PERSON: Person = Person::Elsewhere("an answer, found by a digest of the caller and their key alone; expires");
    const PARTITION: Partition = Partition::engine("IDEM");

    fn key(record: &Record) -> Key {
        Key { pk: format!("IDEM#{}", record.scope), sk: "IDEM".into() }
    }

    fn indexes(record: &Record) -> Indexes {
        Indexes { expires_at: Some(record.expires_at), ..Indexes::default() }
    }
}

/// What to do with a command.
#[derive(Debug)]
pub enum Claim {
    /// It is new: execute it.
    New,
    /// It was finished: give this answer again.
    Finished(Answer),
    /// It is running elsewhere.
    Running,
    /// It was begun and its process is gone: go on with this.
    Abandoned(Stored<Idempotency>),
    /// The key was used for something else.
    Reused,
}

impl Command {
    /// The key of the command's record.
    pub fn key(&self) -> Key {
        crate::key!("IDEM", self.scope; "IDEM")
    }

    /// Reads the record of this command, or its absence.
    pub fn judge(&self, record: Option<Stored<Idempotency>>) -> Claim {
        match record {
            None => Claim::New,
            Some(record) if record.expires_at <= self.now => Claim::New,
            Some(record) if record.fingerprint != self.fingerprint => Claim::Reused,
            Some(record) => match &record.answer {
                Some(answer) => Claim::Finished(answer.clone()),
                None if record.until > self.now => Claim::Running,
                None => Claim::Abandoned(record),
            },
        }
    }

    fn record(&self, subject: Option<String>, answer: Option<Answer>) -> Record {
        Record {
            scope: self.scope.to_string(),
            fingerprint: self.fingerprint.clone(),
            until: after(self.now, LEASE),
            subject,
            answer,
            expires_at: after(self.now, self.retention),
        }
    }
}

impl Table {
    /// What to do with `command`: one read.
    pub async fn claim(&self, command: &Command) -> Result<Claim, TableFault> {
        Ok(command.judge(self.get::<Idempotency>(&command.key()).await?))
    }
}

impl<F> Tx<F> {
    /// Records that `command` was done with `answer`, in the transaction that did it.
    pub fn once(self, command: Option<&Command>, answer: &Answer) -> Self {
        match command {
            Some(command) => self.claim::<Idempotency>(&command.record(None, Some(answer.clone())), command.now),
            None => self,
        }
    }

    /// Records that `command` has begun; its twins wait, and a later one resumes with `subject` if this one dies.
    pub fn begin(self, command: &Command, subject: &str) -> Self {
        self.claim::<Idempotency>(&command.record(Some(subject.to_owned()), None), command.now)
    }

    /// Records that `command` about `subject` was done with `answer`, in the one transaction that did it.
    pub fn complete(self, command: &Command, subject: &str, answer: &Answer) -> Self {
        self.claim::<Idempotency>(&command.record(Some(subject.to_owned()), Some(answer.clone())), command.now)
    }

    /// Records the answer of a command that had begun with `subject`.
    pub fn finish(self, command: &Command, subject: &str, answer: &Answer) -> Self {
        self.put::<Idempotency>(&command.record(Some(subject.to_owned()), Some(answer.clone())))
    }

    /// Takes an abandoned command over, once: its twins wait again.
    pub fn take_over(self, command: &Command, abandoned: &Stored<Idempotency>) -> Self {
        self.replace(abandoned, &command.record(abandoned.subject.clone(), None))
    }

    /// Lets the next try of a begun command go on at once, after an outcome that is not known.
    pub fn release_claim(self, command: &Command, subject: &str) -> Self {
        self.put::<Idempotency>(&Record { until: command.now, ..command.record(Some(subject.to_owned()), None) })
    }
}
