//! Reading events out of what Lambda hands over.

use aws_lambda_events::event::dynamodb::EventRecord;
use serde::Deserialize;
use table::event::Envelope;

/// A record that is no event of ours.
#[derive(Debug, thiserror::Error)]
#[error("not an event: {0}")]
pub struct UnreadableRecord(String);

/// The notification that SNS wraps around a message on its way to a queue.
#[derive(Deserialize)]
struct Notification {
    #[serde(rename = "Message")]
    message: String,
}

/// The event in the body of a queued message: an envelope inside an SNS notification.
pub fn from_queue(body: &str) -> Result<Envelope, UnreadableRecord> {
    let unreadable = |error: serde_json::Error| UnreadableRecord(error.to_string());
    let notification: Notification = serde_json::from_str(body).map_err(unreadable)?;
    serde_json::from_str(&notification.message).map_err(unreadable)
}

/// The kept event that a stream record inserted; `None` if the record is about something else.
pub fn from_stream(record: &EventRecord) -> Result<Option<Envelope>, UnreadableRecord> {
    let is_event = record.event_name == "INSERT" && image_text(record, "et") == Some("Event");
    if !is_event {
        return Ok(None);
    }
    serde_dynamo::from_item(record.change.new_image.clone())
        .map(Some)
        .map_err(|error| UnreadableRecord(error.to_string()))
}

fn image_text<'a>(record: &'a EventRecord, name: &str) -> Option<&'a str> {
    match record.change.new_image.get(name) {
        Some(serde_dynamo::AttributeValue::S(text)) => Some(text),
        _ => None,
    }
}
