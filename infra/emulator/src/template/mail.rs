//! Configuration sets of SES: where it tells what became of a mail.

use serde::Deserialize;
use serde_json::Value;

use super::fault::TemplateFault;
use super::intrinsics::Scope;
use super::property;

/// What became of a mail that somebody is told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeedbackKind {
    /// It came back.
    Bounce,
    /// Its reader called it spam.
    Complaint,
}

impl FeedbackKind {
    /// The name in the template.
    fn of(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "bounce" => Some(Self::Bounce),
            "complaint" => Some(Self::Complaint),
            _ => None,
        }
    }
}

/// A topic that is told what became of the mails of one configuration set.
#[derive(Clone, Debug)]
pub struct FeedbackSpec {
    /// The name of the configuration set.
    pub configuration_set: String,
    /// The ARN of the topic.
    pub topic_arn: String,
    /// What it is told of.
    pub kinds: Vec<FeedbackKind>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DestinationProperties {
    configuration_set_name: String,
    event_destination: Destination,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Destination {
    #[serde(default, deserialize_with = "property::flag")]
    enabled: Option<bool>,
    matching_event_types: Vec<String>,
    #[serde(rename = "SnsDestination")]
    topic: Option<SnsDestination>,
}

#[derive(Deserialize)]
struct SnsDestination {
    #[serde(rename = "TopicARN")]
    topic_arn: String,
}

/// An event destination; one that is switched off tells nobody anything.
pub(super) fn destination(
    scope: &Scope<'_>,
    properties: &Value,
    at: &str,
) -> Result<Option<FeedbackSpec>, TemplateFault> {
    let read: DestinationProperties = property::read(scope, properties, at)?;
    let Some(sns) = read.event_destination.topic else {
        return Err(TemplateFault::unsupported(at, "an event destination that is no topic"));
    };
    let named = read.event_destination.matching_event_types.iter();
    let kinds: Option<Vec<FeedbackKind>> = named.map(|name| FeedbackKind::of(name)).collect();
    let kinds = kinds.ok_or_else(|| TemplateFault::unsupported(at, "events other than bounces and complaints"))?;
    let spec = FeedbackSpec { configuration_set: read.configuration_set_name, topic_arn: sns.topic_arn, kinds };
    Ok((read.event_destination.enabled == Some(true)).then_some(spec))
}
