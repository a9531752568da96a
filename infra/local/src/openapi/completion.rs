//! What follows from what an operation takes: the problems it may answer with, and the headers all share.

use std::collections::{BTreeMap, BTreeSet};

use portal::problems;
use serde_json::json;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{Operation, Parameter, ParameterIn, PathItem};
use utoipa::openapi::response::Response;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Required, ResponseBuilder, Schema};
use web::refusals::{self, Noted};

use super::access;
use super::operations;

/// The media type of problem documents.
const PROBLEM: &str = "application/problem+json";

/// The header with a command's key.
const IDEMPOTENCY_KEY: &str = "Idempotency-Key";

/// The headers that many operations take: name, what it is for, an example.
const HEADERS: &[(&str, &str, &str)] = &[
    (
        IDEMPOTENCY_KEY,
        "Makes the command happen once, however often it is sent: a repetition gets the first one's answer.",
        "0b3c1f0e-8f0a-4f4e-9d61-5f0f6d4f7a11",
    ),
    ("If-Match", "The `ETag` that was read: the change happens only if nothing has changed since.", "\"v7\""),
    (
        "If-None-Match",
        "The `ETag` that the caller has: if nothing has changed, the answer is 304 without a body.",
        "\"v7\"",
    ),
];

/// The headers of a limit (IETF draft `draft-ietf-httpapi-ratelimit-headers`); successes have them as well.
const RATE_LIMIT: [(&str, &str); 2] = [
    ("RateLimit-Policy", "The limit: its name, how often (`q`) in how many seconds (`w`)."),
    ("RateLimit", "Where the caller stands: what is left (`r`), and the seconds until all is (`t`)."),
];

/// Headers that are ways to show who asks, and so are described as that: header and scheme.
const CREDENTIALS: [(&str, &str); 2] = [("X-Cart-Token", "cart_token"), ("X-Order-Token", "order_token")];

/// Completes every operation of a path.
pub(super) fn complete(path: &str, item: &mut PathItem) {
    for (_, operation) in operations(item) {
        let schemes = schemes(operation);
        let noted = refusals::take(operation);
        access::describe(path, operation, &noted);
        parameters(operation, &schemes);
        let codes = codes(path, operation, &schemes, &noted);
        responses(operation, codes, noted.is_counted);
    }
}

/// The names of the security schemes that an operation takes.
fn schemes(operation: &Operation) -> BTreeSet<String> {
    let needed = serde_json::to_value(&operation.security).unwrap_or_default();
    let names = needed.as_array().into_iter().flatten().filter_map(serde_json::Value::as_object);
    names.flat_map(serde_json::Map::keys).cloned().collect()
}

/// Gives shared headers one form, and leaves out those that a security scheme stands for.
fn parameters(operation: &mut Operation, schemes: &BTreeSet<String>) {
    let Some(parameters) = operation.parameters.as_mut() else { return };
    let is_credential = |parameter: &Parameter| {
        CREDENTIALS
            .iter()
            .any(|(header, scheme)| parameter.name.eq_ignore_ascii_case(header) && schemes.contains(*scheme))
    };
    parameters.retain(|parameter| !matches!(parameter, RefOr::T(parameter) if is_credential(parameter)));
    for parameter in parameters.iter_mut() {
        let RefOr::T(parameter) = parameter else { continue };
        let known = HEADERS.iter().find(|(name, ..)| parameter.name.eq_ignore_ascii_case(name));
        let Some((name, about, example)) = known.filter(|_| parameter.parameter_in == ParameterIn::Header) else {
            continue;
        };
        (*name).clone_into(&mut parameter.name);
        parameter.description = Some((*about).to_owned());
        let text = ObjectBuilder::new().schema_type(Type::String).examples([json!(example)]);
        // Tags are compared, whatever they are; a key is kept.
        let text = if *name == IDEMPOTENCY_KEY {
            text.min_length(Some(1)).max_length(Some(255)).pattern(Some("^[!-~]+$"))
        } else {
            text
        };
        parameter.schema = Some(RefOr::T(Schema::Object(text.build())));
    }
    if parameters.is_empty() {
        operation.parameters = None;
    }
}

/// The problem codes of an operation, by status.
type Codes = BTreeMap<u16, Vec<&'static str>>;

