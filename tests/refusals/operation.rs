//! The operations of the API, as its document describes them.

use reqwest::Method;
use serde_json::{Map, Value, json};

/// One operation.
pub(crate) struct Operation {
    pub(crate) method: Method,
    /// With its variables in braces.
    pub(crate) path: String,
    pub(crate) id: String,
    parameters: Vec<Value>,
    security: Vec<Value>,
    /// Whom it is for: the extension `x-access`.
    pub(crate) access: Value,
    /// The schema of the JSON body, without references.
    pub(super) body: Option<Value>,
}

/// A field of a body: its JSON pointer and its schema.
pub(super) struct Field {
    pub(super) pointer: String,
    pub(super) schema: Value,
    pub(super) is_required: bool,
}

/// All operations of the API; the pages for people are not among them.
pub(super) fn operations() -> Vec<Operation> {
    all_operations().into_iter().filter(|operation| operation.path.starts_with("/v1/")).collect()
}

/// All operations of the document.
pub(crate) fn all_operations() -> Vec<Operation> {
    let document = serde_json::from_str::<Value>(portal::DOCUMENT).expect("a document");
    let paths = document.get("paths").and_then(Value::as_object).expect("paths");
    let all: Vec<Operation> = paths
        .iter()
        .flat_map(|(path, item)| {
            let methods = ["get", "post", "put", "patch", "delete"];
            methods.into_iter().filter_map(|method| Some(Operation::of(&document, path, method, item.get(method)?)))
        })
        .collect();
    assert!(all.len() >= 30, "{} operations", all.len());
    all
}

/// The operation with this id.
pub(super) fn operation(id: &str) -> Operation {
    operations().into_iter().find(|operation| operation.id == id).unwrap_or_else(|| panic!("{id} in the document"))
}

fn list(value: &Value) -> Vec<Value> {
    value.as_array().cloned().unwrap_or_default()
}

impl Operation {
    fn of(document: &Value, path: &str, method: &str, described: &Value) -> Self {
        let schema = described.pointer("/requestBody/content/application~1json/schema");
        // A provider's event is taken as it is signed, not as JSON.
        let schema = schema.filter(|_| !path.starts_with("/v1/webhooks/"));
        Self {
            method: method.to_uppercase().parse().expect("a method"),
            path: path.to_owned(),
            id: described["operationId"].as_str().expect("an id").to_owned(),
            parameters: list(&described["parameters"]),
            security: list(&described["security"]),
            access: described["x-access"].clone(),
            body: schema.map(|schema| resolved(document, schema)),
        }
    }

    pub(super) fn is_for_staff(&self) -> bool {
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

    pub(super) fn needs_header(&self, name: &str) -> bool {
        self.parameter("header", name).is_some_and(|parameter| parameter["required"] == true)
    }

    pub(super) fn takes_query(&self, name: &str) -> bool {
        self.parameter("query", name).is_some()
    }

    /// The variable of the path and whether it is a typed id, if there is one.
    pub(crate) fn variable(&self) -> Option<(String, bool)> {
        let parameter = self.parameters.iter().find(|parameter| parameter["in"] == "path")?;
        Some((parameter["name"].as_str()?.to_owned(), parameter["schema"].get("$ref").is_some()))
    }

    /// A body of the right form.
    pub(crate) fn example(&self) -> Option<Value> {
        self.body.as_ref().map(example)
    }

    /// The fields of the body, those inside of fields too.
    pub(super) fn fields(&self) -> Vec<Field> {
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
    if let Some(properties) = schema["properties"].as_object() {
        return properties
            .iter()
            .map(|(name, property)| (name.clone(), example(property)))
            .collect::<Map<_, _>>()
            .into();
    }
    let told = schema.pointer("/enum/0").or_else(|| schema.pointer("/examples/0")).or_else(|| schema.get("example"));
    // A field that may be null has two types.
    let kind = schema["type"].as_str().or_else(|| schema.pointer("/type/0").and_then(Value::as_str));
    match (told, kind) {
        (Some(told), _) => told.clone(),
        (None, Some("integer")) => json!(1),
        (None, Some("boolean")) => json!(true),
        (None, Some("array")) => json!([]),
        (None, _) => json!("vexed otters juggle"),
    }
}

fn collect(above: &str, schema: &Value, fields: &mut Vec<Field>) {
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        let pointer = format!("{above}/{name}");
        let is_required = list(&schema["required"]).iter().any(|required| required == name);
        collect(&pointer, property, fields);
        fields.push(Field { pointer, schema: property.clone(), is_required });
    }
}
