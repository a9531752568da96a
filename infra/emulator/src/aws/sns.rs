//! SNS: `Publish`, to topics and to telephones, and `PublishBatch` in the query protocol
//! (<https://docs.aws.amazon.com/sns/latest/api/API_Publish.html>).

use std::collections::{BTreeMap, BTreeSet};

use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use kernel::time::Clock as _;

use super::{Denial, Endpoints, OutageKind, Service};
use crate::queue::{Attribute, Attributes};
use crate::sms_outbox::SentSms;
use crate::topics::Publication;

/// The largest message or batch, in bytes.
const LARGEST_MESSAGE: usize = 256 * 1024;
/// The largest text, in bytes (<https://docs.aws.amazon.com/sns/latest/dg/sms_sending-overview.html>).
const LARGEST_TEXT: usize = 1600;
/// What stands for every telephone number where permission is asked for.
const SOME_NUMBER: &str = "+***";
/// The most messages of one batch.
const LARGEST_BATCH: usize = 10;

type Fields = BTreeMap<String, String>;

/// A refusal: status, code and message.
struct Refusal(StatusCode, &'static str, String);

fn invalid(message: impl Into<String>) -> Refusal {
    Refusal(StatusCode::BAD_REQUEST, "InvalidParameter", message.into())
}

pub(super) fn answer(endpoints: &Endpoints, headers: &HeaderMap, body: &[u8]) -> Response {
    let request_id = endpoints.id();
    let outage = endpoints.outages.strike(Service::Sns);
    let acted = match outage {
        None | Some(OutageKind::AnswerLost) => act(endpoints, headers, body, &request_id),
        Some(OutageKind::Unavailable) => Err(failure()),
        Some(OutageKind::Throttled) => {
            Err(Refusal(StatusCode::TOO_MANY_REQUESTS, "Throttled", "Rate exceeded".to_owned()))
        }
        Some(OutageKind::Refused) => {
            Err(Refusal(StatusCode::FORBIDDEN, "AuthorizationError", "refused on purpose".to_owned()))
        }
    };
    match acted {
        Ok(_) if outage.is_some() => refuse(&failure(), &request_id),
        Ok(xml_body) => xml(StatusCode::OK, xml_body),
        Err(refusal) => refuse(&refusal, &request_id),
    }
}

fn failure() -> Refusal {
    Refusal(StatusCode::INTERNAL_SERVER_ERROR, "InternalFailure", "failing on purpose".to_owned())
}

fn refuse(Refusal(status, code, message): &Refusal, request_id: &str) -> Response {
    let kind = if status.is_server_error() { "Receiver" } else { "Sender" };
    let body = format!(
        "<ErrorResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><Error><Type>{kind}</Type><Code>{code}</Code>\
         <Message>{}</Message></Error><RequestId>{request_id}</RequestId></ErrorResponse>",
        escape(message)
    );
    xml(*status, body)
}

fn xml(status: StatusCode, body: String) -> Response {
    (status, [(header::CONTENT_TYPE, "text/xml")], body).into_response()
}

/// A refusal in SNS's words (<https://docs.aws.amazon.com/sns/latest/api/CommonErrors.html>).
fn denied(denial: &Denial) -> Refusal {
    let code = match denial {
        Denial::Unsigned => "MissingAuthenticationToken",
        Denial::UnknownKey => "InvalidClientTokenId",
        Denial::Denied(_) => "AuthorizationError",
    };
    Refusal(StatusCode::FORBIDDEN, code, denial.to_string())
}

fn act(endpoints: &Endpoints, headers: &HeaderMap, body: &[u8], request_id: &str) -> Result<String, Refusal> {
    let fields: Fields = serde_urlencoded::from_bytes(body).map_err(|error| invalid(error.to_string()))?;
    if let (Some("Publish"), Some(number)) = (fields.get("Action").map(String::as_str), fields.get("PhoneNumber")) {
        let id = text(endpoints, headers, number, &fields)?;
        return Ok(answered("Publish", &format!("<MessageId>{id}</MessageId>"), request_id));
    }
    let topic = fields.get("TopicArn").ok_or_else(|| invalid("TopicArn is missing"))?;
    // A batch has no permission of its own.
    endpoints.check(headers, "SNS:Publish", topic).map_err(|denial| denied(&denial))?;
    if !endpoints.topics.exists(topic) {
        return Err(Refusal(StatusCode::NOT_FOUND, "NotFound", "Topic does not exist".to_owned()));
    }
    let (action, result) = match fields.get("Action").map(String::as_str) {
        Some("Publish") => ("Publish", publish(endpoints, topic, &fields)?),
        Some("PublishBatch") => ("PublishBatch", publish_batch(endpoints, topic, &fields)?),
        other => {
            let message = format!("the local stack has no action {other:?}");
            return Err(Refusal(StatusCode::BAD_REQUEST, "InvalidAction", message));
        }
    };
    Ok(answered(action, &result, request_id))
}

fn answered(action: &str, result: &str, request_id: &str) -> String {
    format!(
        "<{action}Response xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><{action}Result>{result}</{action}Result>\
         <ResponseMetadata><RequestId>{request_id}</RequestId></ResponseMetadata></{action}Response>"
    )
}

/// A text to one telephone, which goes to no topic.
///
/// AWS asks for permission on the number, which no ARN names; here the number is left out, for a refusal is logged.
fn text(endpoints: &Endpoints, headers: &HeaderMap, number: &str, fields: &Fields) -> Result<String, Refusal> {
    endpoints.check(headers, "SNS:Publish", SOME_NUMBER).map_err(|denial| denied(&denial))?;
    let digits = number.strip_prefix('+').unwrap_or_default();
    let is_number = (2..=15).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_digit());
    if ["TopicArn", "TargetArn"].iter().any(|other| fields.contains_key(*other)) || !is_number {
        return Err(invalid("Invalid parameter: PhoneNumber"));
    }
    let Publication { message, attributes, .. } = publication(fields, "")?;
    if message.len() > LARGEST_TEXT {
        return Err(invalid("Invalid parameter: Message too long"));
    }
    let attribute = |name: &str| attributes.get(name).map(|attribute| attribute.value.clone());
    let kind = attribute("AWS.SNS.SMS.SMSType").unwrap_or_else(|| "Promotional".to_owned());
    if !["Promotional", "Transactional"].contains(&kind.as_str()) {
        return Err(invalid("Invalid parameter: AWS.SNS.SMS.SMSType"));
    }
    let id = endpoints.id();
    endpoints.texts.deliver(&SentSms {
        id: id.clone(),
        sent_at: endpoints.clock.now(),
        to: number.to_owned(),
        sender: attribute("AWS.SNS.SMS.SenderID"),
        kind,
        text: message,
    });
    Ok(id)
}

