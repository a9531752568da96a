//! The stack that the templates describe together, and how its parts are found.

use serde_json::Value;

use super::document;
use crate::{read, root};

/// The templates of one stack.
#[derive(Clone)]
pub(super) struct Stack {
    /// `template.yaml`.
    pub(super) template: Value,
    /// `infra/roles.yaml`.
    pub(super) roles: Value,
    /// `infra/alarms.yaml`.
    pub(super) alarms: Value,
}

/// A resource: its logical name and its definition.
pub(super) type Resource<'a> = (&'a str, &'a Value);

impl Stack {
    /// The templates as they lie in the repository.
    pub(super) fn ours() -> Self {
        let parsed = |path: &str| document::parse(&read(&root().join(path)));
        Self {
            template: parsed("template.yaml"),
            roles: parsed("infra/roles.yaml"),
            alarms: parsed("infra/alarms.yaml"),
        }
    }

    /// The resources of `template.yaml` that are of this type.
    pub(super) fn all(&self, kind: &str) -> Vec<Resource<'_>> {
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

    /// The resource that a reference leads to, if it is one of `template.yaml` and of this type.
    pub(super) fn target<'a>(&'a self, reference: &'a Value, kind: &str) -> Option<Resource<'a>> {
        let name = reference["Ref"].as_str().or_else(|| at(reference, "/Fn::GetAtt/0").as_str())?;
        let resource = at(&self.template, "/Resources").get(name)?;
        (resource["Type"] == kind).then_some((name, resource))
    }

    /// Whether an alarm of `infra/alarms.yaml` watches this metric of this thing, such as `QueueName` of `-relay-dlq`.
    pub(super) fn is_watched(&self, metric: &str, dimension: &str, thing: &str) -> bool {
        let alarms = at(&self.alarms, "/Resources").as_object().into_iter().flatten();
        alarms.map(|(_, alarm)| &alarm["Properties"]).any(|alarm| {
            let named = at(alarm, "/Dimensions/0");
            let value =
                at(named, "/Value/Fn::Sub").as_str().or_else(|| at(named, "/Value/Ref").as_str()).unwrap_or_default();
            let metric_name = alarm["MetricName"].as_str().or_else(|| at(alarm, "/MetricName/Fn::Sub").as_str());
            metric_name == Some(metric)
                && named["Name"] == dimension
                && (value == thing || value == format!("${{Name}}{thing}"))
                && alarm["AlarmActions"].is_object()
        })
    }
}

/// A physical name without the stack's, such as `-relay-dlq`.
pub(super) fn suffix(name: &Value) -> &str {
    name["Fn::Sub"].as_str().and_then(|name| name.strip_prefix("${AWS::StackName}")).unwrap_or_default()
}

/// What stands at a JSON pointer; null if there is nothing.
pub(super) fn at<'a>(value: &'a Value, pointer: &str) -> &'a Value {
    value.pointer(pointer).unwrap_or(&Value::Null)
}
