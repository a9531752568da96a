//! What calls a function besides HTTP: queues, streams and schedules.

use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

use super::fault::TemplateFault;
use super::property;
use crate::pattern::Pattern;

/// A queue as the source of a function's events.
#[derive(Clone, Debug)]
pub struct QueueSource {
    /// The ARN of the queue.
    pub queue_arn: String,
    /// At most so many messages come in one event.
    pub batch_size: usize,
    /// Whether the function reports which messages of a batch failed; otherwise a batch fails whole.
    pub reports_failures: bool,
    /// Which messages are delivered; the others are deleted.
    pub filters: Vec<Pattern>,
    /// At most so many batches are worked on at a time.
    pub concurrency: usize,
}

/// A table's stream as the source of a function's events.
#[derive(Clone, Debug)]
pub struct StreamSource {
    /// The ARN of the stream.
    pub stream_arn: String,
    /// At most so many records come in one event.
    pub batch_size: usize,
    /// Where reading starts the first time.
    pub starting_position: StartingPosition,
    /// Which records are delivered: any of these matches; all if there are none.
    pub filters: Vec<Pattern>,
    /// How often a failed batch is tried again; `None` is without end.
    pub retries: Option<u32>,
    /// Whether a failed batch is halved before it is tried again.
    pub bisects: bool,
    /// Whether the function reports the first record that failed.
    pub reports_failures: bool,
    /// Where a note goes about records given up on.
    pub on_failure: Option<OnFailure>,
}

/// Where reading a stream starts the first time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StartingPosition {
    /// At the oldest record kept.
    TrimHorizon,
    /// After the newest record.
    Latest,
}

/// Where a note goes about records given up on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OnFailure {
    /// The ARN of a queue.
    Queue(String),
    /// The ARN of a topic.
    Topic(String),
}

/// A schedule that calls a function.
#[derive(Clone, Debug)]
pub struct ScheduleSource {
    /// Its name: the one it is given, or `<function>-<event>`.
    pub name: String,
    /// When it is due.
    pub rate: Rate,
    /// The event it sends; without one, the event that `EventBridge` makes.
    pub input: Option<Value>,
    /// Whether it runs from the start.
    pub enabled: bool,
}

/// When a schedule is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rate {
    /// Again and again after this time.
    Every(Duration),
    /// By a calendar expression, `cron(…)` or `at(…)`; locally it runs only when told to.
    Calendar(String),
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct SourceProperties {
    queue: Option<String>,
    stream: Option<String>,
    #[serde(default, deserialize_with = "property::number")]
    batch_size: Option<i64>,
    #[serde(default, deserialize_with = "property::flag")]
    enabled: Option<bool>,
    #[serde(default)]
    function_response_types: Vec<String>,
    filter_criteria: Option<FilterCriteria>,
    scaling_config: Option<ScalingConfig>,
    starting_position: Option<String>,
    #[serde(default, deserialize_with = "property::number")]
    maximum_retry_attempts: Option<i64>,
    #[serde(default, deserialize_with = "property::flag")]
    bisect_batch_on_function_error: Option<bool>,
    destination_config: Option<DestinationConfig>,
}

impl SourceProperties {
    fn reports_failures(&self) -> bool {
        self.function_response_types.iter().any(|kind| kind == "ReportBatchItemFailures")
    }

