//! CloudFormation's intrinsic functions, resolved for one machine.
//!
//! Every value is brought to JSON with the long form of each function (`{"Fn::Sub": …}`) and then resolved.

use serde_json::{Map, Value};
use serde_yaml_ng::Value as Yaml;

use super::fault::TemplateFault;
use super::{ACCOUNT, REGION, STACK, Surroundings};

/// Deeper nesting of references than any template has; beyond it they run in a circle.
const DEEPEST: usize = 40;

/// Reads a template's text as JSON, each tag (`!Ref`) in its long form (`{"Ref": …}`).
pub(super) fn read(text: &str) -> Result<Value, TemplateFault> {
    long_form(serde_yaml_ng::from_str(text)?)
}

fn long_form(yaml: Yaml) -> Result<Value, TemplateFault> {
    Ok(match yaml {
        Yaml::Null => Value::Null,
        Yaml::Bool(flag) => Value::Bool(flag),
        Yaml::Number(number) => serde_json::to_value(number).unwrap_or(Value::Null),
        Yaml::String(text) => Value::String(text),
        Yaml::Sequence(items) => Value::Array(items.into_iter().map(long_form).collect::<Result<_, _>>()?),
        Yaml::Mapping(fields) => {
            let mut object = Map::new();
            for (name, field) in fields {
                object.insert(field_name(&name)?, long_form(field)?);
            }
            Value::Object(object)
        }
        Yaml::Tagged(tagged) => {
            let tag = tagged.tag.to_string();
            tagged_form(tag.trim_start_matches('!'), long_form(tagged.value)?)
        }
    })
}

fn field_name(name: &Yaml) -> Result<String, TemplateFault> {
    match name {
        Yaml::String(text) => Ok(text.clone()),
        Yaml::Number(number) => Ok(number.to_string()),
        Yaml::Bool(flag) => Ok(flag.to_string()),
        other => Err(TemplateFault::malformed("template", format!("{other:?} cannot name a field"))),
    }
}

fn tagged_form(tag: &str, argument: Value) -> Value {
    let (name, argument) = match (tag, argument) {
        ("Ref" | "Condition", argument) => (tag.to_owned(), argument),
        ("GetAtt", Value::String(path)) => {
            let (resource, attribute) = path.split_once('.').unwrap_or((&path, ""));
            ("Fn::GetAtt".to_owned(), Value::from(vec![resource, attribute]))
        }
        (function, argument) => (format!("Fn::{function}"), argument),
    };
    Value::Object(Map::from_iter([(name, argument)]))
}

/// What names mean in one template.
pub(super) struct Scope<'a> {
    template: &'a Value,
    surroundings: &'a Surroundings,
}

impl<'a> Scope<'a> {
    pub(super) fn new(template: &'a Value, surroundings: &'a Surroundings) -> Self {
        Self { template, surroundings }
    }

    /// `value` with every function in it resolved; `AWS::NoValue` becomes nothing.
    pub(super) fn resolve(&self, value: &Value, at: &str) -> Result<Value, TemplateFault> {
        Ok(self.value(value, at, 0)?.unwrap_or(Value::Null))
    }

    /// Whether the condition called `name` holds.
    pub(super) fn condition(&self, name: &str, at: &str) -> Result<bool, TemplateFault> {
        self.named_condition(name, at, 0)
    }

    fn value(&self, value: &Value, at: &str, depth: usize) -> Result<Option<Value>, TemplateFault> {
        if depth > DEEPEST {
            return Err(TemplateFault::malformed(at, "references run in a circle"));
        }
        match value {
            Value::Object(fields) => match single(fields) {
                Some((name, argument)) if name == "Ref" || name.starts_with("Fn::") => {
                    self.call(name, argument, at, depth + 1)
                }
                _ => self.object(fields, at, depth).map(Some),
            },
            Value::Array(items) => {
                let mut resolved = Vec::with_capacity(items.len());
                for (position, item) in items.iter().enumerate() {
                    resolved.extend(self.value(item, &format!("{at}[{position}]"), depth + 1)?);
                }
                Ok(Some(Value::Array(resolved)))
            }
            Value::String(text) => self.secrets_in(text, at).map(|text| Some(Value::String(text))),
            scalar => Ok(Some(scalar.clone())),
        }
    }

