//! Logs as JSON lines with the same field names everywhere, and metrics among them.
//!
//! A line is one object: when, how grave, from where, what in words, and the fields of [`fields::FIELDS`]: those of the event
//! and those of the invocation, the request and the message that it happened in. People are their ids, never their addresses.

pub mod fields;
mod line;

use std::sync::Arc;

use tracing::{Level, Metadata, Span};
use tracing_subscriber::filter::{FilterExt as _, LevelFilter, Targets, filter_fn};
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::emf;
use crate::function::Function;
pub use line::Lines;
pub(crate) use line::to_stdout;

/// The target of the span that an invocation is.
pub(crate) const INVOCATION: &str = "souk::invocation";
/// The crates that every function is made of.
pub const LAYERS: &[&str] =
    &["context", "domain", "events", "gateways", "kernel", "runtime", "souk", "store", "table", "web", "workflows"];

/// The crates that are ours. Those of others say no more than `info`, whatever is asked for: an HTTP client that tells
/// everything tells headers and bodies, and so what nobody may read in a log.
#[derive(Clone, Debug)]
pub struct Ours(Arc<[&'static str]>);

impl Ours {
    /// Those that every function is made of, and these areas.
    pub fn with(areas: &[&Function]) -> Self {
        Self(LAYERS.iter().copied().chain(areas.iter().map(|area| area.name)).collect())
    }

    /// Whether a span or an event comes from one of them.
    pub(crate) fn made(&self, metadata: &Metadata<'_>) -> bool {
        self.0.contains(&metadata.target().split("::").next().unwrap_or_default())
    }

    /// Whether a line may be written at all.
    pub fn may_tell(&self, metadata: &Metadata<'_>) -> bool {
        self.made(metadata) || *metadata.level() <= Level::INFO
    }
}

/// Starts the log of a process of `area` at the level that `LOG_LEVEL` names, `info` if none; the metrics of `function`, its
/// name on Lambda, are always written.
///
/// Levels of single targets may follow: `warn,table=debug`.
pub fn start(level: Option<&str>, area: &Function, function: &str) {
    let ours = Ours::with(&[area]);
    let levels: Option<Targets> = level.and_then(|text| text.parse().ok());
    // A metric is written as a metric, and not as a line of the log as well; what an invocation is called, always.
    let filter = levels
        .unwrap_or_else(|| Targets::new().with_default(LevelFilter::INFO))
        .with_target(INVOCATION, LevelFilter::ERROR)
        .with_target(context::metric::TARGET, LevelFilter::OFF);
    let told = ours.clone();
    let lines = Lines::to_stdout(ours).with_filter(filter.and(filter_fn(move |metadata| told.may_tell(metadata))));
    let metrics = emf::Metrics::to_stdout(function.to_owned()).with_filter(emf::targets());
    if tracing_subscriber::registry().with(lines).with(metrics).try_init().is_err() {
        tracing::debug!("the log was started before");
    }
}

/// The span of one invocation: which function, by Lambda's id and by X-Ray's, of which the root alone names the trace.
pub(crate) fn invocation(function: &str, request_id: &str, trace: Option<&str>) -> Span {
    let root = trace.and_then(trace_root);
    tracing::error_span!(target: INVOCATION, "invocation", function.name = function, aws.request_id = request_id, aws.trace_id = root)
}

/// The root of the trace that a tracing header names.
pub(crate) fn trace_root(header: &str) -> Option<&str> {
    header.split(';').find_map(|part| part.trim().strip_prefix("Root="))
}

#[cfg(test)]
mod tests;
