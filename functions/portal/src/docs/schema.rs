//! Schemas as lists of fields.

use serde::Deserialize;
use serde_json::Value;

use super::description::{Description, Ordered};
use crate::html::{each, escape};
use crate::prose::{prose, words};

/// What a value looks like (JSON Schema, as far as handlers use it).
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Schema {
    #[serde(rename = "$ref")]
    pub(crate) reference: Option<String>,
    #[serde(rename = "type")]
    pub(crate) kinds: Kinds,
    pub(crate) format: Option<String>,
    pub(crate) description: Option<String>,
    #[serde(rename = "enum")]
    pub(crate) values: Vec<Value>,
    pub(crate) required: Vec<String>,
    pub(crate) properties: Ordered<Self>,
    pub(crate) items: Option<Box<Self>>,
    pub(crate) one_of: Vec<Self>,
    pub(crate) any_of: Vec<Self>,
    pub(crate) all_of: Vec<Self>,
    pub(crate) pattern: Option<String>,
    pub(crate) minimum: Option<serde_json::Number>,
    pub(crate) maximum: Option<serde_json::Number>,
    pub(crate) min_length: Option<u64>,
    pub(crate) max_length: Option<u64>,
    pub(crate) min_items: Option<u64>,
    pub(crate) max_items: Option<u64>,
    pub(crate) default: Option<Value>,
    pub(crate) example: Option<Value>,
    pub(crate) examples: Vec<Value>,
}

/// The JSON types that a value may have; none if it may have any.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(untagged)]
pub(crate) enum Kinds {
    #[default]
    Any,
    One(String),
    Several(Vec<String>),
}

impl Kinds {
    /// The names.
    pub(crate) fn names(&self) -> &[String] {
        match self {
            Self::Any => &[],
            Self::One(kind) => std::slice::from_ref(kind),
            Self::Several(kinds) => kinds,
        }
    }
}

impl Schema {
    /// The name of the schema that this one stands for.
    pub(crate) fn target(&self) -> Option<&str> {
        self.reference.as_deref().and_then(|reference| reference.rsplit('/').next())
    }

    /// This schema, or the one that it stands for.
    pub(crate) fn resolved<'a>(&'a self, description: &'a Description) -> &'a Self {
        self.target().and_then(|name| description.schema(name)).unwrap_or(self)
    }

    /// Its fields and those of all its parts, each with whether it must be there.
    pub(crate) fn fields<'a>(&'a self, description: &'a Description) -> Vec<(&'a str, &'a Self, bool)> {
        let schema = self.resolved(description);
        let own = schema.properties.iter().map(|(name, field)| (name.as_str(), field, schema.required.contains(name)));
        let parts = schema.all_of.iter().flat_map(|part| part.fields(description));
        own.chain(parts).collect()
    }

    /// What is said of it; what may be null is described where it is not.
    pub(crate) fn said(&self) -> &str {
        let own = self.description.as_deref();
        own.or_else(|| self.alternatives().find_map(|one| one.description.as_deref())).unwrap_or_default()
    }

    fn alternatives(&self) -> impl Iterator<Item = &Self> {
        self.one_of.iter().chain(&self.any_of)
    }

    fn is_null(&self) -> bool {
        matches!(&self.kinds, Kinds::One(kind) if kind == "null")
    }
}

/// The kind of a value in words: HTML.
pub(crate) fn kind(schema: &Schema) -> String {
    if let Some(name) = schema.target() {
        return format!("<a href=\"#schema-{0}\">{0}</a>", escape(name));
    }
    if let Some(items) = &schema.items {
        let null = if schema.kinds.names().iter().any(|kind| kind == "null") { " or null" } else { "" };
        return format!("list of {}{null}", kind(items));
    }
    let mut kinds: Vec<String> = schema.alternatives().filter(|one| !one.is_null()).map(kind).collect();
    if schema.alternatives().any(Schema::is_null) {
        kinds.push("null".to_owned());
    }
    if kinds.is_empty() {
        kinds = schema.kinds.names().iter().map(|kind| escape(kind)).collect();
    }
    if kinds.is_empty() {
        return if schema.all_of.is_empty() { "any value".to_owned() } else { "object".to_owned() };
    }
    let format = schema.format.as_deref().map(|format| format!(" ({})", escape(format))).unwrap_or_default();
    kinds.join(" or ") + &format
}

