//! One JSON object a line, flat: the fields of an event and of the spans around it.

use std::io::Write as _;

use kernel::time::Clock;
use serde_json::{Map, Value};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::{LookupSpan, Scope};

use crate::clock::SystemClock;
use crate::telemetry::Ours;

/// Writes events as lines.
pub struct Lines {
    ours: Ours,
    clock: Box<dyn Clock>,
    write: Box<dyn Fn(&str) + Send + Sync>,
}

/// What a span adds to each line within it.
#[derive(Default)]
struct Fields(Map<String, Value>);

impl Lines {
    /// Lines of `ours` with the time of `clock`, each handed to `write` without its end.
    pub fn new(ours: Ours, clock: impl Clock + 'static, write: impl Fn(&str) + Send + Sync + 'static) -> Self {
        Self { ours, clock: Box::new(clock), write: Box::new(write) }
    }

    /// Lines on the standard output, which is the log of a Lambda function.
    pub(crate) fn to_stdout(ours: Ours) -> Self {
        Self::new(ours, SystemClock, to_stdout)
    }
}

/// Writes a line; where the output is gone, there is nobody to tell.
pub(crate) fn to_stdout(line: &str) {
    let _ = std::io::stdout().lock().write_all(format!("{line}\n").as_bytes());
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Lines {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        // Spans of others have names of their own for what ours say.
        if let Some(span) = context.span(id).filter(|span| self.ours.made(span.metadata())) {
            let mut fields = Fields::default();
            attributes.record(&mut fields);
            span.extensions_mut().insert(fields);
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        if let Some(span) = context.span(id)
            && let Some(fields) = span.extensions_mut().get_mut::<Fields>()
        {
            values.record(fields);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut line = Fields::default();
        let metadata = event.metadata();
        line.put("timestamp", Value::from(self.clock.now().to_string()));
        line.put("level", Value::from(metadata.level().as_str()));
        line.put("target", Value::from(metadata.target()));
        for span in context.event_scope(event).into_iter().flat_map(Scope::from_root) {
            if let Some(Fields(fields)) = span.extensions().get::<Fields>() {
                line.0.extend(fields.iter().map(|(name, value)| (name.clone(), value.clone())));
            }
        }
        event.record(&mut line);
        (self.write)(&Value::Object(line.0).to_string());
    }
}

impl Fields {
    fn put(&mut self, name: &str, value: Value) {
        self.0.insert(name.to_owned(), value);
    }
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        self.put(field.name(), Value::from(format!("{value:?}")));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.put(field.name(), Value::from(value));
    }

    fn record_error(&mut self, field: &Field, value: &(dyn std::error::Error + 'static)) {
        self.put(field.name(), Value::from(value.to_string()));
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.put(field.name(), Value::from(value));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field.name(), Value::from(value));
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.put(field.name(), Value::from(value));
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.put(field.name(), Value::from(value));
    }
}
