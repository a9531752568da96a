//! One message of a queue.

use std::collections::BTreeMap;

use kernel::time::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::template::REGION;

/// A message attribute, as SNS and SQS carry it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribute {
    /// `String`, `Number`, `Binary` or a type derived from one.
    pub data_type: String,
    /// The value; binary ones in base64.
    pub value: String,
}

/// The attributes of a message by name.
pub type Attributes = BTreeMap<String, Attribute>;

/// A message of a queue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// The id given when it was sent; it stays the same however often the message is delivered.
    pub id: String,
    /// The body.
    pub body: String,
    /// The attributes that the sender set.
    pub attributes: Attributes,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// When it was first received.
    pub first_received_at: Option<Timestamp>,
    /// How often it was received.
    pub receive_count: u32,
    /// Until when it is hidden.
    pub visible_at: Timestamp,
    /// The receipt of the last time it was received.
    pub receipt: Option<String>,
    /// The ARN of the queue it was dead-lettered from.
    pub buried_from: Option<String>,
    /// Whether this is the second delivery of a message that is delivered twice.
    pub repeated: bool,
}

impl Message {
    pub(super) fn new(
        id: String,
        body: String,
        attributes: Attributes,
        sent_at: Timestamp,
        visible_at: Timestamp,
    ) -> Self {
        Self {
            id,
            body,
            attributes,
            sent_at,
            first_received_at: None,
            receive_count: 0,
            visible_at,
            receipt: None,
            buried_from: None,
            repeated: false,
        }
    }

    /// Marks the message as received now, hidden until `visible_at`.
    pub(super) fn receive(&mut self, receipt: String, now: Timestamp, visible_at: Timestamp) {
        self.receive_count = self.receive_count.saturating_add(1);
        self.first_received_at.get_or_insert(now);
        self.receipt = Some(receipt);
        self.visible_at = visible_at;
    }

    /// Readies the message for a dead-letter queue; its age counts on, as in SQS.
    pub(super) fn bury(&mut self, source_arn: &str, now: Timestamp) {
        self.buried_from = Some(source_arn.to_owned());
        self.visible_at = now;
        self.receipt = None;
    }

    /// Readies the message for the queue it came from, which it answers.
    pub(super) fn revive(&mut self, now: Timestamp) -> Option<String> {
        let source = self.buried_from.take()?;
        (self.sent_at, self.visible_at) = (now, now);
        (self.receive_count, self.first_received_at) = (0, None);
        Some(source)
    }

    /// The message as a record of the event that Lambda hands to a function.
    pub fn record(&self, queue_arn: &str) -> Value {
        let attributes: Map<String, Value> =
            self.attributes.iter().map(|(name, attribute)| (name.clone(), attribute.record())).collect();
        json!({
            "messageId": self.id,
            "receiptHandle": self.receipt.clone().unwrap_or_default(),
            "body": self.body,
            "attributes": {
                "ApproximateReceiveCount": self.receive_count.to_string(),
                "SentTimestamp": self.sent_at.as_millisecond().to_string(),
                "SenderId": "AIDALOCAL",
                "ApproximateFirstReceiveTimestamp":
                    self.first_received_at.unwrap_or(self.sent_at).as_millisecond().to_string(),
            },
            "messageAttributes": attributes,
            "md5OfBody": format!("{:x}", md5::compute(&self.body)),
            "eventSource": "aws:sqs",
            "eventSourceARN": queue_arn,
            "awsRegion": REGION,
        })
    }
}

impl Attribute {
    /// Whether the value is bytes.
    pub fn is_binary(&self) -> bool {
        self.data_type.starts_with("Binary")
    }

    fn record(&self) -> Value {
        let field = if self.is_binary() { "binaryValue" } else { "stringValue" };
        json!({ field: self.value, "stringListValues": [], "binaryListValues": [], "dataType": self.data_type })
    }
}
