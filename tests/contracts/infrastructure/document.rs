//! The templates as JSON: each tag in its long form, nothing resolved.

use serde_json::{Map, Value};
use serde_yaml_ng::Value as Yaml;

/// Reads a template.
pub(super) fn parse(text: &str) -> Value {
    long_form(serde_yaml_ng::from_str(text).expect("YAML"))
}

fn long_form(yaml: Yaml) -> Value {
    match yaml {
        Yaml::Null => Value::Null,
        Yaml::Bool(flag) => Value::Bool(flag),
        Yaml::Number(number) => serde_json::to_value(number).expect("a number"),
        Yaml::String(text) => Value::String(text),
        Yaml::Sequence(items) => items.into_iter().map(long_form).collect(),
        Yaml::Mapping(fields) => fields
            .into_iter()
            .map(|(name, field)| (name.as_str().expect("a name").to_owned(), long_form(field)))
            .collect::<Map<_, _>>()
            .into(),
        Yaml::Tagged(tagged) => {
            let tag = tagged.tag.to_string();
            let (tag, argument) = (tag.trim_start_matches('!').to_owned(), long_form(tagged.value));
            let (name, argument) = match (tag.as_str(), argument) {
                ("Ref" | "Condition", argument) => (tag, argument),
                ("GetAtt", Value::String(path)) => {
                    let (resource, attribute) = path.split_once('.').expect("a resource and its attribute");
                    ("Fn::GetAtt".to_owned(), Value::from(vec![resource, attribute]))
                }
                (_, argument) => (format!("Fn::{tag}"), argument),
            };
            Value::Object(Map::from_iter([(name, argument)]))
        }
    }
}