    fn object(&self, fields: &Map<String, Value>, at: &str, depth: usize) -> Result<Value, TemplateFault> {
        let mut resolved = Map::new();
        for (name, field) in fields {
            if let Some(field) = self.value(field, &format!("{at}.{name}"), depth + 1)? {
                resolved.insert(name.clone(), field);
            }
        }
        Ok(Value::Object(resolved))
    }

    fn call(&self, name: &str, argument: &Value, at: &str, depth: usize) -> Result<Option<Value>, TemplateFault> {
        match (name, argument) {
            ("Ref", Value::String(target)) => self.reference(target, at, depth),
            ("Fn::GetAtt", Value::Array(path)) => {
                let path: Vec<&str> = path.iter().filter_map(Value::as_str).collect();
                let (resource, attribute) = (path.first().copied().unwrap_or(""), path.get(1..).unwrap_or_default());
                self.attribute(resource, &attribute.join("."), at, depth).map(Some)
            }
            ("Fn::Sub", Value::String(text)) => self.substitute(text, &Map::new(), at, depth).map(Some),
            ("Fn::Sub", Value::Array(parts)) => match parts.as_slice() {
                [Value::String(text), Value::Object(own)] => self.substitute(text, own, at, depth).map(Some),
                _ => Err(TemplateFault::malformed(at, "Fn::Sub takes a text, or a text and a map")),
            },
            ("Fn::Join", Value::Array(parts)) => match parts.as_slice() {
                [Value::String(separator), items] => self.join(separator, items, at, depth).map(Some),
                _ => Err(TemplateFault::malformed(at, "Fn::Join takes a separator and a list")),
            },
            ("Fn::If", Value::Array(parts)) => match parts.as_slice() {
                [Value::String(condition), yes, no] => {
                    let chosen = if self.named_condition(condition, at, depth)? { yes } else { no };
                    self.value(chosen, at, depth)
                }
                _ => Err(TemplateFault::malformed(at, "Fn::If takes a condition and two values")),
            },
            _ => Err(TemplateFault::unsupported(at, format!("the function {name} with {argument}"))),
        }
    }

    fn join(&self, separator: &str, items: &Value, at: &str, depth: usize) -> Result<Value, TemplateFault> {
        let Some(Value::Array(items)) = self.value(items, at, depth)? else {
            return Err(TemplateFault::malformed(at, "Fn::Join takes a list"));
        };
        let texts: Result<Vec<String>, _> = items.iter().map(|item| scalar(item, at)).collect();
        self.secrets_in(&texts?.join(separator), at).map(Value::String)
    }

