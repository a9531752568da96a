//! Idempotency keys, <https://docs.stripe.com/api/idempotent_requests>: one key, one effect, one answer.

use std::collections::HashMap;

use kernel::time::{Timestamp, after};
use providers::provider_store::{Entry, ProviderStore};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::error::ApiError;

const KEYS: &str = "idempotency_keys";

/// Keys are forgotten after a day.
const KEPT_SECONDS: i64 = 24 * 60 * 60;
/// The longest key.
const MAX_CHARS: usize = 255;

/// The keys in use: those whose first request is running, and in the books those that were answered.
pub(super) struct Keys {
    running: HashMap<String, Record>,
    provider_store: ProviderStore,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Record {
    key: String,
    endpoint: String,
    params: String,
    until: Timestamp,
    /// Absent while the first request is running.
    answer: Option<Answer>,
}

/// What the first request of a key was told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
    /// The keys as the books have them.
    pub(super) fn read(provider_store: &ProviderStore) -> Self {
        Self { running: HashMap::new(), provider_store: provider_store.clone() }
    }

    fn find(&self, key: &str) -> Option<Record> {
        self.running.get(key).cloned().or_else(|| self.provider_store.entry(KEYS, key))
    }

    /// Takes `key` for a request to `endpoint` with `params` in canonical form.
    pub(super) fn claim(&mut self, key: &str, endpoint: &str, params: &str, now: Timestamp) -> Claim {
        if key.chars().count() > MAX_CHARS {
            let message = format!("Idempotency keys can be at most {MAX_CHARS} characters long.");
            return Claim::Refused(ApiError::key_reused(message));
        }
        match self.find(key).filter(|record| now < record.until) {
            None => {
                let until = after(now, KEPT_SECONDS);
                let (key, endpoint, params) = (key.to_owned(), endpoint.to_owned(), params.to_owned());
                let record = Record { key: key.clone(), endpoint, params, until, answer: None };
                self.running.insert(key, record);
                Claim::First
            }
            Some(record) if record.endpoint != endpoint => Claim::Refused(ApiError::key_reused(format!(
                "Keys for idempotent requests can only be used for the same endpoint they were first used for \
                 ('{endpoint}' vs '{}'). Try using a key other than '{key}' if you meant to execute a different request.",
                record.endpoint
            ))),
            Some(record) if record.params != params => Claim::Refused(ApiError::key_reused(format!(
                "Keys for idempotent requests can only be used with the same parameters they were first used with. \
                 Try using a key other than '{key}' if you meant to execute a different request."
            ))),
            Some(Record { answer: Some(answer), .. }) => Claim::Replay(answer),
            Some(Record { answer: None, .. }) => Claim::Refused(ApiError::key_in_use(key)),
        }
    }

    /// Keeps the answer for every later request with `key`; what is answered is for the books.
    pub(super) fn keep(&mut self, key: &str, answer: Answer) -> Option<Entry> {
        let record = self.running.remove(key)?;
        Some(Entry::new(KEYS, key, &Record { answer: Some(answer), ..record }))
    }

    /// Gives `key` back unused.
    pub(super) fn forget(&mut self, key: &str) {
        self.running.remove(key);
    }
}
