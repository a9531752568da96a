//! Events on their way: the SDK puts them in, the end of an invocation sends them off.

use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

use futures_util::future::join_all;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use kernel::time::{Timestamp, after};
use sentry::types::Dsn;
use sentry::{Envelope, Transport};

use crate::outgoing::{Patience, client};

/// The most events that wait: whoever fails more often in one invocation fails for the same reason.
const MOST: usize = 10;
/// An answer waits for this, so it is short: all events of an invocation are sent at once.
const PATIENCE: Patience = Patience { connect: Duration::from_secs(1), attempt: Duration::from_millis(1_800) };
/// How long Sentry is left alone after it did not take an event, in seconds, unless it names a time itself.
const REST: i64 = 60;
/// The longest time that it may name.
const LONGEST_REST: i64 = 60 * 60;
/// What we call ourselves.
const AGENT: &str = "souk";

/// Envelopes that wait for their delivery, and where they go.
pub(super) struct Outbox {
    url: String,
    headers: HeaderMap,
    http: OnceLock<reqwest::Client>,
    waiting: Mutex<Vec<Envelope>>,
    rests_until: Mutex<Option<Timestamp>>,
}

impl Outbox {
    /// An outbox to the project of `dsn`.
    pub(super) fn to(dsn: &Dsn) -> Option<Self> {
        let mut key = HeaderValue::from_str(&dsn.to_auth(Some(AGENT)).to_string()).ok()?;
        key.set_sensitive(true);
        let headers = HeaderMap::from_iter([
            (HeaderName::from_static("x-sentry-auth"), key),
            (header::CONTENT_TYPE, HeaderValue::from_static("application/x-sentry-envelope")),
        ]);
        Some(Self {
            url: dsn.envelope_api_url().to_string(),
            headers,
            http: OnceLock::new(),
            waiting: Mutex::default(),
            rests_until: Mutex::default(),
        })
    }

    /// Whether Sentry is left alone at `now`.
    pub(super) fn rests(&self, now: Timestamp) -> bool {
        self.rests_until.lock().unwrap_or_else(PoisonError::into_inner).is_some_and(|until| now < until)
    }

    /// Sends everything that waits.
    pub(super) async fn deliver(&self, now: Timestamp) {
        let waiting = std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        if waiting.is_empty() || self.rests(now) {
            return;
        }
        let rests = join_all(waiting.iter().map(|envelope| self.send(envelope))).await;
        if let Some(seconds) = rests.into_iter().flatten().max() {
            tracing::warn!("Sentry did not take a fault, and is left alone for {seconds} s");
            let until = after(now, seconds);
            *self.rests_until.lock().unwrap_or_else(PoisonError::into_inner) = Some(until);
        }
    }

    /// Sends one envelope; for how many seconds to send no other, if it was not taken.
    async fn send(&self, envelope: &Envelope) -> Option<i64> {
        let mut body = Vec::new();
        // An event that cannot be written is ours to mend, not Sentry's to rest for.
        envelope.to_writer(&mut body).ok()?;
        let Some(http) = self.http() else { return Some(REST) };
        let Ok(answer) = http.post(&self.url).body(body).send().await else { return Some(REST) };
        match answer.status() {
            StatusCode::TOO_MANY_REQUESTS => {
                let named =
                    answer.headers().get(header::RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
                Some(named.unwrap_or(REST).clamp(1, LONGEST_REST))
            }
            status if status.is_success() => None,
            _ => Some(REST),
        }
    }

    fn http(&self) -> Option<&reqwest::Client> {
        if let Some(client) = self.http.get() {
            return Some(client);
        }
        let client = client(&self.url, self.headers.clone(), PATIENCE).ok()?;
        Some(self.http.get_or_init(|| client))
    }
}

/// The SDK's side: what it sends waits here.
impl Transport for Outbox {
    fn send_envelope(&self, envelope: Envelope) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() < MOST {
            waiting.push(envelope);
        }
    }

    fn flush(&self, _: Duration) -> bool {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }
}