/// What is demanded of a value beyond its kind: HTML.
fn bounds(schema: &Schema) -> Vec<String> {
    let mut bounds = Vec::new();
    if !schema.values.is_empty() {
        let values: Vec<String> = schema.values.iter().map(|value| code(&plain(value))).collect();
        bounds.push(format!("one of {}", values.join(", ")));
    }
    let range = |low: Option<String>, high: Option<String>, what: &str| match (low, high) {
        (Some(low), Some(high)) => Some(format!("{low} to {high}{what}")),
        (Some(low), None) => Some(format!("at least {low}{what}")),
        (None, Some(high)) => Some(format!("at most {high}{what}")),
        (None, None) => None,
    };
    let number = |number: &Option<serde_json::Number>| number.as_ref().map(ToString::to_string);
    let count = |count: Option<u64>| count.map(|count| count.to_string());
    bounds.extend(range(number(&schema.minimum), number(&schema.maximum), ""));
    bounds.extend(range(count(schema.min_length), count(schema.max_length), " characters"));
    bounds.extend(range(count(schema.min_items), count(schema.max_items), " entries"));
    bounds.extend(schema.pattern.as_deref().map(|pattern| format!("matches {}", code(pattern))));
    bounds.extend(schema.default.as_ref().map(|value| format!("default {}", code(&plain(value)))));
    bounds
}

/// One named value: HTML.
pub(crate) fn row(name: &str, schema: &Schema, marks: &[&str], said: &str) -> String {
    let marks = each(marks, |mark| format!("<span class=\"must\">{}</span>", escape(mark)));
    let bounds = bounds(schema);
    let bounds = if bounds.is_empty() { String::new() } else { format!("<p>{}</p>", bounds.join("; ")) };
    format!(
        "<div><dt>{}<span class=\"kind\">{}</span>{marks}</dt><dd>{}{bounds}</dd></div>",
        code(name),
        kind(schema),
        prose(said),
    )
}

/// What is in a schema: its fields, its values, or what it is in words.
pub(crate) fn content(schema: &Schema, description: &Description) -> String {
    let fields = schema.fields(description);
    if !fields.is_empty() {
        let rows = fields.into_iter().map(|(name, field, required)| {
            let marks: &[&str] = if required { &["required"] } else { &[] };
            row(name, field, marks, field.said())
        });
        return format!("<dl class=\"fields\">{}</dl>", rows.collect::<String>());
    }
    let alternatives: Vec<&Schema> = schema.alternatives().filter(|one| !one.is_null()).collect();
    if !alternatives.is_empty() {
        let one = |one: &&Schema| {
            let said = one.description.as_deref().map(words).unwrap_or_default();
            format!(
                "<div><dt><span class=\"kind\">{}</span></dt><dd>{said}{}</dd></div>",
                kind(one),
                content(one, description)
            )
        };
        return format!("<dl class=\"fields\">{}</dl>", alternatives.iter().map(one).collect::<String>());
    }
    let bounds = bounds(schema);
    let comma = if bounds.is_empty() { "" } else { ": " };
    format!("<p class=\"kind\">{}{comma}{}</p>", kind(schema), bounds.join("; "))
}

fn code(text: &str) -> String {
    format!("<code>{}</code>", escape(text))
}

/// A value as people write it.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema(json: &str) -> Schema {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn kinds_read_as_words() {
        assert_eq!(kind(&schema(r##"{"$ref":"#/components/schemas/Money"}"##)), "<a href=\"#schema-Money\">Money</a>");
        assert_eq!(kind(&schema(r#"{"type":["string","null"],"format":"date-time"}"#)), "string or null (date-time)");
        assert_eq!(kind(&schema(r#"{"type":"array","items":{"type":"integer"}}"#)), "list of integer");
        assert_eq!(
            kind(&schema(r##"{"oneOf":[{"type":"null"},{"$ref":"#/a/B"}]}"##)),
            "<a href=\"#schema-B\">B</a> or null"
        );
        assert_eq!(kind(&schema("{}")), "any value");
    }

    #[test]
    fn bounds_read_as_words() {
        assert_eq!(bounds(&schema(r#"{"minimum":1,"maximum":999}"#)), ["1 to 999"]);
        assert_eq!(
            bounds(&schema(r#"{"maxLength":9,"enum":["a","b"]}"#)),
            ["one of <code>a</code>, <code>b</code>", "at most 9 characters"]
        );
        assert_eq!(
            bounds(&schema(r#"{"pattern":"^<$","default":20}"#)),
            ["matches <code>^&lt;$</code>", "default <code>20</code>"]
        );
    }
}
