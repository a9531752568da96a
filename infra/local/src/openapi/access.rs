//! Whom an operation is for, in words and for programs: the extension `x-access` of every operation.
//!
//! Role and scope are what the operation's `security` says, which comes from the handler's signature: OpenAPI 3.1 lets a bearer
//! scheme name the roles that are needed (<https://spec.openapis.org/oas/v3.1.1.html#security-requirement-object>). The table in
//! `tests/access` holds the handlers to it.

use serde_json::{Value, json};
use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::path::{Operation, ParameterIn};
use utoipa::openapi::{RefOr, Required};
use web::refusals::Noted;

/// Adds `x-access`, and a sentence for what a reader could not guess.
pub(super) fn describe(path: &str, operation: &mut Operation, noted: &Noted) {
    let needed = serde_json::to_value(&operation.security).unwrap_or_default();
    let needed: Vec<Value> = needed.as_array().cloned().unwrap_or_default();
    let scope = needed.iter().find_map(|way| way.pointer("/bearer/0")?.as_str()).map(str::to_owned);
    // The caller may be told to prove once more to be themself.
    let steps_up = noted.codes.iter().any(|(_, code)| code == "step_up_required");
    if let Some(scope) = &scope {
        say(operation, &format!("Demands the scope `{scope}`."));
    }
    if steps_up {
        say(operation, "Demands a log-in or a step-up within the last ten minutes.");
    }
    let access = json!({
        "role": role(path, &needed),
        "scope": scope,
        "step_up": steps_up,
        "idempotency_key": idempotency_key(operation),
    });
    let extensions = operation.extensions.take().unwrap_or_default();
    // A single member: more would come out in another order each time.
    operation.extensions = Some(ExtensionsBuilder::from(extensions).add("x-access", access).build());
}

/// The least that a caller must be. A guest carries a token of a cart or an order, a customer any access token.
fn role(path: &str, needed: &[Value]) -> &'static str {
    let is_open = needed.is_empty() || needed.iter().any(|way| way.as_object().is_some_and(serde_json::Map::is_empty));
    if path.starts_with("/v1/admin/") {
        "admin"
    } else if path.starts_with("/v1/vendor/") {
        "seller"
    } else if is_open {
        "anyone"
    } else if needed.iter().all(|way| way.get("bearer").is_some()) {
        "customer"
    } else {
        "guest"
    }
}

/// Whether an `Idempotency-Key` is `required`, `optional` or `none`: not taken.
fn idempotency_key(operation: &Operation) -> &'static str {
    let parameters = operation.parameters.iter().flatten();
    let mut parameters =
        parameters.filter_map(|parameter| if let RefOr::T(parameter) = parameter { Some(parameter) } else { None });
    let key = parameters.find(|parameter| {
        parameter.parameter_in == ParameterIn::Header && parameter.name.eq_ignore_ascii_case("Idempotency-Key")
    });
    match key.map(|key| key.required == Required::True) {
        Some(true) => "required",
        Some(false) => "optional",
        None => "none",
    }
}

/// Adds a sentence to the description.
fn say(operation: &mut Operation, sentence: &str) {
    let said = operation.description.take().filter(|said| !said.is_empty());
    operation.description = Some(said.map_or_else(|| sentence.to_owned(), |said| format!("{said}\n\n{sentence}")));
}
