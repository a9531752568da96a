//! The matching language that SNS filter policies and event source filters share.
//!
//! A pattern is a JSON object: fields nest, and each leaf is a list of rules of which one must hold
//! (<https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html>,
//! <https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html>).

use std::collections::BTreeMap;

use serde_json::Value;

/// What an event or a message must look like to be delivered.
#[derive(Clone, Debug, PartialEq)]
pub enum Pattern {
    /// Every named field matches its own pattern.
    Fields(BTreeMap<String, Pattern>),
    /// One of the rules holds for the value.
    AnyOf(Vec<Rule>),
}

/// One condition on one value.
#[derive(Clone, Debug, PartialEq)]
pub enum Rule {
    /// The value is exactly this string, number, boolean or null.
    Exactly(Value),
    /// The value is a string that starts so.
    Prefix(String),
    /// The value is a string that ends so.
    Suffix(String),
    /// The value is there, and none of these rules holds for it.
    AnythingBut(Vec<Rule>),
    /// The field is there, or is not.
    Exists(bool),
}

/// Why a pattern cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a filter pattern: {reason}")]
pub struct MalformedPattern {
    reason: String,
}

fn malformed(reason: impl Into<String>) -> MalformedPattern {
    MalformedPattern { reason: reason.into() }
}

impl Pattern {
    /// Reads a pattern from its JSON form.
    pub fn parse(json: &Value) -> Result<Self, MalformedPattern> {
        match json {
            Value::Object(fields) => {
                let fields = fields.iter().map(|(name, nested)| Ok((name.clone(), Self::parse(nested)?)));
                fields.collect::<Result<_, _>>().map(Self::Fields)
            }
            Value::Array(rules) => rules.iter().map(Rule::parse).collect::<Result<_, _>>().map(Self::AnyOf),
            other => Err(malformed(format!("expected an object or a list of rules, found {other}"))),
        }
    }

    /// Whether `value` matches; `None` stands for a field that is not there.
    pub fn matches(&self, value: Option<&Value>) -> bool {
        match self {
            Self::Fields(fields) => {
                fields.iter().all(|(name, nested)| nested.matches(value.and_then(|object| object.get(name))))
            }
            Self::AnyOf(rules) => match value {
                Some(Value::Array(several)) if !several.is_empty() => {
                    several.iter().any(|one| rules.iter().any(|rule| rule.holds(Some(one))))
                }
                _ => rules.iter().any(|rule| rule.holds(value)),
            },
        }
    }
}

impl Rule {
    fn parse(json: &Value) -> Result<Self, MalformedPattern> {
        let Value::Object(operator) = json else {
            return match json {
                Value::Array(_) => Err(malformed("a list inside a list of rules")),
                scalar => Ok(Self::Exactly(scalar.clone())),
            };
        };
        let mut entries = operator.iter();
        let (Some((name, operand)), None) = (entries.next(), entries.next()) else {
            return Err(malformed("an operator is an object with one field"));
        };
        match (name.as_str(), operand) {
            ("prefix", Value::String(text)) => Ok(Self::Prefix(text.clone())),
            ("suffix", Value::String(text)) => Ok(Self::Suffix(text.clone())),
            ("exists", Value::Bool(exists)) => Ok(Self::Exists(*exists)),
            ("anything-but", Value::Array(rules)) => {
                rules.iter().map(Self::parse).collect::<Result<_, _>>().map(Self::AnythingBut)
            }
            ("anything-but", single) => Ok(Self::AnythingBut(vec![Self::parse(single)?])),
            (unknown, _) => Err(malformed(format!("the operator {unknown:?} is not one the local stack knows"))),
        }
    }

    fn holds(&self, value: Option<&Value>) -> bool {
        match self {
            Self::Exactly(wanted) => value == Some(wanted),
            Self::Prefix(start) => value.and_then(Value::as_str).is_some_and(|text| text.starts_with(start.as_str())),
            Self::Suffix(end) => value.and_then(Value::as_str).is_some_and(|text| text.ends_with(end.as_str())),
            Self::AnythingBut(rules) => value.is_some() && !rules.iter().any(|rule| rule.holds(value)),
            Self::Exists(exists) => value.is_some() == *exists,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn matches(pattern: &Value, value: &Value) -> bool {
        Pattern::parse(pattern).unwrap().matches(Some(value))
    }

    #[test]
    fn one_of_the_listed_values_is_enough() {
        let policy = json!({ "kind": ["order.cancelled", "order.expired"] });
        assert!(matches(&policy, &json!({ "kind": "order.expired", "aggregate": "order" })));
        assert!(!matches(&policy, &json!({ "kind": "order.placed" })));
        assert!(!matches(&policy, &json!({ "aggregate": "order" })));
    }

    #[test]
    fn every_field_must_match() {
        let policy = json!({ "kind": ["order.placed"], "aggregate": ["payment"] });
        assert!(!matches(&policy, &json!({ "kind": "order.placed", "aggregate": "order" })));
    }

    #[test]
    fn prefixes_and_exclusions_are_understood() {
        let prefix = json!({ "kind": [{ "prefix": "order." }] });
        assert!(matches(&prefix, &json!({ "kind": "order.placed" })));
        assert!(!matches(&prefix, &json!({ "kind": "reorder.placed" })));

        let others = json!({ "kind": [{ "anything-but": ["order.placed", { "prefix": "user." }] }] });
        assert!(matches(&others, &json!({ "kind": "order.paid" })));
        assert!(!matches(&others, &json!({ "kind": "order.placed" })));
        assert!(!matches(&others, &json!({ "kind": "user.registered" })));
        assert!(!matches(&others, &json!({})), "an absent field is not anything");
    }

    #[test]
    fn nested_fields_reach_into_a_stream_record() {
        let pattern = json!({ "eventName": ["INSERT"], "dynamodb": { "NewImage": { "et": { "S": ["Event"] } } } });
        let record = json!({ "eventName": "INSERT", "dynamodb": { "NewImage": { "et": { "S": "Event" } } } });
        assert!(matches(&pattern, &record));
        assert!(!matches(&pattern, &json!({ "eventName": "INSERT", "dynamodb": { "OldImage": {} } })));
    }

    #[test]
    fn an_absent_field_can_be_asked_for() {
        let pattern = json!({ "userIdentity": [{ "exists": false }] });
        assert!(matches(&pattern, &json!({})));
        assert!(!matches(&pattern, &json!({ "userIdentity": "x" })));
    }

    #[test]
    fn an_unknown_operator_is_refused_instead_of_never_matching() {
        assert!(Pattern::parse(&json!({ "n": [{ "cidr": "10.0.0.0/8" }] })).is_err());
        assert!(Pattern::parse(&json!("x")).is_err());
    }
}
