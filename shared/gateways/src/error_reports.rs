//! Where our own faults are told to those who mend them: Sentry, through its SDK (<https://docs.sentry.io/platforms/rust/>).
//!
//! The SDK's client is a value here: its global hub, its integrations and its thread are not used. Lambda freezes a process
//! between invocations, so an event that is captured waits in an outbox until the invocation delivers it, before it ends.
//! What an event may hold is on a list (`allowed.rs`); the words of a fault are scrubbed as well (`scrub.rs`).

mod allowed;
mod outbox;
mod scrub;

use std::borrow::Cow;
use std::sync::Arc;
use std::time::SystemTime;

use kernel::time::Timestamp;
use sentry::protocol::{Event, Exception, Map};
use sentry::types::Dsn;
use sentry::{Client, ClientOptions};

use crate::error_reports::outbox::Outbox;

/// Where a fault showed itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A request that was answered with 500.
    Request,
    /// Code that gave up.
    Panic,
    /// A queued message that will be delivered again.
    Message,
    /// A record of a stream that will be delivered again.
    Record,
    /// A task of a schedule or of a person.
    Task,
    /// An event that the function does not know.
    Event,
}

impl Origin {
    fn as_str(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Panic => "panic",
            Self::Message => "message",
            Self::Record => "record",
            Self::Task => "task",
            Self::Event => "event",
        }
    }
}

/// One fault of ours.
#[derive(Clone, Copy, Debug)]
pub struct ErrorReport<'a> {
    /// Where it showed itself.
    pub origin: Origin,
    /// Its stable code.
    pub code: &'a str,
    /// It and its causes, in words; what could be anybody's is taken out.
    pub words: &'a str,
    /// Method and route, queue or task; never a path that somebody asked for.
    pub place: &'a str,
    /// The function, and the part that it plays.
    pub function: &'a str,
    /// `http` or `worker`.
    pub role: &'a str,
    /// Under what else it is found in the log, by name; names that are not on the list are left out.
    pub traces: &'a [(&'static str, &'a str)],
    /// When it happened.
    pub at: Timestamp,
}

/// The way to Sentry; clones share one outbox.
#[derive(Clone)]
pub struct ErrorReports {
    client: Arc<Client>,
    outbox: Arc<Outbox>,
}

/// Text that names no project of Sentry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be like https://<key>@<host>/<project>")]
pub struct MalformedDsn;

impl ErrorReports {
    /// The way to the project that `dsn` names, for the release `build`.
    pub fn new(dsn: &str, build: &str) -> Result<Self, MalformedDsn> {
        let dsn: Dsn = dsn.parse().map_err(|_| MalformedDsn)?;
        let outbox = Arc::new(Outbox::to(&dsn).ok_or(MalformedDsn)?);
        let mut options = ClientOptions::new();
        options.dsn = Some(dsn);
        options.release = Some(Cow::Owned(build.to_owned()));
        options.default_integrations = false;
        options.max_breadcrumbs = 0;
        options.before_send = Some(Arc::new(|event| Some(allowed::allowed(event))));
        options.transport = Some(Arc::new(outbox.clone()));
        Ok(Self { client: Arc::new(Client::with_options(options)), outbox })
    }

    /// Takes a fault down; it is told at the next delivery.
    pub fn note(&self, report: &ErrorReport<'_>) {
        if self.outbox.rests(report.at) {
            return;
        }
        let mut tags: Map<String, String> =
            report.traces.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        for (name, value) in [
            ("origin", report.origin.as_str()),
            ("code", report.code),
            ("place", report.place),
            ("function", report.function),
            ("role", report.role),
        ] {
            tags.insert(name.to_owned(), value.to_owned());
        }
        let fault = Exception {
            ty: report.code.to_owned(),
            value: Some(report.words.to_owned()),
            module: Some(report.function.to_owned()),
            ..Exception::default()
        };
        // The same fault at the same place is one issue, whatever it was about this time.
        let fingerprint = [report.origin.as_str(), report.code, report.function, report.place];
        let event = Event {
            fingerprint: Cow::Owned(fingerprint.iter().map(|part| Cow::Owned((*part).to_owned())).collect()),
            transaction: Some(report.place.to_owned()),
            timestamp: SystemTime::from(report.at),
            exception: vec![fault].into(),
            tags,
            ..Event::default()
        };
        self.client.capture_event(event, None);
    }

    /// Sends what was noted, within two seconds; a Sentry that does not take it is left alone for a while.
    pub async fn deliver(&self, now: Timestamp) {
        self.outbox.deliver(now).await;
    }
}

impl std::fmt::Debug for ErrorReports {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FaultReports")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dsn_names_a_project() {
        assert!(ErrorReports::new("https://public@sentry.example.com/7", "dev").is_ok());
        for wrong in
            ["", "sentry.example.com", "https://sentry.example.com/7", "https://public@sentry.example.com/", "x"]
        {
            assert_eq!(ErrorReports::new(wrong, "dev").err(), Some(MalformedDsn), "{wrong}");
        }
    }
}
