//! The API's document: what the handlers of an area say, completed.
//!
//! Each area's is committed as `functions/<area>/openapi.json`, and a test keeps it fresh; the portal merges them when it is
//! built.

mod access;
mod completion;

use runtime::Function;
use utoipa::ToSchema;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::{Info, OpenApi};
use web::ProblemView;
use web::problem::FieldError;

/// The area whose document has what all refusals are alike in.
const OF_PROBLEMS: &str = "portal";

/// The document of an area, if it answers HTTP; the same for the same code, to the byte.
pub fn of_area(area: &Function) -> Option<OpenApi> {
    let mut document = area.router?().into_openapi();
    document.info = Info::new(area.name, "");
    document.paths.paths.sort_keys();
    for (path, item) in &mut document.paths.paths {
        completion::complete(path, item);
    }
    if area.name == OF_PROBLEMS {
        add_schema::<ProblemView>(&mut document);
        add_schema::<FieldError>(&mut document);
    }
    Some(document)
}

/// The document of an area as it is committed.
pub fn text(document: &OpenApi) -> Result<String, serde_json::Error> {
    Ok(serde_json::to_string_pretty(document)? + "\n")
}

/// The operations of a path, each with its method.
fn operations(item: &mut PathItem) -> impl Iterator<Item = (&'static str, &mut Operation)> {
    let PathItem { get, post, put, patch, delete, .. } = item;
    [("get", get), ("post", post), ("put", put), ("patch", patch), ("delete", delete)]
        .into_iter()
        .filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
}

/// Adds the schema of a refusal, which no handler mentions: all of them refuse alike.
fn add_schema<T: ToSchema>(document: &mut OpenApi) {
    let components = document.components.get_or_insert_default();
    components.schemas.entry(T::name().into_owned()).or_insert_with(T::schema);
}

#[cfg(test)]
mod tests;