fn publish(endpoints: &Endpoints, topic: &str, fields: &Fields) -> Result<String, Refusal> {
    let publication = publication(fields, "")?;
    let id = send(endpoints, topic, &publication)?;
    Ok(format!("<MessageId>{id}</MessageId>"))
}

fn publish_batch(endpoints: &Endpoints, topic: &str, fields: &Fields) -> Result<String, Refusal> {
    let mut entries = Vec::new();
    while let Some(id) = fields.get(&format!("{}Id", member(entries.len()))) {
        entries.push((id, publication(fields, &member(entries.len()))?));
    }
    let distinct: BTreeSet<&String> = entries.iter().map(|(id, _)| *id).collect();
    let code = match entries.len() {
        0 => Some("EmptyBatchRequest"),
        count if count > LARGEST_BATCH => Some("TooManyEntriesInBatchRequest"),
        count if distinct.len() < count => Some("BatchEntryIdsNotDistinct"),
        _ if entries.iter().map(|(_, entry)| size(entry)).sum::<usize>() > LARGEST_MESSAGE => {
            Some("BatchRequestTooLong")
        }
        _ => None,
    };
    if let Some(code) = code {
        return Err(Refusal(StatusCode::BAD_REQUEST, code, format!("{} entries", entries.len())));
    }
    let mut sent = String::new();
    for (id, entry) in &entries {
        let message = send(endpoints, topic, entry)?;
        for part in ["<member><Id>", &escape(id), "</Id><MessageId>", &message, "</MessageId></member>"] {
            sent.push_str(part);
        }
    }
    Ok(format!("<Successful>{sent}</Successful><Failed/>"))
}

/// What the fields of the batch's entry at `position` start with.
fn member(position: usize) -> String {
    format!("PublishBatchRequestEntries.member.{}.", position + 1)
}

fn send(endpoints: &Endpoints, topic: &str, publication: &Publication) -> Result<String, Refusal> {
    endpoints
        .topics
        .publish(topic, publication)
        .map_err(|fault| Refusal(StatusCode::NOT_FOUND, "NotFound", fault.to_string()))
}

fn publication(fields: &Fields, prefix: &str) -> Result<Publication, Refusal> {
    let message = fields.get(&format!("{prefix}Message")).filter(|message| !message.is_empty());
    let publication = Publication {
        message: message.ok_or_else(|| invalid("Empty message"))?.clone(),
        subject: fields.get(&format!("{prefix}Subject")).cloned(),
        attributes: attributes(fields, prefix)?,
    };
    if size(&publication) > LARGEST_MESSAGE {
        return Err(invalid("Message too long"));
    }
    Ok(publication)
}

fn attributes(fields: &Fields, prefix: &str) -> Result<Attributes, Refusal> {
    let mut attributes = Attributes::new();
    for position in 1.. {
        let entry = format!("{prefix}MessageAttributes.entry.{position}.");
        let Some(name) = fields.get(&format!("{entry}Name")) else { break };
        let data_type = fields.get(&format!("{entry}Value.DataType")).cloned().unwrap_or_default();
        let value = ["StringValue", "BinaryValue"].iter().find_map(|kind| fields.get(&format!("{entry}Value.{kind}")));
        let Some(value) = value.filter(|value| !value.is_empty()) else {
            return Err(invalid(format!("the message attribute {name:?} must contain a value")));
        };
        attributes.insert(name.clone(), Attribute { data_type, value: value.clone() });
    }
    Ok(attributes)
}

fn size(publication: &Publication) -> usize {
    let attributes = publication.attributes.iter();
    let attributes = attributes.map(|(name, attribute)| name.len() + attribute.data_type.len() + attribute.value.len());
    publication.message.len() + attributes.sum::<usize>()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
