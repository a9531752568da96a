//! Client request tokens: a transaction that is sent again is not carried out again
//! (<https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html>).

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use kernel::time::{Clock as _, Timestamp};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::Answer;
use crate::clock::LocalClock;

/// For how long DynamoDB knows a token.
const KEPT_SECONDS: i64 = 10 * 60;
/// How many tokens are known at most, however young; an SDK that tries again does so within seconds.
const MOST: usize = 4_096;

/// The answers to the latest transactions, by token.
pub(super) struct ClientTokens {
    kept: Mutex<Kept>,
    clock: Arc<LocalClock>,
}

#[derive(Default)]
struct Kept {
    by_token: HashMap<String, Done>,
    /// The same tokens, oldest first.
    ages: VecDeque<(Timestamp, String)>,
}

/// A transaction that was carried out.
struct Done {
    items: [u8; 32],
    answer: Answer,
}

/// What a token means for the transaction that brings it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Repetition {
    /// The answer, from now or from before; nothing if it was not carried out.
    Of(Option<Answer>),
    /// The token was used for another transaction.
    Mismatch,
}

impl ClientTokens {
    pub(super) fn new(clock: Arc<LocalClock>) -> Self {
        Self { kept: Mutex::default(), clock }
    }

    fn locked(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Has `act` carry out the transaction in `body` unless `token` was used for it before. What fails is not remembered.
    ///
    /// The lock is held meanwhile, so that of two requests with one token the second finds the answer of the first.
    /// The database does one thing at a time anyway.
    pub(super) fn once(&self, token: &str, body: &[u8], act: impl FnOnce() -> Option<Answer>) -> Repetition {
        let (now, items) = (self.clock.now(), items(body));
        let mut kept = self.locked();
        kept.forget(now);
        if let Some(done) = kept.by_token.get(token) {
            return if done.items == items { Repetition::Of(Some(done.answer.clone())) } else { Repetition::Mismatch };
        }
        let answer = act();
        if let Some(answer) = answer.as_ref().filter(|answer| answer.status.is_success()) {
            kept.ages.push_back((now, token.to_owned()));
            kept.by_token.insert(token.to_owned(), Done { items, answer: answer.clone() });
        }
        Repetition::Of(answer)
    }
}

impl Kept {
    /// Forgets the oldest tokens: a few at a time, for they leave in the order in which they came.
    fn forget(&mut self, now: Timestamp) {
        while let Some((at, token)) = self.ages.front() {
            if now.duration_since(*at).as_secs() < KEPT_SECONDS && self.ages.len() < MOST {
                return;
            }
            self.by_token.remove(token);
            self.ages.pop_front();
        }
    }
}

/// A digest of the parts of a transaction; the order of attributes within them does not matter.
fn items(body: &[u8]) -> [u8; 32] {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let mut digest = Sha256::new();
    feed(body.get("TransactItems").unwrap_or(&Value::Null), &mut digest);
    digest.finalize().into()
}

fn feed(value: &Value, digest: &mut Sha256) {
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_unstable_by_key(|(name, _)| *name);
            digest.update(b"{");
            for (name, value) in fields {
                digest.update(Value::from(name.as_str()).to_string());
                feed(value, digest);
            }
            digest.update(b"}");
        }
        Value::Array(values) => {
            digest.update(b"[");
            for value in values {
                feed(value, digest);
            }
            digest.update(b"]");
        }
        scalar => digest.update(scalar.to_string()),
    }
    // What is beside each other must not run together: 1, 2 is not 12.
    digest.update(b",");
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use kernel::time::SignedDuration;

    use super::*;

    fn tokens() -> ClientTokens {
        ClientTokens::new(Arc::new(LocalClock::standing("2026-01-01T00:00:00Z".parse().unwrap())))
    }

    fn answer(status: StatusCode, text: &'static str) -> Answer {
        Answer { status, body: text.into() }
    }

    const BODY: &[u8] =
        br#"{"TransactItems":[{"Put":{"Item":{"a":{"S":"1"},"b":{"S":"2"}}}}],"ClientRequestToken":"t"}"#;

    fn done() -> Repetition {
        Repetition::Of(Some(answer(StatusCode::OK, "done")))
    }

    #[test]
    fn what_was_done_is_not_done_again() {
        let tokens = tokens();
        assert_eq!(tokens.once("t", BODY, || Some(answer(StatusCode::OK, "done"))), done());
        let reordered =
            br#"{"ReturnConsumedCapacity":"TOTAL","TransactItems":[{"Put":{"Item":{"b":{"S":"2"},"a":{"S":"1"}}}}]}"#;
        for body in [BODY, reordered] {
            assert_eq!(tokens.once("t", body, || panic!("again")), done());
        }
        let other = br#"{"TransactItems":[{"Put":{"Item":{"a":{"S":"1"}}}}]}"#;
        assert_eq!(tokens.once("t", other, || panic!("again")), Repetition::Mismatch);
    }

    #[test]
    fn what_failed_is_tried_again() {
        let tokens = tokens();
        for failed in [None, Some(answer(StatusCode::BAD_REQUEST, "no"))] {
            assert_eq!(tokens.once("t", BODY, || failed.clone()), Repetition::Of(failed.clone()));
        }
        assert_eq!(tokens.once("t", BODY, || Some(answer(StatusCode::OK, "done"))), done());
    }

    #[test]
    fn tokens_are_forgotten_after_a_while_and_when_there_are_many() {
        let tokens = tokens();
        let again = |token: &str| tokens.once(token, BODY, || Some(answer(StatusCode::OK, "again")));
        assert_eq!(tokens.once("old", BODY, || Some(answer(StatusCode::OK, "done"))), done());
        tokens.clock.advance(SignedDuration::from_secs(KEPT_SECONDS - 1));
        assert_eq!(again("old"), done());
        tokens.clock.advance(SignedDuration::from_secs(1));
        assert_ne!(again("old"), done());
        for number in 0..3 * MOST {
            again(&number.to_string());
        }
        let kept = tokens.locked();
        assert_eq!((kept.by_token.len(), kept.ages.len()), (MOST, MOST));
    }
}
