//! Bodies: JSON that says exactly what it should.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use http::{HeaderMap, header};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::error::Category;

use crate::app::App;
use crate::problem::Problem;
use crate::wording::plain;

/// A JSON body that was read as a `T`; unknown fields are refused where `T` says so, and every request type does.
#[derive(Clone, Copy, Debug)]
pub struct ValidJson<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for ValidJson<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            return Err(Problem::with_status(415, "unsupported_media_type", "The body must be application/json."));
        }
        let body = Bytes::from_request(request, app)
            .await
            .map_err(|_| Problem::with_status(400, "malformed_json", "The body could not be read."))?;
        parse(&body).map(Self)
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let given = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    given.split(';').next().is_some_and(|media| media.trim().eq_ignore_ascii_case("application/json"))
}

/// Reads JSON text as a `T`; text that is no JSON is malformed, JSON of another shape is invalid and names the field.
pub fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    if body.trim_ascii_start().first() == Some(&b'[') {
        return Err(not_an_object(body));
    }
    let mut reader = serde_json::Deserializer::from_slice(body);
    let value: T = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().clone();
        refusal(error.inner(), &path, body)
    })?;
    reader.end().map_err(|_| malformed("Something follows the JSON value."))?;
    Ok(value)
}

/// Every body is an object: its fields have names, and are not told by their place in an array.
fn not_an_object(body: &[u8]) -> Problem {
    match serde_json::from_slice::<IgnoredAny>(body) {
        Ok(_) => Problem::invalid("", "invalid_value", "must be an object"),
        Err(error) => unreadable(&error),
    }
}

/// Whether the text is JSON of any shape: readers call some values broken that are only of another type.
fn is_well_formed(body: &[u8]) -> bool {
    std::str::from_utf8(body).is_ok_and(|text| serde_json::from_str::<IgnoredAny>(text).is_ok())
}

fn unreadable(error: &serde_json::Error) -> Problem {
    malformed(&format!("The body is not JSON: line {}, column {}.", error.line(), error.column()))
}

fn refusal(error: &serde_json::Error, path: &serde_path_to_error::Path, body: &[u8]) -> Problem {
    match error.classify() {
        Category::Syntax if is_well_formed(body) => {
            Problem::invalid(pointer(path, ""), "invalid_value", "is not of the expected type")
        }
        Category::Syntax | Category::Eof | Category::Io => unreadable(error),
        Category::Data => {
            // The position that serde appends is of no use to people who see the pointer.
            let message = error.to_string();
            let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message);
            let code = if message.starts_with("unknown field") {
                "unknown_field"
            } else if message.starts_with("missing field") {
                "missing_field"
            } else if message.starts_with("duplicate field") {
                "duplicate_field"
            } else {
                "invalid_value"
            };
            Problem::invalid(pointer(path, message), code, plain(message))
        }
    }
}

fn malformed(detail: &str) -> Problem {
    Problem::with_status(400, "malformed_json", detail)
}

/// The JSON pointer of the field that a message is about.
pub(crate) fn pointer(path: &serde_path_to_error::Path, message: &str) -> String {
    use serde_path_to_error::Segment;
    let mut pointer = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => push(&mut pointer, &index.to_string()),
            Segment::Map { key } => push(&mut pointer, key),
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    // A missing field is reported at its parent, and so is one that stands twice.
    let named = ["missing field `", "duplicate field `"].iter().find_map(|start| message.strip_prefix(start));
    if let Some(field) = named.and_then(|rest| rest.split('`').next()) {
        push(&mut pointer, field);
    }
    pointer
}

/// Adds a reference token, with what RFC 6901 escapes.
fn push(pointer: &mut String, key: &str) {
    pointer.push('/');
    pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
}

#[cfg(test)]
mod tests {
    use kernel::quantity::Quantity;
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Line {
        #[expect(dead_code, reason = "only its parsing matters here")]
        quantity: Quantity,
    }

    fn pointer_and_code(body: &str) -> (u16, String, String) {
        let problem = parse::<Line>(body.as_bytes()).unwrap_err();
        let first = problem.errors.first();
        (
            problem.status,
            first.map(|e| e.pointer.clone()).unwrap_or_default(),
            first.map_or(problem.code.into(), |e| e.code.clone()),
        )
    }

    #[test]
    fn a_refusal_names_the_field() {
        let case = |body: &str, status: u16, pointer: &str, code: &str| {
            assert_eq!(pointer_and_code(body), (status, pointer.to_owned(), code.to_owned()), "{body}");
        };
        case(r#"{"quantity":0}"#, 422, "/quantity", "invalid_value");
        case(r#"{"quantity":1.5}"#, 422, "/quantity", "invalid_value");
        case(r#"{"quantity":"1"}"#, 422, "/quantity", "invalid_value");
        case(r#"{"quantity":4294967296}"#, 422, "/quantity", "invalid_value");
        case(r#"{"quantity":1,"role":"admin"}"#, 422, "/role", "unknown_field");
        case(r#"{"quantity":1,"quantity":2}"#, 422, "/quantity", "duplicate_field");
        case("{}", 422, "/quantity", "missing_field");
        case("[1]", 422, "", "invalid_value");
        case(" [1", 400, "", "malformed_json");
        case("{", 400, "", "malformed_json");
        case("", 400, "", "malformed_json");
        case(r#"{"quantity":1} x"#, 400, "", "malformed_json");
    }
}
