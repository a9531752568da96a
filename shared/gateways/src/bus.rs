//! The event bus: two SNS topics.

use aws_sdk_sns::Client;
use aws_sdk_sns::error::DisplayErrorContext;
use aws_sdk_sns::types::{MessageAttributeValue, PublishBatchRequestEntry};
use events::{Envelope, Topic};

use crate::fault::DeliveryFault;
use crate::lazy::Lazy;

/// The most messages of one batch (a limit of SNS).
const BATCH: usize = 10;

/// Publishes events to their topics.
#[derive(Clone)]
pub struct Bus {
    client: Lazy<Client>,
    orders: String,
    domain: String,
}

impl Bus {
    /// A bus over the topics with these ARNs.
    pub fn new(client: Lazy<Client>, orders: String, domain: String) -> Self {
        Self { client, orders, domain }
    }

    /// Publishes all, and tells which positions failed.
    pub async fn publish(&self, events: &[Envelope]) -> Vec<(usize, DeliveryFault)> {
        let mut failed = Vec::new();
        for topic in [Topic::Orders, Topic::Domain] {
            let mine: Vec<(usize, &Envelope)> =
                events.iter().enumerate().filter(|(_, event)| Topic::of(&event.kind) == topic).collect();
            for chunk in mine.chunks(BATCH) {
                failed.extend(self.publish_chunk(topic, chunk).await);
            }
        }
        failed
    }

    async fn publish_chunk(&self, topic: Topic, chunk: &[(usize, &Envelope)]) -> Vec<(usize, DeliveryFault)> {
        let entries: Result<Vec<_>, DeliveryFault> =
            chunk.iter().map(|(position, event)| entry(*position, event)).collect();
        let all = |detail: String| {
            chunk
                .iter()
                .map(|(position, _)| (*position, DeliveryFault::Unavailable { detail: detail.clone() }))
                .collect()
        };
        let entries = match entries {
            Ok(entries) => entries,
            Err(fault) => return all(fault.to_string()),
        };
        let arn = match topic {
            Topic::Orders => &self.orders,
            Topic::Domain => &self.domain,
        };
        match self.client.publish_batch().topic_arn(arn).set_publish_batch_request_entries(Some(entries)).send().await {
            Ok(answer) => answer
                .failed()
                .iter()
                .filter_map(|failure| {
                    let detail = failure.message().unwrap_or("not published").to_owned();
                    Some((failure.id().parse().ok()?, DeliveryFault::Unavailable { detail }))
                })
                .collect(),
            Err(error) => all(DisplayErrorContext(error).to_string()),
        }
    }
}

fn entry(position: usize, event: &Envelope) -> Result<PublishBatchRequestEntry, DeliveryFault> {
    let invalid = |detail: String| DeliveryFault::Invalid { detail };
    let attribute = |text: &str| {
        MessageAttributeValue::builder()
            .data_type("String")
            .string_value(text)
            .build()
            .map_err(|error| invalid(error.to_string()))
    };
    let message = serde_json::to_string(event).map_err(|error| invalid(error.to_string()))?;
    PublishBatchRequestEntry::builder()
        .id(position.to_string())
        .message(message)
        .message_attributes("kind", attribute(&event.kind)?)
        .message_attributes("aggregate", attribute(&event.aggregate.kind)?)
        .build()
        .map_err(|error| invalid(error.to_string()))
}
