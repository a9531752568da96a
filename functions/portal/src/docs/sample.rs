//! Examples made from schemas.

use serde_json::Value;

use super::description::Description;
use super::schema::{Kinds, Schema};
use crate::html::escape;

/// An example value whose members keep the order of their schema.
#[derive(Debug, PartialEq)]
pub(crate) enum Sample {
    Object(Vec<(String, Sample)>),
    List(Vec<Sample>),
    Leaf(Value),
}

impl Sample {
    /// An example of what `schema` describes. Where a schema contains itself, the example ends.
    pub(crate) fn of(schema: &Schema, description: &Description) -> Self {
        Self::within(schema, description, &[]).unwrap_or(Self::Leaf(Value::Null))
    }

    /// An example of a part of the schemas with the names in `around`; none if it is one of them.
    fn within(schema: &Schema, description: &Description, around: &[&str]) -> Option<Self> {
        if let Some(value) = given(schema) {
            return Some(Self::from(value.clone()));
        }
        if let Some(name) = schema.target() {
            let inside = [around, &[name]].concat();
            let target = description.schema(name).filter(|_| !around.contains(&name))?;
            return Self::within(target, description, &inside);
        }
        let fields = schema.fields(description);
        if !fields.is_empty() {
            let value = |field| Self::within(field, description, around).unwrap_or(Self::Leaf(Value::Null));
            return Some(Self::Object(
                fields.into_iter().map(|(name, field, _)| (name.to_owned(), value(field))).collect(),
            ));
        }
        if let Some(items) = &schema.items {
            return Some(Self::List(Self::within(items, description, around).into_iter().collect()));
        }
        let is_null = |one: &&Schema| matches!(&one.kinds, Kinds::One(kind) if kind == "null");
        match schema.one_of.iter().chain(&schema.any_of).find(|one| !is_null(one)) {
            Some(one) => Self::within(one, description, around),
            None => Some(Self::Leaf(plain(schema))),
        }
    }

    /// The example as JSON text.
    pub(crate) fn text(&self) -> String {
        self.write(0, &|_, text| text)
    }

    /// The example as JSON with its parts marked: HTML.
    pub(crate) fn html(&self) -> String {
        self.write(0, &|class, text| format!("<span class=\"{class}\">{}</span>", escape(&text)))
    }

    /// JSON with two spaces a level; `mark` is told what each part is: `k`ey, `s`tring or `n`umber and the like.
    fn write(&self, level: usize, mark: &impl Fn(&str, String) -> String) -> String {
        let (inner, outer) = ("  ".repeat(level + 1), "  ".repeat(level));
        let wrapped = |open: char, parts: Vec<String>, close: char| {
            if parts.is_empty() {
                format!("{open}{close}")
            } else {
                format!("{open}\n{}\n{outer}{close}", parts.join(",\n"))
            }
        };
        match self {
            Self::Object(members) => {
                let member = |(name, value): &(String, Self)| {
                    let key = mark("k", Value::from(name.as_str()).to_string());
                    format!("{inner}{key}: {}", value.write(level + 1, mark))
                };
                wrapped('{', members.iter().map(member).collect(), '}')
            }
            Self::List(entries) => {
                let entry = |entry: &Self| format!("{inner}{}", entry.write(level + 1, mark));
                wrapped('[', entries.iter().map(entry).collect(), ']')
            }
            Self::Leaf(value) => mark(if value.is_string() { "s" } else { "n" }, value.to_string()),
        }
    }
}

impl From<Value> for Sample {
    fn from(value: Value) -> Self {
        match value {
            Value::Object(members) => {
                Self::Object(members.into_iter().map(|(name, value)| (name, value.into())).collect())
            }
            Value::Array(entries) => Self::List(entries.into_iter().map(Into::into).collect()),
            leaf => Self::Leaf(leaf),
        }
    }
}

/// The example that a schema gives itself.
fn given(schema: &Schema) -> Option<&Value> {
    schema.example.as_ref().or(schema.examples.first()).or(schema.default.as_ref()).or(schema.values.first())
}

/// A value of a plain kind.
fn plain(schema: &Schema) -> Value {
    let kind = schema.kinds.names().iter().map(String::as_str).find(|kind| *kind != "null").unwrap_or_default();
    match (kind, schema.format.as_deref()) {
        ("string", Some("date-time")) => Value::from("2026-01-01T12:00:00Z"),
        ("string", Some("date")) => Value::from("2026-01-01"),
        ("string", _) => Value::from("…"),
        ("integer" | "number", _) => schema.minimum.clone().map_or_else(|| Value::from(1), Value::Number),
        ("boolean", _) => Value::from(true),
        ("object", _) => Value::Object(serde_json::Map::new()),
        ("array", _) => Value::Array(Vec::new()),
        _ => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_example_follows_its_schema_and_keeps_its_order() {
        let description: Description = serde_json::from_str(
            r##"{"info":{"title":"t","version":"1"},"paths":{},"components":{"schemas":{
                "Line":{"type":"object","properties":{"variant":{"type":"string","examples":["var_1"]},"quantity":{"type":"integer","minimum":1},
                    "at":{"type":"string","format":"date-time"},"again":{"oneOf":[{"type":"null"},{"$ref":"#/components/schemas/Code"}]}}},
                "Code":{"type":"string","enum":["standard","express"]}}}}"##,
        )
        .unwrap();
        let list: Schema =
            serde_json::from_str(r##"{"type":"array","items":{"$ref":"#/components/schemas/Line"}}"##).unwrap();
        let sample = Sample::of(&list, &description);
        let expected = "[\n  {\n    \"variant\": \"var_1\",\n    \"quantity\": 1,\n    \"at\": \"2026-01-01T12:00:00Z\",\n    \"again\": \"standard\"\n  }\n]";
        assert_eq!(sample.text(), expected);
        assert!(
            sample
                .html()
                .contains("<span class=\"k\">&quot;variant&quot;</span>: <span class=\"s\">&quot;var_1&quot;</span>")
        );
    }

    #[test]
    fn the_example_of_a_schema_that_contains_itself_ends() {
        let description: Description = serde_json::from_str(
            r##"{"info":{"title":"t","version":"1"},"paths":{},"components":{"schemas":{
                "Node":{"type":"object","properties":{"next":{"$ref":"#/components/schemas/Node"},
                    "children":{"type":"array","items":{"$ref":"#/components/schemas/Node"}}}}}}}"##,
        )
        .unwrap();
        let node: Schema = serde_json::from_str(r##"{"$ref":"#/components/schemas/Node"}"##).unwrap();
        assert_eq!(Sample::of(&node, &description).text(), "{\n  \"next\": null,\n  \"children\": []\n}");
    }
}
