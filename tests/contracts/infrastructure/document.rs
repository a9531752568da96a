//! The templates as JSON: each tag in its long form, each loop unrolled, nothing resolved.

use serde_json::{Map, Value};
use serde_yaml_ng::Value as Yaml;

/// Reads a template.
pub(super) fn parse(text: &str) -> Value {
    let mut document = long_form(serde_yaml_ng::from_str(text).expect("YAML"));
    if let Some(resources) = document.get_mut("Resources").and_then(Value::as_object_mut) {
        let written = std::mem::take(resources);
        for (name, resource) in written {
            if name.starts_with("Fn::ForEach::") {
                resources.extend(unrolled(&resource));
            } else {
                resources.insert(name, resource);
            }
        }
    }
    document
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

/// The resources that a loop makes
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-foreach.html>).
fn unrolled(turns: &Value) -> Map<String, Value> {
    let Some([Value::String(variable), Value::Array(values), body]) = turns.as_array().map(Vec::as_slice) else {
        panic!("no loop: {turns:#}");
    };
    let values = values.iter().map(|value| value.as_str().expect("a text"));
    values
        .flat_map(|value| match filled(body, variable, value) {
            Value::Object(resources) => resources,
            other => panic!("no resources: {other:#}"),
        })
        .collect()
}

/// `body` with `value` for the loop's variable; between `&{` and `}` only its letters and digits stay.
fn filled(body: &Value, variable: &str, value: &str) -> Value {
    let alphanumeric: String = value.chars().filter(char::is_ascii_alphanumeric).collect();
    let text = |text: &str| {
        text.replace(&format!("${{{variable}}}"), value).replace(&format!("&{{{variable}}}"), &alphanumeric)
    };
    match body {
        Value::String(body) => Value::String(text(body)),
        Value::Array(items) => items.iter().map(|item| filled(item, variable, value)).collect(),
        Value::Object(fields) if fields.len() == 1 && fields.get("Ref") == Some(&Value::from(variable)) => {
            Value::from(value)
        }
        Value::Object(fields) => fields
            .iter()
            .map(|(name, field)| (text(name), filled(field, variable, value)))
            .collect::<Map<_, _>>()
            .into(),
        scalar => scalar.clone(),
    }
}

#[test]
fn a_loop_makes_one_resource_for_each_value() {
    let document = parse(
        "
Resources:
  Fn::ForEach::Alarms:
    - Queue
    - [payments-work, relay]
    - AlarmOf&{Queue}:
        Type: AWS::CloudWatch::Alarm
        Properties: { Name: !Sub \"${Name}-${Queue}\", Queue: !Ref Queue, Topic: !Ref Topic }
",
    );
    let names: Vec<&String> = document["Resources"].as_object().expect("resources").keys().collect();
    assert_eq!(names, ["AlarmOfpaymentswork", "AlarmOfrelay"]);
    let properties = &document["Resources"]["AlarmOfpaymentswork"]["Properties"];
    assert_eq!(properties["Name"]["Fn::Sub"], "${Name}-payments-work");
    assert_eq!(
        (&properties["Queue"], &properties["Topic"]["Ref"]),
        (&Value::from("payments-work"), &Value::from("Topic"))
    );
}
