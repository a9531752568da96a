//! Metrics as log lines, in CloudWatch's embedded metric format: no agent, no call, one document an invocation.
//!
//! What is measured within the span of an invocation is kept there and written when the span ends. A Lambda binary alone
//! does that; anywhere else a measurement is an ordinary log event.
//! Format: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>.

use std::collections::BTreeMap;

use context::metric::{TARGET, Unit};
use serde_json::{Map, Value, json};
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id};
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

use crate::telemetry::INVOCATION;

/// The namespace in CloudWatch.
const NAMESPACE: &str = "Souk";
/// The one dimension: the function that measured. Each value of a dimension makes a metric of its own, which costs.
const DIMENSION: &str = "FunctionName";

/// Writes the metrics of each invocation.
pub(crate) struct Metrics {
    /// Which function measures.
    function: String,
    write: Box<dyn Fn(&str) + Send + Sync>,
}

/// What [`Metrics`] must see: measurements, and the spans that they are measured in.
pub(crate) fn targets() -> Targets {
    Targets::new().with_target(TARGET, LevelFilter::INFO).with_target(INVOCATION, LevelFilter::ERROR)
}

impl Metrics {
    /// Metrics of `function`, each document handed to `write`.
    pub(crate) fn new(function: String, write: impl Fn(&str) + Send + Sync + 'static) -> Self {
        Self { function, write: Box::new(write) }
    }

    /// Metrics of `function` on the standard output, which is the log of a Lambda function.
    pub(crate) fn to_stdout(function: String) -> Self {
        Self::new(function, crate::telemetry::to_stdout)
    }

    fn write(&self, readings: &Readings) {
        if !readings.0.is_empty() {
            (self.write)(&readings.document(&self.function).to_string());
        }
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Metrics {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        if attributes.metadata().target() == INVOCATION
            && let Some(span) = context.span(id)
        {
            span.extensions_mut().insert(Readings::default());
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut reading = Reading::default();
        event.record(&mut reading);
        for span in context.event_scope(event).into_iter().flatten() {
            if let Some(readings) = span.extensions_mut().get_mut::<Readings>() {
                return readings.add(reading);
            }
        }
        // Outside every invocation a measurement is a document of its own.
        let mut alone = Readings::default();
        alone.add(reading);
        self.write(&alone);
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        if let Some(span) = context.span(&id)
            && let Some(readings) = span.extensions_mut().remove::<Readings>()
        {
            self.write(&readings);
        }
    }
}

/// One measurement as it travels through the log.
#[derive(Debug, Default)]
struct Reading {
    name: String,
    unit: String,
    value: f64,
    at_ms: i64,
}

/// What was measured in one invocation, by name.
#[derive(Debug, Default)]
struct Readings(BTreeMap<String, Reading>);

impl Readings {
    fn add(&mut self, new: Reading) {
        match self.0.get_mut(&new.name) {
            Some(old) if old.unit == Unit::Count.as_str() => old.value += new.value,
            Some(old) => old.value = old.value.max(new.value),
            None => {
                self.0.insert(new.name.clone(), new);
            }
        }
    }

    fn document(&self, function: &str) -> Value {
        let at_ms = self.0.values().map(|reading| reading.at_ms).max();
        let names = self.0.values().map(|reading| json!({ "Name": reading.name, "Unit": reading.unit }));
        let about = json!({
            "Timestamp": at_ms,
            "CloudWatchMetrics": [{
                "Namespace": NAMESPACE,
                "Dimensions": [[DIMENSION]],
                "Metrics": names.collect::<Vec<_>>(),
            }],
        });
        let mut document = Map::from_iter([("_aws".to_owned(), about), (DIMENSION.to_owned(), Value::from(function))]);
        document.extend(self.0.values().map(|reading| (reading.name.clone(), Value::from(reading.value))));
        Value::Object(document)
    }
}

impl Visit for Reading {
    fn record_f64(&mut self, field: &Field, value: f64) {
        if field.name() == "metric.value" {
            self.value = value;
        }
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        if field.name() == "metric.at_ms" {
            self.at_ms = value;
        }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "metric.name" => value.clone_into(&mut self.name),
            "metric.unit" => value.clone_into(&mut self.unit),
            _ => {}
        }
    }

    fn record_debug(&mut self, _field: &Field, _value: &dyn std::fmt::Debug) {}
}

#[cfg(test)]
mod tests;