/// Codes that a fault type may have wherever it is used, and an operation only if it takes a cursor.
const OF_CURSORS: &str = "malformed_cursor";

/// What an operation may answer with: what follows from what it takes, and what its faults and its signature say of it.
fn codes(path: &str, operation: &Operation, schemes: &BTreeSet<String>, noted: &Noted) -> Codes {
    let mut wanted = of_inputs(path, operation);
    if schemes.contains("bearer") {
        wanted.extend(["unauthenticated", "token_expired"]);
    }
    // A token that is none belongs to no cart, and to no order.
    if schemes.contains("cart_token") || schemes.contains("order_token") {
        wanted.push("not_found");
    }
    wanted.push("internal");
    // What the shop was built with is told without asking the table.
    if path.starts_with("/v1/") && !matches!(path, "/v1/store" | "/v1/taxes") {
        wanted.push("unavailable");
    }
    let mut codes = Codes::new();
    for entry in problems::all() {
        for status in entry.statuses {
            let is_noted = entry.code != OF_CURSORS && noted.codes.contains(&(*status, entry.code.to_owned()));
            if is_noted || wanted.contains(&entry.code) {
                codes.entry(*status).or_default().push(entry.code);
            }
        }
    }
    codes
}

/// The codes that follow from parameters and body.
fn of_inputs(path: &str, operation: &Operation) -> Vec<&'static str> {
    let mut wanted: Vec<&'static str> = Vec::new();
    let inputs: Vec<&Parameter> = operation
        .parameters
        .iter()
        .flatten()
        .filter_map(|parameter| if let RefOr::T(parameter) = parameter { Some(parameter) } else { None })
        .collect();
    let json = operation
        .request_body
        .as_ref()
        .is_some_and(|body| matches!(body, RefOr::T(body) if body.content.contains_key("application/json")));
    // A provider's event is taken as it is signed, not as JSON.
    if json && !path.starts_with("/v1/webhooks/") {
        wanted.extend(["malformed_json", "unsupported_media_type", "validation_failed"]);
    }
    if operation.request_body.is_some() {
        wanted.push("payload_too_large");
    }
    for input in inputs {
        let must = input.required == Required::True;
        match (&input.parameter_in, input.name.as_str()) {
            (ParameterIn::Path, _) => {
                // An encoded slash or question mark ends a segment, and makes another path of it.
                wanted.extend(["not_found", "method_not_allowed"]);
                wanted.extend(is_id(input).then_some("malformed_id"));
            }
            (ParameterIn::Query, "cursor") => wanted.extend(["malformed_cursor", "unknown_parameter"]),
            (ParameterIn::Query, _) => wanted.extend(["unknown_parameter", "validation_failed"]),
            (ParameterIn::Header, IDEMPOTENCY_KEY) => {
                wanted.extend(["idempotency_key_invalid", "idempotency_in_progress", "idempotency_key_reused"]);
                wanted.extend(must.then_some("idempotency_key_missing"));
            }
            (ParameterIn::Header, "If-Match") => {
                wanted.push("stale_version");
                wanted.extend(must.then_some("precondition_required"));
            }
            _ => {}
        }
    }
    wanted
}

/// Whether a path parameter is a typed id; slugs and names are not.
fn is_id(parameter: &Parameter) -> bool {
    match &parameter.schema {
        Some(RefOr::Ref(_)) => true,
        Some(RefOr::T(Schema::Object(object))) => object.pattern.is_some(),
        _ => false,
    }
}

