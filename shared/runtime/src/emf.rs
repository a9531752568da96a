//! Metrics as log lines, in CloudWatch's embedded metric format: no agent, no call.
//!
//! A metric is a log event with a target of its own. In a Lambda binary it is written as the JSON from which CloudWatch
//! makes a metric; anywhere else it is an ordinary log line.
//! Format: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>.

use std::io::Write as _;

use kernel::time::Timestamp;
use serde_json::{Value, json};
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;

/// The target of every metric.
pub const TARGET: &str = "souk::metric";
/// The namespace in CloudWatch.
const NAMESPACE: &str = "Souk";
/// The one dimension: the function that measured.
const DIMENSION: &str = "FunctionName";

/// What a metric counts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Things.
    Count,
    /// Seconds.
    Seconds,
    /// Milliseconds.
    Milliseconds,
}

impl Unit {
    /// The name that CloudWatch knows.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Count => "Count",
            Self::Seconds => "Seconds",
            Self::Milliseconds => "Milliseconds",
        }
    }
}

/// Notes that `name` was `value` at the instant `at`.
pub fn put(name: &'static str, unit: Unit, value: i64, at: Timestamp) {
    let (unit, at_ms) = (unit.as_str(), at.as_millisecond());
    tracing::info!(target: TARGET, { metric.name = name, metric.unit = unit, metric.value = value, metric.at_ms = at_ms }, "{name} is {value}");
}

/// Writes metrics to the standard output, one line each.
pub(crate) struct Metrics {
    /// Which function measures.
    pub(crate) function: String,
}

impl<S: Subscriber> Layer<S> for Metrics {
    fn on_event(&self, event: &Event<'_>, _context: Context<'_, S>) {
        let mut reading = Reading::default();
        event.record(&mut reading);
        let line = format!("{}\n", reading.document(&self.function));
        // The output of a Lambda function is its log; where that is gone, there is nobody to tell.
        let _ = std::io::stdout().lock().write_all(line.as_bytes());
    }
}

/// One metric as it travels through the log.
#[derive(Debug, Default)]
struct Reading {
    name: String,
    unit: String,
    value: i64,
    at_ms: i64,
}

impl Reading {
    fn document(&self, function: &str) -> Value {
        let mut document = json!({
            "_aws": {
                "Timestamp": self.at_ms,
                "CloudWatchMetrics": [{
                    "Namespace": NAMESPACE,
                    "Dimensions": [[DIMENSION]],
                    "Metrics": [{ "Name": self.name, "Unit": self.unit }],
                }],
            },
        });
        if let Some(members) = document.as_object_mut() {
            members.insert(DIMENSION.to_owned(), Value::from(function));
            members.insert(self.name.clone(), Value::from(self.value));
        }
        document
    }
}

impl Visit for Reading {
    fn record_i64(&mut self, field: &Field, value: i64) {
        match field.name() {
            "metric.value" => self.value = value,
            "metric.at_ms" => self.at_ms = value,
            _ => {}
        }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "metric.name" => value.clone_into(&mut self.name),
            "metric.unit" => value.clone_into(&mut self.unit),
            _ => {}
        }
    }

    /// The message, which repeats name and value in words.
    fn record_debug(&mut self, _field: &Field, _value: &dyn std::fmt::Debug) {}
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use tracing_subscriber::layer::SubscriberExt as _;

    use super::*;

    /// Keeps what was measured.
    struct Keep(Arc<Mutex<Vec<Value>>>);

    impl<S: Subscriber> Layer<S> for Keep {
        fn on_event(&self, event: &Event<'_>, _context: Context<'_, S>) {
            let mut reading = Reading::default();
            event.record(&mut reading);
            self.0.lock().unwrap().push(reading.document("souk-relay-worker"));
        }
    }

    #[test]
    fn a_metric_is_the_json_that_cloudwatch_reads() {
        let kept = Arc::new(Mutex::new(Vec::new()));
        let subscriber = tracing_subscriber::registry().with(Keep(Arc::clone(&kept)));
        tracing::subscriber::with_default(subscriber, || {
            put("OldestUnpublishedSeconds", Unit::Seconds, 7, "2026-01-01T00:00:00Z".parse().unwrap());
        });
        let expected = json!({
            "_aws": {
                "Timestamp": 1_767_225_600_000_i64,
                "CloudWatchMetrics": [{
                    "Namespace": "Souk",
                    "Dimensions": [["FunctionName"]],
                    "Metrics": [{ "Name": "OldestUnpublishedSeconds", "Unit": "Seconds" }],
                }],
            },
            "FunctionName": "souk-relay-worker",
            "OldestUnpublishedSeconds": 7,
        });
        assert_eq!(*kept.lock().unwrap(), [expected]);
    }
}
