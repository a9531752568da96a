//! Topics with SNS's semantics: what is published reaches every subscribed queue whose filter lets it pass.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use kernel::id::IdSource;
use kernel::time::Clock;
use serde_json::{Map, Value, json};

use crate::clock::LocalClock;
use crate::iam::Authority;
use crate::queue::{Attribute, Attributes, Queues, uuid};
use crate::template::{FilterScope, SubscriptionSpec, TopicSpec};

/// There is no topic with that ARN.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no topic {0:?}")]
pub struct NoSuchTopic(pub String);

/// What a publisher sends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Publication {
    /// The message.
    pub message: String,
    /// The subject, if it has one.
    pub subject: Option<String>,
    /// The attributes that filters look at.
    pub attributes: Attributes,
}

/// All topics of a stack.
pub struct Topics {
    subscriptions: BTreeMap<String, Vec<Subscribed>>,
    queues: Arc<Queues>,
    clock: Arc<LocalClock>,
    ids: Arc<dyn IdSource>,
    deliveries: AtomicU64,
}

/// A subscription, and whether its queue lets the topic in.
struct Subscribed {
    spec: SubscriptionSpec,
    admitted: bool,
}

impl Topics {
    /// The topics of a template with their subscriptions, each as far as its queue lets the topic in.
    pub fn new(
        topics: &[TopicSpec],
        subscriptions: &[SubscriptionSpec],
        authority: &Authority,
        queues: Arc<Queues>,
        clock: Arc<LocalClock>,
        ids: Arc<dyn IdSource>,
    ) -> Self {
        let mut by_topic: BTreeMap<String, Vec<Subscribed>> =
            topics.iter().map(|topic| (topic.arn.clone(), Vec::new())).collect();
        for subscription in subscriptions {
            let admitted = authority.admits(&subscription.queue_arn, &subscription.topic_arn);
            let subscribed = Subscribed { spec: subscription.clone(), admitted };
            by_topic.entry(subscription.topic_arn.clone()).or_default().push(subscribed);
        }
        Self { subscriptions: by_topic, queues, clock, ids, deliveries: AtomicU64::new(0) }
    }

    /// How many messages have gone into queues.
    pub fn deliveries(&self) -> u64 {
        self.deliveries.load(Ordering::Relaxed)
    }

    /// Whether there is such a topic.
    pub fn exists(&self, arn: &str) -> bool {
        self.subscriptions.contains_key(arn)
    }

    /// Delivers to every subscription that wants it, and answers the message's id.
    pub fn publish(&self, arn: &str, publication: &Publication) -> Result<String, NoSuchTopic> {
        let subscriptions = self.subscriptions.get(arn).ok_or_else(|| NoSuchTopic(arn.to_owned()))?;
        let now = self.clock.now();
        let id = uuid(self.ids.as_ref(), now);
        for Subscribed { spec: subscription, admitted } in
            subscriptions.iter().filter(|subscribed| wants(&subscribed.spec, publication))
        {
            if !admitted {
                // SNS counts it as NumberOfNotificationsFailed; the publisher never hears of it.
                tracing::warn!(
                    topic.arn = arn,
                    queue.name = subscription.queue_arn,
                    "the policy of a queue keeps a topic out"
                );
                continue;
            }
            let (body, attributes) = if subscription.raw {
                (publication.message.clone(), publication.attributes.clone())
            } else {
                (envelope(arn, &id, now, publication).to_string(), Attributes::new())
            };
            match self.queues.send(&subscription.queue_arn, body, attributes, None) {
                Ok(_) => drop(self.deliveries.fetch_add(1, Ordering::Relaxed)),
                Err(fault) => tracing::error!(error = %fault, topic.arn = arn, "a subscription leads nowhere"),
            }
        }
        Ok(id)
    }
}

fn wants(subscription: &SubscriptionSpec, publication: &Publication) -> bool {
    let Some(filter) = &subscription.filter else { return true };
    match subscription.scope {
        FilterScope::Attributes => {
            let attributes: Map<String, Value> =
                publication.attributes.iter().map(|(name, attribute)| (name.clone(), filterable(attribute))).collect();
            filter.matches(Some(&Value::Object(attributes)))
        }
        FilterScope::Body => {
            serde_json::from_str(&publication.message).is_ok_and(|body: Value| filter.matches(Some(&body)))
        }
    }
}

/// An attribute as filters see it: numbers and lists are JSON inside a text.
fn filterable(attribute: &Attribute) -> Value {
    let text = || Value::String(attribute.value.clone());
    match attribute.data_type.as_str() {
        "String.Array" | "Number" => serde_json::from_str(&attribute.value).unwrap_or_else(|_| text()),
        _ => text(),
    }
}

/// The notification that a queue gets when delivery is not raw.
fn envelope(arn: &str, id: &str, now: kernel::time::Timestamp, publication: &Publication) -> Value {
    let attributes: Map<String, Value> = publication
        .attributes
        .iter()
        .map(|(name, attribute)| (name.clone(), json!({ "Type": attribute.data_type, "Value": attribute.value })))
        .collect();
    let mut envelope = json!({
        "Type": "Notification",
        "MessageId": id,
        "TopicArn": arn,
        "Message": publication.message,
        "Timestamp": kernel::time::sortable(now),
        "SignatureVersion": "1",
        "Signature": "",
        "SigningCertURL": "https://sns.us-east-1.amazonaws.com/local.pem",
        "UnsubscribeURL": "https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe",
    });
    if let Some(fields) = envelope.as_object_mut() {
        if let Some(subject) = &publication.subject {
            fields.insert("Subject".to_owned(), Value::from(subject.clone()));
        }
        if !attributes.is_empty() {
            fields.insert("MessageAttributes".to_owned(), Value::Object(attributes));
        }
    }
    envelope
}