/// Describes every answer; refusals with the codes they may have.
fn responses(operation: &mut Operation, mut codes: Codes, is_counted: bool) {
    let declared = std::mem::take(&mut operation.responses.responses);
    let mut all: BTreeMap<String, RefOr<Response>> = BTreeMap::new();
    for (status, response) in declared {
        let RefOr::T(mut response) = response else { continue };
        if response.description.is_empty() {
            ordinary(&status).clone_into(&mut response.description);
        }
        if status.starts_with(['4', '5']) {
            let headers = std::mem::take(&mut response.headers);
            response = problem(&response.description);
            response.headers = headers;
            // Codes that only the handler's words name are described like all others.
            if let Ok(status) = status.parse() {
                codes.entry(status).or_default();
            }
        }
        all.insert(status, RefOr::T(response));
    }
    for (status, codes) in codes {
        let RefOr::T(response) = all.entry(status.to_string()).or_insert_with(|| RefOr::T(problem(refusal(status))))
        else {
            continue;
        };
        response.description = naming(&response.description, status, &codes);
        if matches!(status, 429 | 503) {
            let seconds = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0));
            let header = HeaderBuilder::new()
                .schema(Some(seconds.build()))
                .description(Some("Seconds after which trying again makes sense."));
            response.headers.insert("Retry-After".to_owned(), RefOr::T(header.build()));
        }
        if is_counted && codes.contains(&"rate_limited") {
            for (name, about) in RATE_LIMIT {
                let text = ObjectBuilder::new().schema_type(Type::String);
                let header = HeaderBuilder::new().schema(Some(text.build())).description(Some(about));
                response.headers.insert(name.to_owned(), RefOr::T(header.build()));
            }
        }
    }
    operation.responses.responses = all;
}

/// A description that names all of `codes`, each between backticks; a handler may have named some without.
fn naming(said: &str, status: u16, codes: &[&str]) -> String {
    let is_letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let mut text = String::new();
    for piece in said.trim_end_matches('.').split_inclusive(|c| !is_letter(c)) {
        let word = piece.trim_end_matches(|c| !is_letter(c));
        let behind = piece.strip_prefix(word).unwrap_or_default();
        let is_bare = word.contains('_') && problems::find(word).is_some() && !text.ends_with('`');
        text = if is_bare || codes.contains(&word) && !text.ends_with('`') {
            format!("{text}`{word}`{behind}")
        } else {
            text + piece
        };
    }
    if text.starts_with('`') {
        text = format!("{}: {text}", refusal(status).trim_end_matches('.'));
    }
    let unsaid: Vec<String> =
        codes.iter().map(|code| format!("`{code}`")).filter(|code| !text.contains(code)).collect();
    let between = match (unsaid.is_empty(), text.contains('`')) {
        (true, _) => "",
        (false, true) => ", ",
        (false, false) => ": ",
    };
    format!("{text}{between}{}.", unsaid.join(", "))
}

/// An answer that is a problem document.
fn problem(description: &str) -> Response {
    let schema = RefOr::Ref(Ref::from_schema_name("ProblemView"));
    ResponseBuilder::new()
        .description(description)
        .content(PROBLEM, ContentBuilder::new().schema(Some(schema)).build())
        .build()
}

/// What an answer means whose handler does not say so.
fn ordinary(status: &str) -> &'static str {
    match status {
        "201" => "It was made; `Location` says where it is.",
        "202" => "It will be done.",
        "204" => "It is done, and there is nothing more to say.",
        "304" => "The caller has it.",
        _ => "It went well.",
    }
}

/// What a class of refusals means.
fn refusal(status: u16) -> &'static str {
    match status {
        400 => "It cannot be read.",
        401 => "It is not known who asks.",
        402 => "The payment provider declined.",
        403 => "It is known who asks, and they may not.",
        404 => "It does not exist, or is somebody else's.",
        405 => "The path is another, and does not know the method.",
        409 => "The state, scarcity or a twin in progress is in the way.",
        410 => "It is spent.",
        412 => "It has changed since it was read.",
        413 => "It is too large.",
        415 => "It is of the wrong media type.",
        422 => "It was read, but is not valid.",
        428 => "It must be said which version is meant.",
        429 => "It was asked for too often.",
        503 => "Something that the shop depends on is not available.",
        _ => "It is a fault of ours.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_names_every_code_once() {
        let naming = |said: &str, codes: &[&str]| naming(said, 409, codes);
        assert_eq!(naming("It is late.", &["order_closed"]), "It is late: `order_closed`.");
        assert_eq!(
            naming("insufficient_stock (with available), order_closed", &["order_closed", "price_changed"]),
            "The state, scarcity or a twin in progress is in the way: `insufficient_stock` (with available), `order_closed`, `price_changed`."
        );
        assert_eq!(naming("Already `order_closed`.", &["order_closed"]), "Already `order_closed`.");
        assert_eq!(
            naming("unavailable: send it again", &["unavailable"]),
            "The state, scarcity or a twin in progress is in the way: `unavailable`: send it again."
        );
    }
}