    fn batch_size(&self, default: u32, at: &str) -> Result<usize, TemplateFault> {
        let size = property::unsigned(self.batch_size, default, at)?.max(1);
        usize::try_from(size).map_err(|error| TemplateFault::malformed(at, error))
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct FilterCriteria {
    #[serde(default)]
    filters: Vec<Filter>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Filter {
    pattern: Value,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ScalingConfig {
    #[serde(default, deserialize_with = "property::number")]
    maximum_concurrency: Option<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DestinationConfig {
    on_failure: Option<Destination>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Destination {
    destination: String,
}

fn filters(criteria: Option<FilterCriteria>, at: &str) -> Result<Vec<Pattern>, TemplateFault> {
    let mut patterns = Vec::new();
    for filter in criteria.map(|criteria| criteria.filters).unwrap_or_default() {
        let pattern = property::document(filter.pattern, at)?;
        patterns.push(Pattern::parse(&pattern).map_err(|error| TemplateFault::malformed(at, error))?);
    }
    Ok(patterns)
}

/// Batches of one queue that are worked on at a time, where the template does not say.
const CONCURRENCY: u32 = 4;

pub(super) fn queue(properties: SourceProperties, at: &str) -> Result<Option<QueueSource>, TemplateFault> {
    if properties.enabled == Some(false) {
        return Ok(None);
    }
    let concurrency = properties.scaling_config.as_ref().and_then(|scaling| scaling.maximum_concurrency);
    let concurrency = property::unsigned(concurrency, CONCURRENCY, at)?.clamp(1, CONCURRENCY);
    Ok(Some(QueueSource {
        batch_size: properties.batch_size(10, at)?,
        reports_failures: properties.reports_failures(),
        queue_arn: properties.queue.ok_or_else(|| TemplateFault::malformed(at, "a Queue is missing"))?,
        filters: filters(properties.filter_criteria, at)?,
        concurrency: usize::try_from(concurrency).map_err(|error| TemplateFault::malformed(at, error))?,
    }))
}

pub(super) fn stream(properties: SourceProperties, at: &str) -> Result<Option<StreamSource>, TemplateFault> {
    if properties.enabled == Some(false) {
        return Ok(None);
    }
    let destination = properties.destination_config.as_ref().and_then(|config| config.on_failure.as_ref());
    let on_failure = match destination.map(|failure| failure.destination.as_str()) {
        None => None,
        Some(arn) if arn.starts_with("arn:aws:sqs:") => Some(OnFailure::Queue(arn.to_owned())),
        Some(arn) if arn.starts_with("arn:aws:sns:") => Some(OnFailure::Topic(arn.to_owned())),
        Some(other) => return Err(TemplateFault::unsupported(at, format!("the destination {other}"))),
    };
    let starting_position = match properties.starting_position.as_deref() {
        Some("TRIM_HORIZON") => StartingPosition::TrimHorizon,
        Some("LATEST") => StartingPosition::Latest,
        other => return Err(TemplateFault::unsupported(at, format!("the starting position {other:?}"))),
    };
    Ok(Some(StreamSource {
        batch_size: properties.batch_size(100, at)?,
        reports_failures: properties.reports_failures(),
        stream_arn: properties.stream.ok_or_else(|| TemplateFault::malformed(at, "a Stream is missing"))?,
        starting_position,
        filters: filters(properties.filter_criteria, at)?,
        retries: properties.maximum_retry_attempts.and_then(|attempts| u32::try_from(attempts).ok()),
        bisects: properties.bisect_batch_on_function_error.unwrap_or(false),
        on_failure,
    }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ScheduleProperties {
    #[serde(alias = "ScheduleExpression")]
    schedule: String,
    name: Option<String>,
    input: Option<Value>,
    #[serde(default, deserialize_with = "property::flag")]
    enabled: Option<bool>,
    state: Option<String>,
}

pub(super) fn schedule(
    properties: ScheduleProperties,
    default: String,
    at: &str,
) -> Result<ScheduleSource, TemplateFault> {
    Ok(ScheduleSource {
        name: properties.name.unwrap_or(default),
        rate: Rate::parse(&properties.schedule)
            .ok_or_else(|| TemplateFault::malformed(at, format!("{:?} is no schedule", properties.schedule)))?,
        input: properties.input.map(|input| property::document(input, at)).transpose()?,
        enabled: properties.enabled.unwrap_or(true) && properties.state.as_deref() != Some("DISABLED"),
    })
}

impl Rate {
    /// Reads a schedule expression; `None` if it is not one.
    pub fn parse(expression: &str) -> Option<Self> {
        let (kind, argument) = expression.trim().strip_suffix(')')?.split_once('(')?;
        if kind != "rate" {
            return matches!(kind, "cron" | "at").then(|| Self::Calendar(expression.trim().to_owned()));
        }
        let (count, unit) = argument.trim().split_once(' ')?;
        let count: u64 = count.parse().ok().filter(|count| *count > 0)?;
        let seconds = match unit.trim() {
            "minute" | "minutes" => 60,
            "hour" | "hours" => 60 * 60,
            "day" | "days" => 24 * 60 * 60,
            _ => return None,
        };
        Some(Self::Every(Duration::from_secs(count.checked_mul(seconds)?)))
    }
}
