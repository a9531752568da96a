//! Problem documents: how every failure looks on the wire (RFC 9457).

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use kernel::fault::{Fault, FaultKind};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// The media type of every problem document.
pub(crate) const PROBLEM_JSON: &str = "application/problem+json; charset=utf-8";

/// A failure on its way to the caller. Its code is part of the API's contract.
#[derive(Clone, Debug)]
pub struct Problem {
    /// The HTTP status.
    pub status: u16,
    /// The stable code.
    pub code: &'static str,
    /// What happened, for people.
    pub detail: String,
    /// The fields at fault.
    pub errors: Vec<FieldError>,
    /// Further members, such as `available`.
    pub members: Map<String, Value>,
    /// Seconds after which trying again makes sense.
    pub retry_after: Option<u32>,
    /// What only the log may know.
    pub internal: Option<String>,
}

/// One field at fault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldError {
    /// The JSON pointer of the field (RFC 6901).
    #[schema(example = "/quantity")]
    pub pointer: String,
    /// What is wrong with it, as a code.
    pub code: String,
    /// What is wrong with it, for people.
    pub message: String,
}

/// A problem document (RFC 9457); some codes have further members.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemView {
    /// The page that explains the code.
    #[schema(example = "/problems/not_found")]
    r#type: String,
    /// The code in words.
    pub(crate) title: String,
    /// The HTTP status.
    pub(crate) status: u16,
    /// What happened here.
    pub(crate) detail: String,
    /// The path that was asked for.
    instance: String,
    /// The stable code.
    #[schema(example = "not_found")]
    pub(crate) code: String,
    /// The id under which the request is found in the log.
    pub(crate) request_id: String,
    /// The fields at fault.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) errors: Vec<FieldError>,
    #[serde(flatten)]
    #[schema(ignore)]
    members: Map<String, Value>,
}

impl Problem {
    /// A problem of `kind` with a code and words for people.
    pub fn new(kind: FaultKind, code: &'static str, detail: impl Into<String>) -> Self {
        Self::with_status(kind.status(), code, detail)
    }

    /// A problem with a status that no domain fault has, such as 405.
    pub fn with_status(status: u16, code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            status,
            code,
            detail: detail.into(),
            errors: Vec::new(),
            members: Map::new(),
            retry_after: None,
            internal: None,
        }
    }

    /// Unknown, or somebody else's.
    pub fn not_found() -> Self {
        Self::new(FaultKind::Missing, "not_found", "There is nothing here for you.")
    }

    /// One field is not valid.
    pub fn invalid(pointer: impl Into<String>, code: impl Into<String>, message: impl Into<String>) -> Self {
        let message = message.into();
        let mut problem =
            Self::new(FaultKind::Invalid, "validation_failed", "The request was read, but it is not valid.");
        problem.errors.push(FieldError { pointer: pointer.into(), code: code.into(), message });
        problem
    }

    /// A fault of ours; `internal` goes to the log alone.
    pub fn internal(internal: impl Into<String>) -> Self {
        let mut problem = Self::new(FaultKind::Internal, "internal", "Something went wrong on our side.");
        problem.internal = Some(internal.into());
        problem
    }

    /// The document about `path`, for the request `request_id`.
    pub fn view(&self, path: &str, request_id: &str) -> ProblemView {
        ProblemView {
            r#type: format!("/problems/{}", self.code),
            title: title(self.code),
            status: self.status,
            detail: self.detail.clone(),
            instance: path.to_owned(),
            code: self.code.to_owned(),
            request_id: request_id.to_owned(),
            errors: self.errors.clone(),
            members: self.members.clone(),
        }
    }
}

/// `insufficient_stock` as `Insufficient stock`.
pub fn title(code: &str) -> String {
    let words = code.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + letters.as_str())
}

/// Every fault becomes the problem of its class; details of our own faults stay inside.
impl<F: Fault> From<F> for Problem {
    fn from(fault: F) -> Self {
        let kind = fault.kind();
        let mut problem = match kind {
            FaultKind::Internal => Self::internal(chain(&fault)),
            FaultKind::Unavailable => {
                let mut problem =
                    Self::new(kind, fault.code(), "A service we depend on is not available; try again shortly.");
                problem.internal = Some(chain(&fault));
                problem
            }
            _ => Self::new(kind, fault.code(), sentence(&fault.to_string())),
        };
        if let Some(pointer) = fault.pointer() {
            let message = fault.to_string();
            problem.errors.push(FieldError { pointer, code: fault.code().to_owned(), message });
        }
        problem.members = fault.members();
        problem.retry_after = fault.retry_after();
        problem
    }
}

/// The fault and its sources in one line.
pub fn chain(fault: &dyn std::error::Error) -> String {
    let mut text = fault.to_string();
    let mut source = fault.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}

/// `text` as a sentence; what begins with an id or a name in code keeps its first letter.
fn sentence(text: &str) -> String {
    let first = text.split_whitespace().next().unwrap_or_default();
    let is_name = first.contains(|c: char| c == '_' || c == '`' || c.is_ascii_digit());
    let mut letters = text.chars();
    let text = match letters.next() {
        Some(initial) if !is_name => initial.to_uppercase().to_string() + letters.as_str(),
        _ => text.to_owned(),
    };
    if text.ends_with(['.', '!', '?']) { text } else { text + "." }
}

/// The body is written by the outermost layer, which knows the path and the request's id.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = status.into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == 401 {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response.extensions_mut().insert(self);
        response
    }
}

#[cfg(test)]
mod tests {
    use super::sentence;

    #[test]
    fn an_id_keeps_its_letters() {
        assert_eq!(sentence("there is no such order"), "There is no such order.");
        assert_eq!(sentence("var_01J is not for sale any more"), "var_01J is not for sale any more.");
        assert_eq!(sentence("élan is spent!"), "Élan is spent!");
        assert_eq!(sentence(""), ".");
    }
}
