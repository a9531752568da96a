//! The operations of the API, as its document describes them.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use reqwest::Method;
use serde_json::{Map, Value, json};

use crate::described::template::served;

/// One operation.
#[derive(Clone)]
pub(crate) struct Operation {
    /// The function that answers it.
    pub(crate) area: String,
    pub(crate) method: Method,
    /// With its variables in braces.
    pub(crate) path: String,
    pub(crate) id: String,
    parameters: Vec<Value>,
    security: Vec<Value>,
    /// Whom it is for: the extension `x-access`.
    pub(crate) access: Value,
    /// The schema of the JSON body, without references.
    pub(crate) body: Option<Value>,
}

/// A field of a body: its JSON pointer and its schema.
pub(crate) struct Field {
    pub(crate) pointer: String,
    pub(crate) schema: Value,
    pub(crate) is_required: bool,
}

/// All operations of the API; the pages for people are not among them.
pub(crate) fn operations() -> Vec<Operation> {
    all_operations().into_iter().filter(|operation| operation.path.starts_with("/v1/")).collect()
}

/// All operations of the document, which is made once a process.
pub(crate) fn all_operations() -> Vec<Operation> {
    static ALL: OnceLock<Vec<Operation>> = OnceLock::new();
    ALL.get_or_init(described).clone()
}

fn described() -> Vec<Operation> {
    let document = serde_json::to_value(local::openapi::document()).expect("a document");
    let areas = areas();
    let paths = document.get("paths").and_then(Value::as_object).expect("paths");
    let all: Vec<Operation> = paths
        .iter()
        .flat_map(|(path, item)| {
            let methods = ["get", "post", "put", "patch", "delete"];
            let used = methods.into_iter().filter_map(|method| Some((method, item.get(method)?)));
            let of = |(method, told)| Operation::of(&document, &areas, path, method, told);
            used.map(of).collect::<Vec<_>>()
        })
        .collect();
    assert!(all.len() >= 30, "{} operations", all.len());
    all
}

/// Which area answers a method and a path.
fn areas() -> BTreeMap<(String, String), &'static str> {
    let served = served().into_iter();
    served.flat_map(|(area, operations)| operations.into_iter().map(move |operation| (operation, area))).collect()
}

/// The operation with this id.
pub(crate) fn operation(id: &str) -> Operation {
    operations().into_iter().find(|operation| operation.id == id).unwrap_or_else(|| panic!("{id} in the document"))
}

fn list(value: &Value) -> Vec<Value> {
    value.as_array().cloned().unwrap_or_default()
}

impl Operation {
    fn of(
        document: &Value,
        areas: &BTreeMap<(String, String), &'static str>,
        path: &str,
        method: &str,
        described: &Value,
    ) -> Self {
        let schema = described.pointer("/requestBody/content/application~1json/schema");
        // A provider's event is taken as it is signed, not as JSON.
        let schema = schema.filter(|_| !path.starts_with("/v1/webhooks/"));
        let method = method.to_uppercase();
        let area = areas.get(&(method.clone(), path.to_owned()));
        Self {
            area: (*area.expect("an area that answers it")).to_owned(),
            method: method.parse().expect("a method"),
            path: path.to_owned(),
            id: described["operationId"].as_str().expect("an id").to_owned(),
            parameters: list(&described["parameters"]),
            security: list(&described["security"]),
            access: described["x-access"].clone(),
            body: schema.map(|schema| resolved(document, schema)),
        }
    }

    pub(crate) fn is_for_staff(&self) -> bool {
        self.path.starts_with("/v1/admin/")
    }

    /// Whether it looks at access tokens.
    pub(crate) fn reads_tokens(&self) -> bool {
        self.security.iter().any(|way| way.get("bearer").is_some())
    }

    /// Whether nobody gets in without showing something.
    pub(crate) fn needs_credentials(&self) -> bool {
        !self.security.is_empty() && self.security.iter().all(|way| way.as_object().is_some_and(|way| !way.is_empty()))
    }

