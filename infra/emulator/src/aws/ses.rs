//! SES: `SendEmail` with simple content
//! (<https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html>).

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use kernel::time::Clock as _;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Denial, Endpoints, OutageKind, Service};
use crate::mail_feedback::set_arn;
use crate::mailbox::Mail;
use crate::policy::Demand;
use crate::template::{ACCOUNT, REGION};

/// The most receivers of one mail.
const MOST_RECEIVERS: usize = 50;

/// A refusal: status, code and message.
struct Refusal(StatusCode, &'static str, String);

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SendEmail {
    from_email_address: Option<String>,
    configuration_set_name: Option<String>,
    #[serde(default)]
    destination: Destination,
    #[serde(default)]
    reply_to_addresses: Vec<String>,
    content: Content,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Destination {
    #[serde(rename = "ToAddresses")]
    to: Vec<String>,
    #[serde(rename = "CcAddresses")]
    cc: Vec<String>,
    #[serde(rename = "BccAddresses")]
    bcc: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Content {
    simple: Option<Simple>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Simple {
    subject: Part,
    body: Body,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Body {
    text: Option<Part>,
    html: Option<Part>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Part {
    data: String,
}

pub(super) async fn send_email(State(endpoints): State<Arc<Endpoints>>, headers: HeaderMap, body: Bytes) -> Response {
    let outage = endpoints.outages.strike(Service::Ses);
    let acted = match outage {
        None | Some(OutageKind::AnswerLost) => act(&endpoints, &headers, &body),
        Some(OutageKind::Unavailable) => Err(failure()),
        Some(OutageKind::Throttled) => {
            let message = "Maximum sending rate exceeded.".to_owned();
            Err(Refusal(StatusCode::TOO_MANY_REQUESTS, "TooManyRequestsException", message))
        }
        Some(OutageKind::Refused) => {
            Err(Refusal(StatusCode::BAD_REQUEST, "MessageRejected", "refused on purpose".to_owned()))
        }
    };
    let acted = if outage.is_some() { acted.and_then(|_| Err(failure())) } else { acted };
    match acted {
        Ok(body) => super::json(StatusCode::OK, "application/json", &body),
        Err(Refusal(status, code, message)) => {
            let mut response = super::json(status, "application/json", &json!({ "message": message }));
            response.headers_mut().insert("x-amzn-errortype", HeaderValue::from_static(code));
            response
        }
    }
}

fn failure() -> Refusal {
    Refusal(StatusCode::INTERNAL_SERVER_ERROR, "InternalServiceErrorException", "failing on purpose".to_owned())
}

fn refused(message: impl Into<String>) -> Refusal {
    Refusal(StatusCode::BAD_REQUEST, "BadRequestException", message.into())
}

/// Refuses a sender or a configuration set that the caller may not use.
///
/// SES asks for permission on the identity that it knows the sender by: the address, or else its domain. Which of them
/// is verified is set up outside the template, so either will do here
/// (<https://docs.aws.amazon.com/ses/latest/dg/control-user-access.html>).
fn check(endpoints: &Endpoints, headers: &HeaderMap, from: &str, set: Option<&str>) -> Result<(), Refusal> {
    let address = from.rsplit_once('<').map_or(from, |(_, address)| address.trim_end_matches('>')).trim();
    let domain = address.rsplit_once('@').map_or(address, |(_, domain)| domain);
    let on =
        |resource: String| Demand::new("ses:SendEmail", resource).with("ses:FromAddress", vec![address.to_owned()]);
    let demand = |identity: &str| on(format!("arn:aws:ses:{REGION}:{ACCOUNT}:identity/{identity}"));
    let authority = &endpoints.authority;
    let caller = authority.caller(headers).map_err(|denial| denied(&denial))?;
    if let Some(set) = set {
        authority.check(caller, &on(set_arn(set))).map_err(|denial| denied(&denial))?;
        if !endpoints.feedback.knows(set) {
            let message = format!("Configuration set <{set}> does not exist.");
            return Err(Refusal(StatusCode::NOT_FOUND, "NotFoundException", message));
        }
    }
    if authority.allows(caller, &demand(domain)) {
        return Ok(());
    }
    authority.check(caller, &demand(address)).map_err(|denial| denied(&denial))
}

/// A refusal in SES's words (<https://docs.aws.amazon.com/ses/latest/APIReference-V2/CommonErrors.html>).
fn denied(denial: &Denial) -> Refusal {
    let code = match denial {
        Denial::Unsigned => "MissingAuthenticationTokenException",
        Denial::UnknownKey => "UnrecognizedClientException",
        Denial::Denied(_) => "AccessDeniedException",
    };
    Refusal(StatusCode::FORBIDDEN, code, denial.to_string())
}

fn act(endpoints: &Endpoints, headers: &HeaderMap, body: &[u8]) -> Result<Value, Refusal> {
    let request: SendEmail = serde_json::from_slice(body).map_err(|error| refused(error.to_string()))?;
    let simple = request.content.simple.ok_or_else(|| refused("the local stack takes simple content only"))?;
    let from = request.from_email_address.filter(|from| !from.is_empty());
    let from = from.ok_or_else(|| refused("a mail needs a sender"))?;
    let destination = request.destination;
    check(endpoints, headers, &from, request.configuration_set_name.as_deref())?;
    let receivers = [&destination.to, &destination.cc, &destination.bcc];
    match receivers.iter().map(|addresses| addresses.len()).sum::<usize>() {
        0 => return Err(refused("a mail needs a receiver")),
        count if count > MOST_RECEIVERS => return Err(refused("Recipient count exceeds 50.")),
        _ => {}
    }
    if simple.body.text.is_none() && simple.body.html.is_none() {
        return Err(refused("a mail needs a text or an HTML part"));
    }
    let id = endpoints.id();
    let mail = Mail {
        id: id.clone(),
        sent_at: endpoints.clock.now(),
        from,
        to: destination.to,
        cc: destination.cc,
        bcc: destination.bcc,
        reply_to: request.reply_to_addresses,
        subject: simple.subject.data,
        text: simple.body.text.map(|part| part.data),
        html: simple.body.html.map(|part| part.data),
        configuration_set: request.configuration_set_name,
    };
    endpoints.mailbox.deliver(&mail);
    endpoints.feedback.simulate(&mail);
    Ok(json!({ "MessageId": id }))
}
