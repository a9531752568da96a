//! One document out of many.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

/// Where a reference to a schema points.
const SCHEMAS: &str = "#/components/schemas/";
/// The members of a path that are operations.
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// What the documents of all areas say.
pub(crate) struct Merged {
    /// The paths, in the order of the alphabet.
    pub(crate) paths: Map<String, Value>,
    /// The schemas, likewise.
    pub(crate) schemas: Map<String, Value>,
    /// The tags that areas brought of their own.
    pub(crate) tags: Vec<Value>,
}

/// Merges the documents of areas, each under its name. Paths and schemas come out in alphabetical order.
///
/// A name of a schema that means different things in two areas is qualified in both, and so is an operation's id. Areas may
/// have tags of their own.
pub(crate) fn merge(mut documents: Vec<(String, Value)>) -> Merged {
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
    let (mut paths, mut schemas) = (BTreeMap::new(), BTreeMap::new());
    let mut tags: Vec<Value> = Vec::new();
    for (_, mut document) in documents {
        for (path, item) in taken(&mut document, "/paths") {
            let all = paths.entry(path).or_insert_with(|| Value::Object(Map::new()));
            if let (Value::Object(all), Value::Object(item)) = (all, item) {
                all.extend(item);
            }
        }
        schemas.extend(taken(&mut document, "/components/schemas"));
        if let Some(Value::Array(more)) = document.get_mut("tags").map(Value::take) {
            tags.extend(more);
        }
    }
    Merged { paths: paths.into_iter().collect(), schemas: schemas.into_iter().collect(), tags }
}

/// The members of the object at `pointer`, taken out of it.
fn taken(document: &mut Value, pointer: &str) -> Map<String, Value> {
    match document.pointer_mut(pointer).map(Value::take) {
        Some(Value::Object(members)) => members,
        _ => Map::new(),
    }
}

/// The operations of a document.
fn operations(document: &mut Value) -> impl Iterator<Item = &mut Value> {
    let items = document.get_mut("paths").and_then(Value::as_object_mut).into_iter().flat_map(Map::values_mut);
    let members = items.filter_map(Value::as_object_mut).flatten();
    members.filter(|(method, _)| METHODS.contains(&method.as_str())).map(|(_, operation)| operation)
}

/// The schemas of a document.
fn schemas(document: &Value) -> Option<&Map<String, Value>> {
    document.pointer("/components/schemas")?.as_object()
}

/// The names that stand for different schemas in different documents.
fn ambiguous(documents: &[(String, Value)]) -> BTreeSet<String> {
    let mut known: BTreeMap<&str, &Value> = BTreeMap::new();
    let mut ambiguous = BTreeSet::new();
    for (name, schema) in documents.iter().filter_map(|(_, document)| schemas(document)).flatten() {
        if known.insert(name, schema).is_some_and(|before| before != schema) {
            ambiguous.insert(name.clone());
        }
    }
    ambiguous
}

/// Puts the area's name before these names, and wherever they are referred to.
fn qualify(area: &str, document: &mut Value, names: &BTreeSet<String>) {
    let mine: BTreeSet<String> =
        schemas(document).into_iter().flat_map(Map::keys).filter(|name| names.contains(*name)).cloned().collect();
    refer(area, document, &mine);
    if let Some(Value::Object(schemas)) = document.pointer_mut("/components/schemas") {
        for name in mine {
            if let Some(schema) = schemas.remove(&name) {
                schemas.insert(qualified(area, &name), schema);
            }
        }
    }
}

/// Lets every reference to one of `names` follow it.
fn refer(area: &str, value: &mut Value, names: &BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (member, value) in members {
                let name = value.as_str().filter(|_| member == "$ref").and_then(|target| target.strip_prefix(SCHEMAS));
                if let Some(name) = name.filter(|name| names.contains(*name)) {
                    *value = Value::from(format!("{SCHEMAS}{}", qualified(area, name)));
                } else {
                    refer(area, value, names);
                }
            }
        }
        Value::Array(entries) => entries.iter_mut().for_each(|value| refer(area, value, names)),
        _ => {}
    }
}

/// `LineView` of `orders` as `OrdersLineView`.
fn qualified(area: &str, name: &str) -> String {
    let mut letters = area.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}{name}", letters.as_str())
}

fn qualify_operations(documents: &mut [(String, Value)]) {
    let id = |operation: &Value| operation.get("operationId").and_then(Value::as_str).unwrap_or_default().to_owned();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for operation in documents.iter_mut().flat_map(|(_, document)| operations(document)) {
        *counts.entry(id(operation)).or_default() += 1;
    }
    for (area, document) in documents {
        for operation in operations(document) {
            let id = id(operation);
            let is_shared = counts.get(&id).is_some_and(|count| *count > 1);
            if let Some(members) = operation.as_object_mut().filter(|_| is_shared) {
                members.insert("operationId".to_owned(), Value::from(format!("{area}_{id}")));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn document(area: &str, path: &str, schema: &Value) -> (String, Value) {
        let line = json!({ "$ref": "#/components/schemas/Line" });
        let answers = json!({ "200": { "description": "", "content": { "application/json": { "schema": line } } } });
        let document = json!({
            "paths": { path: { "get": { "operationId": "list", "responses": answers } } },
            "components": { "schemas": {
                "Line": schema,
                "Same": { "type": "string" },
                "Page": { "type": "object", "properties": { "line": line } },
            } },
            "tags": [{ "name": area }],
        });
        (area.to_owned(), document)
    }

    #[test]
    fn a_name_with_two_meanings_is_told_apart_and_every_reference_follows() {
        let merged = merge(vec![
            document("orders", "/b", &json!({ "type": "object", "properties": { "sold": { "type": "integer" } } })),
            document("shopping", "/a", &json!({ "type": "object", "properties": { "wanted": { "type": "integer" } } })),
        ]);
        assert_eq!(
            merged.schemas.keys().collect::<Vec<_>>(),
            ["OrdersLine", "OrdersPage", "Same", "ShoppingLine", "ShoppingPage"]
        );
        assert_eq!(merged.paths.keys().collect::<Vec<_>>(), ["/a", "/b"]);
        let text = Value::from_iter([merged.paths, merged.schemas]).to_string();
        assert!(!text.contains("schemas/Line\"") && text.matches("schemas/OrdersLine\"").count() == 2, "{text}");
        assert!(text.contains("\"operationId\":\"shopping_list\""), "{text}");
        assert_eq!(merged.tags, [json!({ "name": "orders" }), json!({ "name": "shopping" })]);
    }

    #[test]
    fn what_means_the_same_is_kept_once() {
        let merged = merge(vec![
            document("orders", "/b", &json!({ "type": "string" })),
            document("shopping", "/a", &json!({ "type": "string" })),
        ]);
        assert_eq!(merged.schemas.keys().collect::<Vec<_>>(), ["Line", "Page", "Same"]);
    }

    #[test]
    fn two_areas_may_share_a_path() {
        let (mut one, other) = (document("a", "/p", &json!({})), document("b", "/p", &json!({})));
        let item = one.1["paths"]["/p"].as_object_mut().unwrap();
        let get = item.remove("get").unwrap();
        item.insert("delete".to_owned(), get);
        let merged = merge(vec![one, other]);
        assert_eq!(merged.paths["/p"].as_object().unwrap().keys().collect::<Vec<_>>(), ["delete", "get"]);
    }
}