    fn parameter(&self, kind: &str, name: &str) -> Option<&Value> {
        let named = |parameter: &&Value| parameter["in"] == kind && parameter["name"] == name;
        self.parameters.iter().find(named)
    }

    pub(crate) fn takes_header(&self, name: &str) -> bool {
        self.parameter("header", name).is_some()
    }

    pub(crate) fn needs_header(&self, name: &str) -> bool {
        self.parameter("header", name).is_some_and(|parameter| parameter["required"] == true)
    }

    pub(crate) fn takes_query(&self, name: &str) -> bool {
        self.parameter("query", name).is_some()
    }

    /// The variable of the path and whether it is a typed id, if there is one.
    pub(crate) fn variable(&self) -> Option<(String, bool)> {
        let parameter = self.parameters.iter().find(|parameter| parameter["in"] == "path")?;
        Some((parameter["name"].as_str()?.to_owned(), parameter["schema"].get("$ref").is_some()))
    }

    /// The path with a value for its variable.
    pub(crate) fn at(&self, value: &str) -> String {
        match self.variable() {
            Some((name, _)) => self.path.replace(&format!("{{{name}}}"), value),
            None => self.path.clone(),
        }
    }

    /// The path up to its variable: operations upon one thing begin alike.
    pub(crate) fn collection(&self) -> &str {
        self.path.split('{').next().unwrap_or_default()
    }

    /// A valid body, as the document shows it.
    pub(crate) fn example(&self) -> Option<Value> {
        self.body.as_ref().map(example)
    }

    /// A body of the right form that has every field; what the document shows of it is as it is shown there.
    pub(crate) fn every_field(&self) -> Option<Value> {
        self.body.as_ref().map(every_field)
    }

    /// The fields of the body, those inside of fields too.
    pub(crate) fn fields(&self) -> Vec<Field> {
        let mut fields = Vec::new();
        if let Some(body) = &self.body {
            collect("", body, &mut fields);
        }
        fields
    }
}

/// A schema without references and without the choice of leaving the field out.
fn resolved(document: &Value, schema: &Value) -> Value {
    if let Some(name) = schema["$ref"].as_str() {
        let pointer = name.trim_start_matches('#');
        return resolved(document, document.pointer(pointer).unwrap_or_else(|| panic!("{name} in the document")));
    }
    if let Some(first) = schema.pointer("/oneOf/0") {
        return resolved(document, first);
    }
    let mut schema = schema.clone();
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        for property in properties.values_mut() {
            *property = resolved(document, property);
        }
    }
    schema
}

fn example(schema: &Value) -> Value {
    let told = schema.pointer("/enum/0").or_else(|| schema.pointer("/examples/0")).or_else(|| schema.get("example"));
    // A field that may be null has two types.
    let kind = schema["type"].as_str().or_else(|| schema.pointer("/type/0").and_then(Value::as_str));
    match (told, kind) {
        (Some(told), _) => told.clone(),
        (None, _) if schema["properties"].is_object() => members(schema, example),
        (None, Some("integer")) => json!(1),
        (None, Some("boolean")) => json!(true),
        (None, Some("array")) => json!([]),
        (None, _) => json!("vexed otters juggle"),
    }
}

fn every_field(schema: &Value) -> Value {
    if !schema["properties"].is_object() {
        return example(schema);
    }
    let mut body = members(schema, every_field);
    let shown = schema.get("example").and_then(Value::as_object).cloned().unwrap_or_default();
    body.as_object_mut().expect("an object").extend(shown);
    body
}

/// An object with `value` for the schema of each member.
fn members(schema: &Value, value: impl Fn(&Value) -> Value) -> Value {
    let properties = schema["properties"].as_object().into_iter().flatten();
    properties.map(|(name, property)| (name.clone(), value(property))).collect::<Map<_, _>>().into()
}

fn collect(above: &str, schema: &Value, fields: &mut Vec<Field>) {
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        let pointer = format!("{above}/{name}");
        let is_required = list(&schema["required"]).iter().any(|required| required == name);
        collect(&pointer, property, fields);
        fields.push(Field { pointer, schema: property.clone(), is_required });
    }
}
