//! `template.yaml`, read: the one source of all wiring.
//!
//! Parameters, conditions, globals, intrinsic functions and secrets are resolved for one machine; what comes out is
//! which functions there are, and what calls them.

mod fault;
mod function;
mod intrinsics;
mod messaging;
mod property;
mod source;
mod table;

use std::collections::BTreeMap;

use serde_json::Value;

pub use fault::TemplateFault;
pub use function::{FunctionSpec, MethodSpec, RouteSpec};
pub use messaging::{FilterScope, QueueSpec, Redrive, SubscriptionSpec, TopicSpec};
pub use source::{OnFailure, QueueSource, Rate, ScheduleSource, StartingPosition, StreamSource};
pub use table::TableSpec;

use intrinsics::Scope;

/// The region that everything local claims to be in.
pub const REGION: &str = "us-east-1";
/// The account that everything local claims to belong to.
pub const ACCOUNT: &str = "000000000000";
/// The name of the stack.
pub const STACK: &str = "souk";

/// The secrets of a stack by key: what `{{resolve:secretsmanager:…:SecretString:<key>}}` is answered with.
pub type Secrets = BTreeMap<String, String>;

/// What a template is resolved against.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// Values for parameters; the template's defaults stand for the others.
    pub parameters: BTreeMap<String, String>,
    /// The secrets, by key.
    pub secrets: Secrets,
    /// What queue URLs start with, without a closing slash.
    pub queue_base: String,
}

/// The wiring of one stack.
#[derive(Clone, Debug)]
pub struct Template {
    /// The Lambda functions, with their sources.
    pub functions: Vec<FunctionSpec>,
    /// The tables.
    pub tables: Vec<TableSpec>,
    /// The SNS topics.
    pub topics: Vec<TopicSpec>,
    /// The SQS queues, dead-letter queues among them.
    pub queues: Vec<QueueSpec>,
    /// Which queue hears which topic.
    pub subscriptions: Vec<SubscriptionSpec>,
}

impl Template {
    /// Reads the text of a SAM template.
    pub fn parse(text: &str, surroundings: &Surroundings) -> Result<Self, TemplateFault> {
        let document = intrinsics::read(text)?;
        let scope = Scope::new(&document, surroundings);
        let mut template = Self {
            functions: Vec::new(),
            tables: Vec::new(),
            topics: Vec::new(),
            queues: Vec::new(),
            subscriptions: Vec::new(),
        };
        let Some(resources) = document.get("Resources").and_then(Value::as_object) else {
            return Err(TemplateFault::malformed("template", "there are no Resources"));
        };
        for (logical, resource) in resources {
            if let Some(condition) = resource.get("Condition").and_then(Value::as_str)
                && !scope.condition(condition, logical)?
            {
                continue;
            }
            template.add(&scope, &document, logical, resource)?;
        }
        Ok(template)
    }

    fn add(
        &mut self,
        scope: &Scope<'_>,
        document: &Value,
        logical: &str,
        resource: &Value,
    ) -> Result<(), TemplateFault> {
        let properties = resource.get("Properties").unwrap_or(&Value::Null);
        let at = format!("Resources.{logical}");
        match resource.get("Type").and_then(Value::as_str).unwrap_or("") {
            "AWS::Serverless::Function" => {
                let globals = document.get("Globals").and_then(|all| all.get("Function")).unwrap_or(&Value::Null);
                self.functions.push(FunctionSpec::read(scope, logical, globals, properties, &at)?);
            }
            "AWS::DynamoDB::Table" => self.tables.push(TableSpec::read(scope, logical, properties, &at)?),
            "AWS::SNS::Topic" => {
                let (topic, inline) = messaging::topic(scope, logical, properties, &at)?;
                self.topics.push(topic);
                self.subscriptions.extend(inline);
            }
            "AWS::SQS::Queue" => self.queues.push(QueueSpec::read(scope, logical, properties, &at)?),
            "AWS::SNS::Subscription" => self.subscriptions.push(SubscriptionSpec::read(scope, properties, &at)?),
            kind @ ("AWS::Lambda::EventSourceMapping" | "AWS::Scheduler::Schedule" | "AWS::Lambda::Function") => {
                return Err(TemplateFault::unsupported(&at, format!("an {kind}; write it as an event of a function")));
            }
            // Policies, alarms, log groups and the like wire nothing.
            _ => {}
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
