//! The API's document: what the handlers of all functions say, merged and completed.
//!
//! The document is committed as `functions/portal/openapi.json`, which the portal embeds; a test keeps it fresh.

mod access;
mod completion;
mod merge;
mod preamble;

use portal::problems;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::{OpenApi, RefOr, Schema};
use web::ProblemView;
use web::problem::FieldError;

/// The OpenAPI document of the whole shop; the same for the same code, to the byte.
pub fn document() -> OpenApi {
    let documents = functions::ALL.iter().filter_map(|area| Some((area.name, area.router?().into_openapi())));
    let mut document = preamble::describe(merge::merge(documents.collect()));
    for (path, item) in &mut document.paths.paths {
        completion::complete(path, item);
    }
    add_schema::<ProblemView>(&mut document);
    add_schema::<FieldError>(&mut document);
    list_problem_codes(&mut document);
    document
}

/// The document as it is committed and served.
pub fn text() -> Result<String, serde_json::Error> {
    Ok(serde_json::to_string_pretty(&document())? + "\n")
}

/// Adds the schema of a refusal, which no handler mentions: all of them refuse alike.
fn add_schema<T: ToSchema>(document: &mut OpenApi) {
    let components = document.components.get_or_insert_default();
    components.schemas.entry(T::name().into_owned()).or_insert_with(T::schema);
}

/// Says which values `code` of a problem has. The list is open: a client must expect codes that it does not know.
fn list_problem_codes(document: &mut OpenApi) {
    let schema = document.components.as_mut().and_then(|components| components.schemas.get_mut("ProblemView"));
    let Some(RefOr::T(Schema::Object(problem))) = schema else { return };
    if let Some(RefOr::T(Schema::Object(code))) = problem.properties.get_mut("code") {
        let codes: Vec<Value> = problems::all().map(|entry| Value::from(entry.code)).collect();
        code.extensions = Some(ExtensionsBuilder::new().add("x-extensible-enum", codes).build());
    }
}

#[cfg(test)]
mod tests;
