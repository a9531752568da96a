//! Topics, queues and subscriptions of the template.

use serde::Deserialize;
use serde_json::Value;

use super::fault::TemplateFault;
use super::intrinsics::{Scope, arn};
use super::property;
use crate::pattern::Pattern;

/// An SNS topic.
#[derive(Clone, Debug)]
pub struct TopicSpec {
    /// The name of the topic.
    pub name: String,
    /// The ARN that publishers use.
    pub arn: String,
}

/// An SQS queue.
#[derive(Clone, Debug)]
pub struct QueueSpec {
    /// The name of the queue.
    pub name: String,
    /// The ARN that sources and subscriptions use.
    pub arn: String,
    /// Seconds for which a received message stays hidden from other receivers.
    pub visibility_seconds: u32,
    /// Seconds for which a message is kept.
    pub retention_seconds: u32,
    /// Seconds for which a new message stays hidden.
    pub delay_seconds: u32,
    /// Where messages go that are received too often.
    pub redrive: Option<Redrive>,
}

/// Where messages go that are received too often.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redrive {
    /// The ARN of the dead-letter queue.
    pub target_arn: String,
    /// How often a message may be received before it goes there.
    pub max_receive_count: u32,
}

/// One queue's subscription to one topic.
#[derive(Clone, Debug)]
pub struct SubscriptionSpec {
    /// The ARN of the topic.
    pub topic_arn: String,
    /// The ARN of the queue.
    pub queue_arn: String,
    /// What a message must look like to be delivered; everything is if there is none.
    pub filter: Option<Pattern>,
    /// What the filter looks at.
    pub scope: FilterScope,
    /// Whether the queue gets the bare message instead of the notification around it.
    pub raw: bool,
}

/// What a filter policy looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FilterScope {
    /// The attributes of the message.
    Attributes,
    /// The message itself, read as JSON.
    Body,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct QueueProperties {
    #[serde(default, deserialize_with = "property::number")]
    visibility_timeout: Option<i64>,
    #[serde(default, deserialize_with = "property::number")]
    message_retention_period: Option<i64>,
    #[serde(default, deserialize_with = "property::number")]
    delay_seconds: Option<i64>,
    #[serde(default, deserialize_with = "property::flag")]
    fifo_queue: Option<bool>,
    redrive_policy: Option<Value>,
}

#[derive(Deserialize)]
struct RedriveProperties {
    #[serde(rename = "deadLetterTargetArn")]
    target_arn: String,
    #[serde(rename = "maxReceiveCount", deserialize_with = "property::number")]
    max_receive_count: Option<i64>,
}

impl QueueSpec {
    pub(super) fn read(scope: &Scope<'_>, logical: &str, properties: &Value, at: &str) -> Result<Self, TemplateFault> {
        let name = scope.name_of(logical, at, 0)?;
        let read: QueueProperties = property::read(scope, properties, at)?;
        if read.fifo_queue == Some(true) {
            return Err(TemplateFault::unsupported(at, "a FIFO queue"));
        }
        let redrive = read.redrive_policy.map(|policy| redrive(policy, &format!("{at}.RedrivePolicy"))).transpose()?;
        Ok(Self {
            arn: arn("sqs", &name),
            name,
            visibility_seconds: property::unsigned(read.visibility_timeout, 30, at)?,
            retention_seconds: property::unsigned(read.message_retention_period, 4 * 24 * 60 * 60, at)?,
            delay_seconds: property::unsigned(read.delay_seconds, 0, at)?,
            redrive,
        })
    }
}

fn redrive(policy: Value, at: &str) -> Result<Redrive, TemplateFault> {
    let read: RedriveProperties =
        serde_json::from_value(property::document(policy, at)?).map_err(|error| TemplateFault::malformed(at, error))?;
    Ok(Redrive { target_arn: read.target_arn, max_receive_count: property::unsigned(read.max_receive_count, 10, at)? })
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SubscriptionProperties {
    #[serde(default)]
    topic_arn: String,
    protocol: String,
    endpoint: String,
    filter_policy: Option<Value>,
    filter_policy_scope: Option<String>,
    #[serde(default, deserialize_with = "property::flag")]
    raw_message_delivery: Option<bool>,
}

impl SubscriptionSpec {
    pub(super) fn read(scope: &Scope<'_>, properties: &Value, at: &str) -> Result<Self, TemplateFault> {
        let read: SubscriptionProperties = property::read(scope, properties, at)?;
        if read.protocol != "sqs" {
            return Err(TemplateFault::unsupported(at, format!("a subscription by {}", read.protocol)));
        }
        let filter = match read.filter_policy {
            Some(policy) => {
                let at = format!("{at}.FilterPolicy");
                let policy = property::document(policy, &at)?;
                Some(Pattern::parse(&policy).map_err(|error| TemplateFault::malformed(&at, error))?)
            }
            None => None,
        };
        let scope = match read.filter_policy_scope.as_deref() {
            None | Some("MessageAttributes") => FilterScope::Attributes,
            Some("MessageBody") => FilterScope::Body,
            Some(other) => return Err(TemplateFault::unsupported(at, format!("the filter policy scope {other}"))),
        };
        Ok(Self {
            topic_arn: read.topic_arn,
            queue_arn: read.endpoint,
            filter,
            scope,
            raw: read.raw_message_delivery.unwrap_or(false),
        })
    }
}

/// A topic, with the subscriptions written inside it.
pub(super) fn topic(
    scope: &Scope<'_>,
    logical: &str,
    properties: &Value,
    at: &str,
) -> Result<(TopicSpec, Vec<SubscriptionSpec>), TemplateFault> {
    let name = scope.name_of(logical, at, 0)?;
    let topic = TopicSpec { arn: arn("sns", &name), name };
    let inline = properties.get("Subscription").and_then(Value::as_array).cloned().unwrap_or_default();
    let mut subscriptions = Vec::new();
    for (position, subscription) in inline.iter().enumerate() {
        let mut read = SubscriptionSpec::read(scope, subscription, &format!("{at}.Subscription[{position}]"))?;
        read.topic_arn.clone_from(&topic.arn);
        subscriptions.push(read);
    }
    Ok((topic, subscriptions))
}
