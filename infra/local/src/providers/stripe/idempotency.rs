//! Idempotency keys, <https://docs.stripe.com/api/idempotent_requests>: one key, one effect, one answer.

use std::collections::HashMap;

use kernel::time::{Timestamp, after};
use serde_json::Value;

use super::error::ApiError;

/// Keys are forgotten after a day.
const KEPT_SECONDS: i64 = 24 * 60 * 60;
/// The longest key.
const MAX_CHARS: usize = 255;

/// The keys in use and their answers.
#[derive(Debug, Default)]
pub(super) struct Keys(HashMap<String, Record>);

#[derive(Debug)]
struct Record {
    endpoint: String,
    params: String,
    until: Timestamp,
    /// Absent while the first request is running.
    answer: Option<Answer>,
}

/// What the first request of a key was told.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Value,
}

/// What a key means for the request that brings it.
#[derive(Debug)]
pub(super) enum Claim {
    /// The request is the first; it owns the key now.
    First,
    /// The request was answered before.
    Replay(Answer),
    /// The request cannot go on.
    Refused(ApiError),
}

impl Keys {
    /// Takes `key` for a request to `endpoint` with `params` in canonical form.
    pub(super) fn claim(&mut self, key: &str, endpoint: &str, params: &str, now: Timestamp) -> Claim {
        if key.chars().count() > MAX_CHARS {
            let message = format!("Idempotency keys can be at most {MAX_CHARS} characters long.");
            return Claim::Refused(ApiError::key_reused(message));
        }
        match self.0.get(key).filter(|record| now < record.until) {
            None => {
                let until = after(now, KEPT_SECONDS);
                let record = Record { endpoint: endpoint.to_owned(), params: params.to_owned(), until, answer: None };
                self.0.insert(key.to_owned(), record);
                Claim::First
            }
            Some(record) if record.endpoint != endpoint => Claim::Refused(ApiError::key_reused(format!(
                "Keys for idempotent requests can only be used for the same endpoint they were first used for ('{endpoint}' vs '{}'). Try using a key other than '{key}' if you meant to execute a different request.",
                record.endpoint
            ))),
            Some(record) if record.params != params => Claim::Refused(ApiError::key_reused(format!(
                "Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '{key}' if you meant to execute a different request."
            ))),
            Some(Record { answer: Some(answer), .. }) => Claim::Replay(answer.clone()),
            Some(Record { answer: None, .. }) => Claim::Refused(ApiError::key_in_use(key)),
        }
    }

    /// Keeps the answer for every later request with `key`.
    pub(super) fn keep(&mut self, key: &str, answer: Answer) {
        if let Some(record) = self.0.get_mut(key) {
            record.answer = Some(answer);
        }
    }

    /// Gives `key` back unused.
    pub(super) fn forget(&mut self, key: &str) {
        self.0.remove(key);
    }
}
