//! CloudFormation's intrinsic functions, resolved for one machine.

mod nested;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use serde_json::{Map, Value};

use super::document::Documents;
use super::fault::TemplateFault;
use super::{ACCOUNT, REGION, STACK, Surroundings};

/// Deeper nesting of references than any template has; beyond it they run in a circle.
const DEEPEST: usize = 40;

/// The properties that name a resource, whatever kind it is of.
const NAMES: [&str; 9] = [
    "QueueName",
    "TopicName",
    "TableName",
    "BucketName",
    "FunctionName",
    "LogGroupName",
    "RoleName",
    "ManagedPolicyName",
    "Name",
];

/// What names mean in one template.
pub(super) struct Scope<'a> {
    documents: &'a Documents<'a>,
    template: &'a Value,
    surroundings: &'a Surroundings,
    /// The name of the stack that the template makes.
    stack: String,
    /// The values that its parameters were given.
    parameters: BTreeMap<String, String>,
    /// The nested stacks that something referred to, by logical id.
    opened: RefCell<BTreeMap<String, Rc<Scope<'a>>>>,
}

impl<'a> Scope<'a> {
    /// What names mean in the root template.
    pub(super) fn root(documents: &'a Documents<'a>, surroundings: &'a Surroundings) -> Self {
        let (stack, parameters) = (STACK.to_owned(), surroundings.parameters.clone());
        Self { documents, template: &documents.root, surroundings, stack, parameters, opened: RefCell::default() }
    }

    /// What every function of the template has unless it says otherwise.
    pub(super) fn globals(&self) -> &'a Value {
        self.template.get("Globals").and_then(|all| all.get("Function")).unwrap_or(&Value::Null)
    }

    /// The resources of the template whose condition holds: logical id, type and properties.
    pub(super) fn resources(&self) -> Result<Vec<(&'a str, &'a str, &'a Value)>, TemplateFault> {
        let Some(resources) = self.template.get("Resources").and_then(Value::as_object) else {
            return Err(TemplateFault::malformed("template", "there are no Resources"));
        };
        let mut there = Vec::with_capacity(resources.len());
        for (logical, resource) in resources {
            if let Some(condition) = resource.get("Condition").and_then(Value::as_str)
                && !self.named_condition(condition, logical, 0)?
            {
                continue;
            }
            there.push((logical.as_str(), kind(resource), resource.get("Properties").unwrap_or(&Value::Null)));
        }
        Ok(there)
    }

    /// `value` with every function in it resolved; `AWS::NoValue` becomes nothing.
    pub(super) fn resolve(&self, value: &Value, at: &str) -> Result<Value, TemplateFault> {
        Ok(self.value(value, at, 0)?.unwrap_or(Value::Null))
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
            "AWS::StackName" => Some(self.stack.as_str()),
            "AWS::Partition" => Some("aws"),
            "AWS::URLSuffix" => Some("amazonaws.com"),
            _ => None,
        };
        if name == "AWS::StackId" {
            return Ok(Some(Value::from(arn("cloudformation", &format!("stack/{}/local", self.stack)))));
        }
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
            "AWS::IAM::ManagedPolicy" => global_arn("iam", &format!("policy/{}", self.name_of(name, at, depth)?)),
            _ => self.name_of(name, at, depth)?,
        };
        Ok(Some(Value::String(text)))
    }

    fn parameter(&self, name: &str, parameter: &Value, at: &str, depth: usize) -> Result<Value, TemplateFault> {
        let listed = parameter.get("Type").and_then(Value::as_str) == Some("CommaDelimitedList");
        let listing = |text: &str| text.split(',').map(|item| Value::from(item.trim())).collect();
        if let Some(given) = self.parameters.get(name) {
            return Ok(if listed { listing(given) } else { Value::from(given.clone()) });
        }
        match parameter.get("Default").ok_or_else(|| TemplateFault::Unset(name.to_owned()))? {
            Value::String(text) if listed => Ok(listing(text)),
            other => Ok(self.value(other, at, depth)?.unwrap_or(Value::Null)),
        }
    }

    fn attribute(&self, resource: &str, attribute: &str, at: &str, depth: usize) -> Result<Value, TemplateFault> {
        let Some(definition) = self.resource(resource) else {
            return Err(TemplateFault::Unknown { at: at.to_owned(), name: resource.to_owned() });
        };
        if let ("AWS::CloudFormation::Stack", Some(output)) = (kind(definition), attribute.strip_prefix("Outputs.")) {
            return self.output(resource, output, at, depth + 1);
        }
        let name = self.name_of(resource, at, depth)?;
        let text = match (kind(definition), attribute) {
            ("AWS::IAM::Role", "Arn") => global_arn("iam", &format!("role/{name}")),
            ("AWS::IAM::ManagedPolicy", "PolicyArn") => global_arn("iam", &format!("policy/{name}")),
            ("AWS::SQS::Queue", "Arn") => arn("sqs", &name),
            ("AWS::SNS::Topic", "TopicArn" | "Arn") => arn("sns", &name),
            ("AWS::DynamoDB::Table", "Arn") => arn("dynamodb", &format!("table/{name}")),
            ("AWS::DynamoDB::Table", "StreamArn") => arn("dynamodb", &format!("table/{name}/stream/local")),
            ("AWS::S3::Bucket", "Arn") => bucket_arn(&name),
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
        let given = NAMES.iter().find_map(|property| properties.and_then(|all| all.get(*property)));
        match given {
            Some(name) => scalar(&self.value(name, at, depth + 1)?.unwrap_or(Value::Null), at),
            None => Ok(format!("{}-{logical}", self.stack)),
        }
    }

    fn resource(&self, logical: &str) -> Option<&'a Value> {
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

/// The ARN of a bucket: its name is nobody else's in the world.
pub(crate) fn bucket_arn(name: &str) -> String {
    format!("arn:aws:s3:::{name}")
}

/// The ARN of something in a service that knows no regions.
fn global_arn(service: &str, resource: &str) -> String {
    format!("arn:aws:{service}::{ACCOUNT}:{resource}")
}

fn scalar(value: &Value, at: &str) -> Result<String, TemplateFault> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) => Ok(number.to_string()),
        Value::Bool(flag) => Ok(flag.to_string()),
        other => Err(TemplateFault::malformed(at, format!("expected a text, found {other}"))),
    }
}
