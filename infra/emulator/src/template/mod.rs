//! `template.yaml`, read: the one source of all wiring.
//!
//! Parameters, conditions, globals, intrinsic functions and secrets are resolved for one machine; what comes out is
//! which functions there are, and what calls them.

mod api;
mod bucket;
mod document;
mod fault;
mod function;
mod intrinsics;
mod mail;
mod messaging;
mod permission;
mod property;
mod source;
mod table;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

pub use bucket::BucketSpec;
pub use document::TemplateText;
pub use fault::TemplateFault;
pub use function::{FunctionSpec, MethodSpec, RouteSpec};
pub(crate) use intrinsics::bucket_arn;
pub use mail::{FeedbackKind, FeedbackSpec};
pub use messaging::{FilterScope, QueueSpec, Redrive, SubscriptionSpec, TopicSpec};
pub use permission::RoleSpec;
pub use source::{OnFailure, QueueSource, Rate, ScheduleSource, StartingPosition, StreamSource};
pub use table::TableSpec;

use document::Documents;
use intrinsics::Scope;

use crate::policy::Policy;

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

/// The type of an HTTP API.
const API: &str = "AWS::Serverless::HttpApi";

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
    /// The S3 buckets.
    pub buckets: Vec<BucketSpec>,
    /// Which queue hears which topic.
    pub subscriptions: Vec<SubscriptionSpec>,
    /// The IAM roles by ARN, those of nested templates among them.
    pub roles: BTreeMap<String, RoleSpec>,
    /// Who may send to a queue besides the roles, by the queue's ARN.
    pub queue_policies: BTreeMap<String, Policy>,
    /// Who may publish to a topic besides the roles, by the topic's ARN.
    pub topic_policies: BTreeMap<String, Policy>,
    /// The names of the configuration sets that mails may be sent with.
    pub configuration_sets: BTreeSet<String>,
    /// Which topic is told what became of mails.
    pub mail_feedback: Vec<FeedbackSpec>,
}

impl Template {
    /// Reads a SAM template, and of the nested ones those that it takes something from.
    pub fn parse(text: &TemplateText, surroundings: &Surroundings) -> Result<Self, TemplateFault> {
        let documents = Documents::read(text)?;
        let scope = Scope::root(&documents, surroundings);
        let mut template = Self {
            functions: Vec::new(),
            tables: Vec::new(),
            topics: Vec::new(),
            queues: Vec::new(),
            buckets: Vec::new(),
            subscriptions: Vec::new(),
            roles: BTreeMap::new(),
            queue_policies: BTreeMap::new(),
            topic_policies: BTreeMap::new(),
            configuration_sets: BTreeSet::new(),
            mail_feedback: Vec::new(),
        };
        template.read(&scope)?;
        // Last, when it is known which nested templates are used, and which functions there are.
        template.roles = permission::roles(&scope, &BTreeMap::new())?;
        for (logical, _, properties) in scope.resources()?.iter().filter(|(_, kind, _)| *kind == API) {
            api::connect(&scope, logical, properties, &mut template.functions)?;
        }
        Ok(template)
    }

    /// Reads the resources of a template, and then of the nested ones that they refer to.
    fn read(&mut self, scope: &Scope<'_>) -> Result<(), TemplateFault> {
        self.queue_policies.append(&mut permission::queue_policies(scope)?);
        self.topic_policies.append(&mut permission::topic_policies(scope)?);
        for (logical, kind, properties) in scope.resources()? {
            self.add(scope, logical, kind, properties)?;
        }
        for nested in scope.opened() {
            self.read(&nested)?;
        }
        Ok(())
    }

    fn add(&mut self, scope: &Scope<'_>, logical: &str, kind: &str, properties: &Value) -> Result<(), TemplateFault> {
        let at = format!("Resources.{logical}");
        match kind {
            "AWS::Serverless::Function" => {
                self.functions.push(FunctionSpec::read(scope, logical, properties, &at)?);
            }
            "AWS::DynamoDB::Table" => self.tables.push(TableSpec::read(scope, logical, properties, &at)?),
            "AWS::SNS::Topic" => {
                let (topic, inline) = messaging::topic(scope, logical, properties, &at)?;
                self.topics.push(topic);
                self.subscriptions.extend(inline);
            }
            "AWS::SQS::Queue" => self.queues.push(QueueSpec::read(scope, logical, properties, &at)?),
            "AWS::S3::Bucket" => self.buckets.push(BucketSpec::read(scope, logical, properties, &at)?),
            "AWS::SES::ConfigurationSet" => drop(self.configuration_sets.insert(scope.name_of(logical, &at, 0)?)),
            "AWS::SES::ConfigurationSetEventDestination" => {
                self.mail_feedback.extend(mail::destination(scope, properties, &at)?);
            }
            // No alarm rings here, so nobody needs to be mailed about one.
            "AWS::SNS::Subscription" if properties.get("Protocol").and_then(Value::as_str) == Some("email") => {}
            "AWS::SNS::Subscription" => self.subscriptions.push(SubscriptionSpec::read(scope, properties, &at)?),
            kind @ ("AWS::Lambda::EventSourceMapping" | "AWS::Scheduler::Schedule" | "AWS::Lambda::Function") => {
                return Err(TemplateFault::unsupported(&at, format!("an {kind}; write it as an event of a function")));
            }
            // Alarms, log groups and the like wire nothing; roles and policies are read by themselves.
            _ => {}
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
