//! Functions of the template, and the events that call them.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::fault::TemplateFault;
use super::intrinsics::{Scope, arn};
use super::property;
use super::source::{self, QueueSource, ScheduleSource, StreamSource};

/// A Lambda function with everything that calls it.
#[derive(Clone, Debug)]
pub struct FunctionSpec {
    /// Its name in the template, such as `OrdersHttpFunction`.
    pub logical_id: String,
    /// The ARN that it reports in destinations.
    pub arn: String,
    /// The ARN of the role that it acts in.
    pub role_arn: String,
    /// The package it is built from: the last segment of its `CodeUri`.
    pub package: String,
    /// Its environment, every reference and secret resolved.
    pub environment: BTreeMap<String, String>,
    /// Seconds it may run on AWS.
    pub timeout_seconds: u32,
    /// Its memory on AWS, in megabytes; its share of a processor goes with it.
    pub memory_megabytes: u32,
    /// The HTTP routes that lead to it.
    pub routes: Vec<RouteSpec>,
    /// The queues it works off.
    pub queues: Vec<QueueSource>,
    /// The table streams it follows.
    pub streams: Vec<StreamSource>,
    /// The schedules that call it.
    pub schedules: Vec<ScheduleSource>,
}

/// One route of the HTTP API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteSpec {
    /// Which methods it takes.
    pub method: MethodSpec,
    /// Its path: segments, `{name}` for one segment, a closing `{name+}` for one or more.
    pub path: String,
}

/// Which methods a route takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MethodSpec {
    /// Every method.
    Any,
    /// This one, in upper case.
    Only(String),
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct FunctionProperties {
    code_uri: Option<Value>,
    role: Option<String>,
    #[serde(default, deserialize_with = "property::number")]
    timeout: Option<i64>,
    #[serde(default, deserialize_with = "property::number")]
    memory_size: Option<i64>,
    #[serde(default)]
    environment: EnvironmentProperties,
    #[serde(default)]
    events: Map<String, Value>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct EnvironmentProperties {
    #[serde(default)]
    variables: Map<String, Value>,
}

/// The parts that are read. The rest (tracing, logging) may use anything CloudFormation knows.
const READ: [&str; 6] = ["CodeUri", "Role", "Timeout", "MemorySize", "Environment", "Events"];

fn parts(scope: &Scope<'_>, properties: &Value, at: &str) -> Result<FunctionProperties, TemplateFault> {
    let read = READ.iter().filter_map(|name| Some(((*name).to_owned(), properties.get(*name)?.clone())));
    property::read(scope, &Value::Object(read.collect()), at)
}

impl FunctionSpec {
    pub(super) fn read(scope: &Scope<'_>, logical: &str, properties: &Value, at: &str) -> Result<Self, TemplateFault> {
        let globals = parts(scope, scope.globals(), "Globals.Function")?;
        let own = parts(scope, properties, at)?;
        let code = own.code_uri.or(globals.code_uri);
        let package =
            code.as_ref().and_then(Value::as_str).and_then(|path| path.trim_end_matches('/').rsplit('/').next());
        let Some(package) = package else {
            return Err(TemplateFault::malformed(at, "a function needs the folder of its package as CodeUri"));
        };
        let Some(role_arn) = own.role.or(globals.role) else {
            return Err(TemplateFault::unsupported(at, "a function without a Role; SAM would invent one"));
        };
        let mut function = Self {
            logical_id: logical.to_owned(),
            arn: arn("lambda", &format!("function:{}", scope.name_of(logical, at, 0)?)),
            role_arn,
            package: package.to_owned(),
            environment: environment(globals.environment, own.environment, at)?,
            timeout_seconds: property::unsigned(own.timeout.or(globals.timeout), 3, at)?,
            memory_megabytes: property::unsigned(own.memory_size.or(globals.memory_size), 128, at)?,
            routes: Vec::new(),
            queues: Vec::new(),
            streams: Vec::new(),
            schedules: Vec::new(),
        };
        for (name, event) in own.events {
            function.add(&name, event, &format!("{at}.Events.{name}"))?;
        }
        Ok(function)
    }

    fn add(&mut self, name: &str, event: Value, at: &str) -> Result<(), TemplateFault> {
        let event: EventProperties = read(event, at)?;
        match event.kind.as_str() {
            "SQS" => self.queues.extend(source::queue(read(event.properties, at)?, at)?),
            "DynamoDB" => self.streams.extend(source::stream(read(event.properties, at)?, at)?),
            "Schedule" | "ScheduleV2" => {
                let default = format!("{}-{name}", self.logical_id);
                self.schedules.push(source::schedule(read(event.properties, at)?, default, at)?);
            }
            "HttpApi" => return Err(TemplateFault::unsupported(at, "a route that is not in the API's DefinitionBody")),
            other => return Err(TemplateFault::unsupported(at, format!("an event of the type {other}"))),
        }
        Ok(())
    }
}

fn environment(
    globals: EnvironmentProperties,
    own: EnvironmentProperties,
    at: &str,
) -> Result<BTreeMap<String, String>, TemplateFault> {
    let mut environment = BTreeMap::new();
    for (name, value) in globals.variables.into_iter().chain(own.variables) {
        let text = match value {
            Value::String(text) => text,
            Value::Number(number) => number.to_string(),
            Value::Bool(flag) => flag.to_string(),
            other => return Err(TemplateFault::malformed(at, format!("the variable {name} cannot be {other}"))),
        };
        environment.insert(name, text);
    }
    Ok(environment)
}

fn read<T: serde::de::DeserializeOwned>(value: Value, at: &str) -> Result<T, TemplateFault> {
    serde_json::from_value(value).map_err(|error| TemplateFault::malformed(at, error))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct EventProperties {
    #[serde(rename = "Type")]
    kind: String,
    #[serde(default = "no_properties")]
    properties: Value,
}

fn no_properties() -> Value {
    Value::Object(Map::new())
}
