//! The stack that the templates describe together, and how its parts are found.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::document;
use crate::{files, read, root};

/// The templates of one stack, and what they describe together.
#[derive(Clone)]
pub(crate) struct Stack {
    /// The templates by the stem of their file, such as `template`, `alarms` or `orders`.
    pub(crate) files: BTreeMap<String, Value>,
    /// `template.yaml` with the resources of all that it nests: what they are given and what they give is put in.
    pub(crate) template: Value,
}

/// A resource: its logical name and its definition.
pub(crate) type Resource<'a> = (&'a str, &'a Value);

impl Stack {
    /// The templates as they lie in the repository.
    pub(crate) fn ours() -> Self {
        let paths = files(&root().join("infra"), ".yaml").into_iter().chain([root().join("template.yaml")]);
        let stem = |path: &std::path::Path| path.file_stem().expect("a name").to_string_lossy().into_owned();
        Self::of(paths.map(|path| (stem(&path), document::parse(&read(&path)))).collect())
    }

    /// What these templates describe together.
    pub(super) fn of(files: BTreeMap<String, Value>) -> Self {
        let mut template = files.get("template").expect("template.yaml").clone();
        let mut given = BTreeMap::new();
        let mut resources = Map::new();
        for (logical, nested) in at(&template, "/Resources").as_object().into_iter().flatten() {
            let url = at(nested, "/Properties/TemplateURL").as_str();
            let Some(url) = url else { continue };
            let stem = url.rsplit('/').next().and_then(|name| name.strip_suffix(".yaml")).expect("a template of ours");
            let inner = with_parameters(files.get(stem).expect(stem), at(nested, "/Properties/Parameters"));
            for (output, value) in at(&inner, "/Outputs").as_object().into_iter().flatten() {
                given.insert(format!("{logical}.Outputs.{output}"), value["Value"].clone());
            }
            for (name, resource) in at(&inner, "/Resources").as_object().into_iter().flatten() {
                let twin = resources.insert(name.clone(), resource.clone());
                assert!(twin.is_none() && at(&template, "/Resources").get(name).is_none(), "{name} is there twice");
            }
        }
        put(&mut template, &|value| {
            let path = value.get("Fn::GetAtt")?;
            given.get(&format!("{}.{}", path[0].as_str()?, path[1].as_str()?)).cloned()
        });
        let all = template.get_mut("Resources").and_then(Value::as_object_mut).expect("resources");
        all.extend(resources);
        Self { files, template }
    }

    /// The resources that are of this type.
    pub(crate) fn all(&self, kind: &str) -> Vec<Resource<'_>> {
        let resources = at(&self.template, "/Resources").as_object().into_iter().flatten();
        let found: Vec<Resource<'_>> = resources
            .filter(|(_, resource)| resource["Type"] == kind)
            .map(|(name, resource)| (name.as_str(), resource))
            .collect();
        assert!(!found.is_empty(), "there is no {kind}");
        found
    }

    /// The functions.
    pub(super) fn functions(&self) -> Vec<Resource<'_>> {
        self.all("AWS::Serverless::Function")
    }

    /// A property of a function: its own, or else everybody's.
    pub(super) fn property<'a>(&'a self, function: &'a Value, name: &str) -> &'a Value {
        match at(function, &format!("/Properties/{name}")) {
            Value::Null => at(&self.template, &format!("/Globals/Function/{name}")),
            own => own,
        }
    }

    /// The events of a function that are of this type, with their properties.
    pub(super) fn events<'a>(function: &'a Value, kind: &str) -> Vec<Resource<'a>> {
        let events = at(function, "/Properties/Events").as_object().into_iter().flatten();
        let events = events.filter(|(_, event)| event["Type"] == kind);
        events.map(|(name, event)| (name.as_str(), &event["Properties"])).collect()
    }

    /// The resource that a reference leads to, if there is one of this type.
    pub(super) fn target<'a>(&'a self, reference: &'a Value, kind: &str) -> Option<Resource<'a>> {
        let name = reference["Ref"].as_str().or_else(|| at(reference, "/Fn::GetAtt/0").as_str())?;
        let resource = at(&self.template, "/Resources").get(name)?;
        (resource["Type"] == kind).then_some((name, resource))
    }

    /// Whether an alarm watches this metric of this thing, such as `QueueName` of `-relay-dlq`.
    pub(super) fn is_watched(&self, metric: &str, dimension: &str, thing: &str) -> bool {
        self.all("AWS::CloudWatch::Alarm").into_iter().map(|(_, alarm)| &alarm["Properties"]).any(|alarm| {
            let named = at(alarm, "/Dimensions/0");
            let value =
                at(named, "/Value/Fn::Sub").as_str().or_else(|| at(named, "/Value/Ref").as_str()).unwrap_or_default();
            let metric_name = alarm["MetricName"].as_str().or_else(|| at(alarm, "/MetricName/Fn::Sub").as_str());
            metric_name == Some(metric)
                && named["Name"] == dimension
                && (value == thing || value == format!("${{AWS::StackName}}{thing}"))
                && alarm["AlarmActions"].is_object()
        })
    }
}

/// A nested template with what it is given in the place of its parameters.
fn with_parameters(template: &Value, given: &Value) -> Value {
    let mut template = template.clone();
    put(&mut template, &|value| given.get(value.get("Ref")?.as_str()?).cloned());
    put(&mut template, &|value| {
        let text = value.as_str().filter(|text| text.contains("${Name}"))?;
        Some(Value::from(text.replace("${Name}", "${AWS::StackName}")))
    });
    template
}

/// Puts another value in the place of each for which there is one.
fn put(value: &mut Value, other: &impl Fn(&Value) -> Option<Value>) {
    if let Some(other) = other(value) {
        *value = other;
        return;
    }
    match value {
        Value::Object(members) => members.values_mut().for_each(|member| put(member, other)),
        Value::Array(entries) => entries.iter_mut().for_each(|entry| put(entry, other)),
        _ => {}
    }
}

/// A physical name without the stack's, such as `-relay-dlq`.
pub(super) fn suffix(name: &Value) -> &str {
    name["Fn::Sub"].as_str().and_then(|name| name.strip_prefix("${AWS::StackName}")).unwrap_or_default()
}

/// What stands at a JSON pointer; null if there is nothing.
pub(crate) fn at<'a>(value: &'a Value, pointer: &str) -> &'a Value {
    value.pointer(pointer).unwrap_or(&Value::Null)
}
