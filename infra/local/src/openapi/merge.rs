//! One document out of many.

use std::collections::{BTreeMap, BTreeSet};

use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::{OpenApi, RefOr, Schema};

/// Where a reference to a schema points.
const SCHEMAS: &str = "#/components/schemas/";

/// Merges the documents of functions, each under its name. Paths and schemas come out in alphabetical order.
///
/// A name of a schema that means different things in two functions is qualified in both, and so is an operation's id.
pub(super) fn merge(mut documents: Vec<(&'static str, OpenApi)>) -> OpenApi {
    // A schema that differs only in what it refers to shows itself once the names behind it are told apart.
    loop {
        let ambiguous = ambiguous(&documents);
        if ambiguous.is_empty() {
            break;
        }
        for (area, document) in &mut documents {
            qualify(area, document, &ambiguous);
        }
    }
    qualify_operations(&mut documents);
    let mut merged = OpenApi::default();
    for (_, document) in documents {
        merged.merge(document);
    }
    merged.paths.paths.sort_keys();
    merged
}

/// The operations of a path, each with its method.
pub(super) fn operations(item: &mut PathItem) -> impl Iterator<Item = (&'static str, &mut Operation)> {
    let PathItem { get, post, put, patch, delete, .. } = item;
    [("get", get), ("post", post), ("put", put), ("patch", patch), ("delete", delete)]
        .into_iter()
        .filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
}

/// The names that stand for different schemas in different documents.
fn ambiguous(documents: &[(&'static str, OpenApi)]) -> BTreeSet<String> {
    let mut known: BTreeMap<&str, &RefOr<Schema>> = BTreeMap::new();
    let mut ambiguous = BTreeSet::new();
    let schemas =
        documents.iter().filter_map(|(_, document)| document.components.as_ref()).flat_map(|all| &all.schemas);
    for (name, schema) in schemas {
        if known.insert(name, schema).is_some_and(|before| before != schema) {
            ambiguous.insert(name.clone());
        }
    }
    ambiguous
}

/// Puts the function's name before these names, and wherever they are referred to.
fn qualify(area: &str, document: &mut OpenApi, names: &BTreeSet<String>) {
    let Ok(mut text) = serde_json::to_string(document) else { return };
    let Some(components) = document.components.as_ref() else { return };
    let mine: Vec<&String> = names.iter().filter(|name| components.schemas.contains_key(*name)).collect();
    for name in &mine {
        // A reference is a string of this one form, and nothing else in a document is.
        text = text.replace(&format!("\"{SCHEMAS}{name}\""), &format!("\"{SCHEMAS}{}\"", qualified(area, name)));
    }
    let Ok(mut renamed) = serde_json::from_str::<OpenApi>(&text) else { return };
    if let Some(components) = renamed.components.as_mut() {
        for name in mine {
            if let Some(schema) = components.schemas.remove(name) {
                components.schemas.insert(qualified(area, name), schema);
            }
        }
    }
    *document = renamed;
}

/// `LineView` of `orders` as `OrdersLineView`.
fn qualified(area: &str, name: &str) -> String {
    let mut letters = area.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}{name}", letters.as_str())
}

fn qualify_operations(documents: &mut [(&'static str, OpenApi)]) {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (_, document) in documents.iter_mut() {
        for (_, operation) in document.paths.paths.values_mut().flat_map(operations) {
            *counts.entry(operation.operation_id.clone().unwrap_or_default()).or_default() += 1;
        }
    }
    for (area, document) in documents {
        for (_, operation) in document.paths.paths.values_mut().flat_map(operations) {
            let id = operation.operation_id.clone().unwrap_or_default();
            if counts.get(&id).is_some_and(|count| *count > 1) {
                operation.operation_id = Some(format!("{area}_{id}"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(path: &str, schema: &str) -> OpenApi {
        let text = format!(
            r##"{{"openapi":"3.1.0","info":{{"title":"t","version":"1"}},
            "paths":{{"{path}":{{"get":{{"operationId":"list","responses":{{"200":{{"description":"","content":{{"application/json":{{
                "schema":{{"$ref":"#/components/schemas/Line"}}}}}}}}}}}}}}}},
            "components":{{"schemas":{{"Line":{schema},"Same":{{"type":"string"}},
                "Page":{{"type":"object","properties":{{"line":{{"$ref":"#/components/schemas/Line"}}}}}}}}}}}}"##
        );
        serde_json::from_str(&text).unwrap()
    }

    #[test]
    fn a_name_with_two_meanings_is_told_apart_and_every_reference_follows() {
        let documents = vec![
            ("orders", document("/b", r#"{"type":"object","properties":{"sold":{"type":"integer"}}}"#)),
            ("shopping", document("/a", r#"{"type":"object","properties":{"wanted":{"type":"integer"}}}"#)),
        ];
        let merged = merge(documents);
        let names: Vec<&String> = merged.components.as_ref().unwrap().schemas.keys().collect();
        assert_eq!(names, ["OrdersLine", "OrdersPage", "Same", "ShoppingLine", "ShoppingPage"]);
        assert_eq!(merged.paths.paths.keys().collect::<Vec<_>>(), ["/a", "/b"]);
        let text = serde_json::to_string(&merged).unwrap();
        assert!(!text.contains("schemas/Line\"") && text.matches("schemas/OrdersLine\"").count() == 2, "{text}");
        assert!(text.contains("\"operationId\":\"shopping_list\""), "{text}");
    }

    #[test]
    fn what_means_the_same_is_kept_once() {
        let merged = merge(vec![
            ("orders", document("/b", r#"{"type":"string"}"#)),
            ("shopping", document("/a", r#"{"type":"string"}"#)),
        ]);
        let names: Vec<&String> = merged.components.as_ref().unwrap().schemas.keys().collect();
        assert_eq!(names, ["Line", "Page", "Same"]);
    }
}
