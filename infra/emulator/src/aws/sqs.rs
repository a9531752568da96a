//! SQS: `SendMessage` and `SendMessageBatch` in the JSON 1.0 protocol
//! (<https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html>).

use std::collections::{BTreeMap, BTreeSet};

use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Denial, Endpoints, OutageKind, Service};
use crate::queue::{Attribute, Attributes};

/// The largest message or batch, in bytes.
const LARGEST_MESSAGE: usize = 1024 * 1024;
/// The most messages of one batch.
const LARGEST_BATCH: usize = 10;
/// The longest delay of one message.
const LONGEST_DELAY_SECONDS: u32 = 900;

const CONTENT_TYPE: &str = "application/x-amz-json-1.0";

/// A refusal: status, code and message.
struct Refusal(StatusCode, &'static str, String);

fn refused(code: &'static str, message: impl Into<String>) -> Refusal {
    Refusal(StatusCode::BAD_REQUEST, code, message.into())
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Send {
    queue_url: String,
    #[serde(flatten)]
    entry: Entry,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SendBatch {
    queue_url: String,
    #[serde(default)]
    entries: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Entry {
    #[serde(default)]
    id: String,
    message_body: String,
    delay_seconds: Option<u32>,
    #[serde(default)]
    message_attributes: BTreeMap<String, AttributeEntry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct AttributeEntry {
    data_type: String,
    string_value: Option<String>,
    binary_value: Option<String>,
}

pub(super) fn answer(endpoints: &Endpoints, target: &str, headers: &HeaderMap, body: &[u8]) -> Response {
    let outage = endpoints.outages.strike(Service::Sqs);
    let acted = match outage {
        None | Some(OutageKind::AnswerLost) => act(endpoints, target, headers, body),
        Some(OutageKind::Unavailable) => Err(failure()),
        Some(OutageKind::Throttled) => Err(refused("RequestThrottled", "Rate exceeded")),
        Some(OutageKind::Refused) => Err(refused("InvalidMessageContents", "refused on purpose")),
    };
    let acted = if outage.is_some() { acted.and_then(|_| Err(failure())) } else { acted };
    match acted {
        Ok(body) => super::json(StatusCode::OK, CONTENT_TYPE, &body),
        Err(refusal) => refuse(&refusal),
    }
}

/// A refusal in both of its names: the shape of the JSON protocol, and the code that the query protocol had for it,
/// which is what the SDKs still go by.
fn refuse(Refusal(status, code, message): &Refusal) -> Response {
    let body = json!({ "__type": format!("com.amazonaws.sqs#{code}"), "message": message });
    let mut response = super::json(*status, CONTENT_TYPE, &body);
    let code = match *code {
        "QueueDoesNotExist" => "AWS.SimpleQueueService.NonExistentQueue".to_owned(),
        code if code.contains("Batch") => format!("AWS.SimpleQueueService.{code}"),
        code => code.to_owned(),
    };
    let culprit = if status.is_server_error() { "Receiver" } else { "Sender" };
    if let Ok(value) = HeaderValue::from_str(&format!("{code};{culprit}")) {
        response.headers_mut().insert("x-amzn-query-error", value);
    }
    response
}

fn failure() -> Refusal {
    Refusal(StatusCode::INTERNAL_SERVER_ERROR, "InternalFailure", "failing on purpose".to_owned())
}

fn act(endpoints: &Endpoints, target: &str, headers: &HeaderMap, body: &[u8]) -> Result<Value, Refusal> {
    match target {
        "AmazonSQS.SendMessage" => send_message(endpoints, headers, read(body)?),
        "AmazonSQS.SendMessageBatch" => send_message_batch(endpoints, headers, read(body)?),
        other => Err(refused("UnknownOperationException", format!("no action {other:?} here"))),
    }
}

fn read<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, Refusal> {
    serde_json::from_slice(body).map_err(|error| refused("SerializationException", error.to_string()))
}

fn send_message(endpoints: &Endpoints, headers: &HeaderMap, request: Send) -> Result<Value, Refusal> {
    let arn = queue(endpoints, headers, &request.queue_url)?;
    check(&request.entry)?;
    let md5 = format!("{:x}", md5::compute(&request.entry.message_body));
    let id = put(endpoints, &arn, request.entry)?;
    Ok(json!({ "MessageId": id, "MD5OfMessageBody": md5 }))
}

fn send_message_batch(endpoints: &Endpoints, headers: &HeaderMap, request: SendBatch) -> Result<Value, Refusal> {
    let arn = queue(endpoints, headers, &request.queue_url)?;
    let distinct: BTreeSet<&str> = request.entries.iter().map(|entry| entry.id.as_str()).collect();
    let code = match request.entries.len() {
        0 => Some("EmptyBatchRequest"),
        count if count > LARGEST_BATCH => Some("TooManyEntriesInBatchRequest"),
        count if distinct.len() < count => Some("BatchEntryIdsNotDistinct"),
        _ if request.entries.iter().map(size).sum::<usize>() > LARGEST_MESSAGE => Some("BatchRequestTooLong"),
        _ => None,
    };
    if let Some(code) = code {
        return Err(refused(code, format!("{} entries", request.entries.len())));
    }
    let (mut sent, mut failed) = (Vec::new(), Vec::new());
    for entry in request.entries {
        let id = entry.id.clone();
        let md5 = format!("{:x}", md5::compute(&entry.message_body));
        match check(&entry).and_then(|()| put(endpoints, &arn, entry)) {
            Ok(message) => sent.push(json!({ "Id": id, "MessageId": message, "MD5OfMessageBody": md5 })),
            Err(Refusal(_, code, message)) => {
                failed.push(json!({ "Id": id, "SenderFault": true, "Code": code, "Message": message }));
            }
        }
    }
    Ok(json!({ "Successful": sent, "Failed": failed }))
}

/// The queue of a URL, if the caller may send to it.
fn queue(endpoints: &Endpoints, headers: &HeaderMap, url: &str) -> Result<String, Refusal> {
    let found = endpoints.queues.find(url).map_err(|fault| refused("QueueDoesNotExist", fault.to_string()))?;
    // A batch has no permission of its own.
    endpoints.check(headers, "sqs:SendMessage", &found).map_err(|denial| denied(&denial))?;
    Ok(found)
}

/// A refusal in SQS's words
/// (<https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html>).
fn denied(denial: &Denial) -> Refusal {
    let code = match denial {
        Denial::Unsigned => "MissingAuthenticationToken",
        Denial::UnknownKey => "InvalidClientTokenId",
        Denial::Denied(_) => "AccessDenied",
    };
    Refusal(StatusCode::FORBIDDEN, code, denial.to_string())
}

fn check(entry: &Entry) -> Result<(), Refusal> {
    if entry.message_body.is_empty() {
        return Err(refused("MissingParameter", "The request must contain the parameter MessageBody."));
    }
    if size(entry) > LARGEST_MESSAGE {
        return Err(refused("InvalidParameterValue", "One or more parameters are invalid: too long"));
    }
    if entry.delay_seconds.is_some_and(|delay| delay > LONGEST_DELAY_SECONDS) {
        return Err(refused("InvalidParameterValue", "DelaySeconds must be at most 900"));
    }
    Ok(())
}

fn put(endpoints: &Endpoints, arn: &str, entry: Entry) -> Result<String, Refusal> {
    let attributes: Attributes = entry
        .message_attributes
        .into_iter()
        .map(|(name, entry)| {
            let value = entry.string_value.or(entry.binary_value).unwrap_or_default();
            (name, Attribute { data_type: entry.data_type, value })
        })
        .collect();
    endpoints
        .queues
        .send(arn, entry.message_body, attributes, entry.delay_seconds)
        .map_err(|fault| refused("QueueDoesNotExist", fault.to_string()))
}

fn size(entry: &Entry) -> usize {
    let attributes = entry.message_attributes.iter().map(|(name, attribute)| {
        let value = attribute.string_value.as_ref().or(attribute.binary_value.as_ref());
        name.len() + attribute.data_type.len() + value.map_or(0, String::len)
    });
    entry.message_body.len() + attributes.sum::<usize>()
}