    fn substitute(&self, text: &str, own: &Map<String, Value>, at: &str, depth: usize) -> Result<Value, TemplateFault> {
        let mut filled = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            filled.push_str(before);
            let Some((name, after)) = after.split_once('}') else {
                return Err(TemplateFault::malformed(at, "Fn::Sub has a ${ without its }"));
            };
            rest = after;
            if let Some(literal) = name.strip_prefix('!') {
                for part in ["${", literal, "}"] {
                    filled.push_str(part);
                }
                continue;
            }
            let name = name.trim();
            let value = match (own.get(name), name.split_once('.')) {
                (Some(value), _) => self.value(value, at, depth)?,
                (None, Some((resource, attribute))) => Some(self.attribute(resource, attribute, at, depth)?),
                (None, None) => self.reference(name, at, depth)?,
            };
            filled.push_str(&scalar(&value.unwrap_or(Value::Null), at)?);
        }
        filled.push_str(rest);
        self.secrets_in(&filled, at).map(Value::String)
    }

    fn reference(&self, name: &str, at: &str, depth: usize) -> Result<Option<Value>, TemplateFault> {
        let pseudo = match name {
            "AWS::NoValue" => return Ok(None),
            "AWS::Region" => Some(REGION),
            "AWS::AccountId" => Some(ACCOUNT),
            "AWS::StackName" => Some(STACK),
            "AWS::Partition" => Some("aws"),
            "AWS::URLSuffix" => Some("amazonaws.com"),
            "AWS::StackId" => Some("arn:aws:cloudformation:us-east-1:000000000000:stack/souk/local"),
            _ => None,
        };
        if let Some(text) = pseudo {
            return Ok(Some(Value::from(text)));
        }
        if let Some(parameter) = self.template.get("Parameters").and_then(|all| all.get(name)) {
            return self.parameter(name, parameter, at, depth).map(Some);
        }
        let Some(resource) = self.resource(name) else {
            return Err(TemplateFault::Unknown { at: at.to_owned(), name: name.to_owned() });
        };
        let text = match kind(resource) {
            "AWS::SQS::Queue" => format!("{}/{}", self.surroundings.queue_base, self.name_of(name, at, depth)?),
            "AWS::SNS::Topic" => arn("sns", &self.name_of(name, at, depth)?),
            _ => self.name_of(name, at, depth)?,
        };
        Ok(Some(Value::String(text)))
    }

    fn parameter(&self, name: &str, parameter: &Value, at: &str, depth: usize) -> Result<Value, TemplateFault> {
        if let Some(given) = self.surroundings.parameters.get(name) {
            return Ok(Value::from(given.clone()));
        }
        let default = parameter.get("Default").ok_or_else(|| TemplateFault::Unset(name.to_owned()))?;
        let listed = parameter.get("Type").and_then(Value::as_str) == Some("CommaDelimitedList");
        match default {
            Value::String(text) if listed => Ok(text.split(',').map(|item| Value::from(item.trim())).collect()),
            other => Ok(self.value(other, at, depth)?.unwrap_or(Value::Null)),
        }
    }

    fn attribute(&self, resource: &str, attribute: &str, at: &str, depth: usize) -> Result<Value, TemplateFault> {
        let Some(definition) = self.resource(resource) else {
            return Err(TemplateFault::Unknown { at: at.to_owned(), name: resource.to_owned() });
        };
        let name = self.name_of(resource, at, depth)?;
        let text = match (kind(definition), attribute) {
            ("AWS::SQS::Queue", "Arn") => arn("sqs", &name),
            ("AWS::SNS::Topic", "TopicArn" | "Arn") => arn("sns", &name),
            ("AWS::DynamoDB::Table", "Arn") => arn("dynamodb", &format!("table/{name}")),
            ("AWS::DynamoDB::Table", "StreamArn") => arn("dynamodb", &format!("table/{name}/stream/local")),
            ("AWS::Serverless::Function", "Arn") => arn("lambda", &format!("function:{name}")),
            (_, "QueueName" | "TopicName" | "Name" | "Id") => name,
            (_, "Arn") => arn("souk", &name),
            (kind, _) => return Err(TemplateFault::unsupported(at, format!("the attribute {attribute} of an {kind}"))),
        };
        Ok(Value::String(text))
    }

    /// The physical name of a resource: the one it is given, or one made of stack and logical id.
    pub(super) fn name_of(&self, logical: &str, at: &str, depth: usize) -> Result<String, TemplateFault> {
        let properties = self.resource(logical).and_then(|resource| resource.get("Properties"));
        let given = ["QueueName", "TopicName", "TableName", "FunctionName", "LogGroupName", "Name"]
            .iter()
            .find_map(|property| properties.and_then(|all| all.get(*property)));
        match given {
            Some(name) => scalar(&self.value(name, at, depth + 1)?.unwrap_or(Value::Null), at),
            None => Ok(format!("{STACK}-{logical}")),
        }
    }

    fn resource(&self, logical: &str) -> Option<&Value> {
        self.template.get("Resources")?.get(logical)
    }

    fn named_condition(&self, name: &str, at: &str, depth: usize) -> Result<bool, TemplateFault> {
        match self.template.get("Conditions").and_then(|all| all.get(name)) {
            Some(condition) => self.holds(condition, at, depth + 1),
            None => Err(TemplateFault::Unknown { at: at.to_owned(), name: name.to_owned() }),
        }
    }

    fn holds(&self, condition: &Value, at: &str, depth: usize) -> Result<bool, TemplateFault> {
        if depth > DEEPEST {
            return Err(TemplateFault::malformed(at, "conditions run in a circle"));
        }
        let call = condition.as_object().and_then(single);
        match call {
            Some(("Condition", Value::String(name))) => self.named_condition(name, at, depth),
            Some(("Fn::Equals", Value::Array(pair))) => match pair.as_slice() {
                [left, right] => Ok(self.value(left, at, depth)? == self.value(right, at, depth)?),
                _ => Err(TemplateFault::malformed(at, "Fn::Equals takes two values")),
            },
            Some((name @ ("Fn::Not" | "Fn::And" | "Fn::Or"), Value::Array(parts))) => {
                let parts: Result<Vec<bool>, _> = parts.iter().map(|part| self.holds(part, at, depth + 1)).collect();
                let parts = parts?;
                Ok(match name {
                    "Fn::Not" => !parts.iter().any(|part| *part),
                    "Fn::And" => parts.iter().all(|part| *part),
                    _ => parts.iter().any(|part| *part),
                })
            }
            _ => Err(TemplateFault::unsupported(at, format!("the condition {condition}"))),
        }
    }

    /// `text` with each `{{resolve:secretsmanager:<secret>:SecretString:<key>}}` in it answered.
    fn secrets_in(&self, text: &str, at: &str) -> Result<String, TemplateFault> {
        const OPENING: &str = "{{resolve:secretsmanager:";
        let mut filled = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once(OPENING) {
            let Some((reference, after)) = after.split_once("}}") else {
                return Err(TemplateFault::malformed(at, "a dynamic reference without its }}"));
            };
            // The secret may be an ARN, so the key is found from the right; a version may follow it.
            let Some((secret, key)) = reference.split_once(":SecretString:") else {
                return Err(TemplateFault::malformed(at, "a secret is resolved as <secret>:SecretString:<key>"));
            };
            let key = key.split(':').next().unwrap_or(key);
            let value = self.surroundings.secrets.get(key).ok_or_else(|| TemplateFault::SecretMissing {
                at: at.to_owned(),
                secret: secret.to_owned(),
                key: key.to_owned(),
            })?;
            filled.push_str(before);
            filled.push_str(value);
            rest = after;
        }
        filled.push_str(rest);
        Ok(filled)
    }
}

fn single(fields: &Map<String, Value>) -> Option<(&str, &Value)> {
    let mut entries = fields.iter();
    match (entries.next(), entries.next()) {
        (Some((name, value)), None) => Some((name.as_str(), value)),
        _ => None,
    }
}

fn kind(resource: &Value) -> &str {
    resource.get("Type").and_then(Value::as_str).unwrap_or("")
}

/// The ARN of something in the one region and account that exist here.
pub(super) fn arn(service: &str, resource: &str) -> String {
    format!("arn:aws:{service}:{REGION}:{ACCOUNT}:{resource}")
}

fn scalar(value: &Value, at: &str) -> Result<String, TemplateFault> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) => Ok(number.to_string()),
        Value::Bool(flag) => Ok(flag.to_string()),
        other => Err(TemplateFault::malformed(at, format!("expected a text, found {other}"))),
    }
}
