//! Roles and queue policies of the template: who may do what.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::ACCOUNT;
use super::fault::TemplateFault;
use super::intrinsics::{Scope, arn};
use super::property;
use crate::policy::{Policy, PolicyFault, PolicyKind};

/// An IAM role with everything it grants and denies.
#[derive(Clone, Debug)]
pub struct RoleSpec {
    /// Its name.
    pub name: String,
    /// Who may take it on.
    pub trust: Policy,
    /// Its own policies, and the managed ones attached to it.
    pub policies: Vec<Policy>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RoleProperties {
    assume_role_policy_document: Value,
    #[serde(default)]
    managed_policy_arns: Vec<String>,
    #[serde(default)]
    policies: Vec<InlinePolicy>,
    permissions_boundary: Option<Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct InlinePolicy {
    policy_name: String,
    policy_document: Value,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PolicyProperties {
    policy_document: Value,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct QueuePolicyProperties {
    queues: Vec<String>,
    policy_document: Value,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TopicPolicyProperties {
    topics: Vec<String>,
    policy_document: Value,
}

/// The roles of a template and of the nested ones that it uses, by ARN; `managed` are the policies of the templates
/// around it, by ARN.
pub(super) fn roles(
    scope: &Scope<'_>,
    managed: &BTreeMap<String, Policy>,
) -> Result<BTreeMap<String, RoleSpec>, TemplateFault> {
    let resources = scope.resources()?;
    let mut managed = managed.clone();
    for (logical, _, properties) in resources.iter().filter(|(_, kind, _)| *kind == "AWS::IAM::ManagedPolicy") {
        let at = format!("Resources.{logical}");
        let read: PolicyProperties = property::read(scope, properties, &at)?;
        let arn = format!("arn:aws:iam::{ACCOUNT}:policy/{}", scope.name_of(logical, &at, 0)?);
        managed.insert(arn, policy(PolicyKind::Identity, logical, &read.policy_document, &at)?);
    }
    let mut roles = BTreeMap::new();
    for (logical, _, properties) in resources.iter().filter(|(_, kind, _)| *kind == "AWS::IAM::Role") {
        let at = format!("Resources.{logical}");
        let name = scope.name_of(logical, &at, 0)?;
        let role = role(name, property::read(scope, properties, &at)?, &managed, &at)?;
        roles.insert(format!("arn:aws:iam::{ACCOUNT}:role/{}", role.name), role);
    }
    for nested in scope.opened() {
        roles.append(&mut self::roles(&nested, &managed)?);
    }
    Ok(roles)
}

fn role(
    name: String,
    properties: RoleProperties,
    managed: &BTreeMap<String, Policy>,
    at: &str,
) -> Result<RoleSpec, TemplateFault> {
    if properties.permissions_boundary.is_some() {
        return Err(TemplateFault::unsupported(at, "a permissions boundary"));
    }
    let mut policies = Vec::new();
    for arn in &properties.managed_policy_arns {
        let attached = managed.get(arn);
        let what = || format!("the policy {arn}, which no template around it defines; write its statements out");
        policies.push(attached.ok_or_else(|| TemplateFault::unsupported(at, what()))?.clone());
    }
    for inline in properties.policies {
        let at = format!("{at}.Policies.{}", inline.policy_name);
        policies.push(policy(PolicyKind::Identity, &inline.policy_name, &inline.policy_document, &at)?);
    }
    let trust = policy(PolicyKind::Trust, "trust", &properties.assume_role_policy_document, at)?;
    Ok(RoleSpec { name, trust, policies })
}

/// The policies of queues by the ARN of the queue, of which each has at most one.
pub(super) fn queue_policies(scope: &Scope<'_>) -> Result<BTreeMap<String, Policy>, TemplateFault> {
    let mut policies = BTreeMap::new();
    for (logical, _, properties) in scope.resources()?.iter().filter(|(_, kind, _)| *kind == "AWS::SQS::QueuePolicy") {
        let at = format!("Resources.{logical}");
        let read: QueuePolicyProperties = property::read(scope, properties, &at)?;
        let policy = policy(PolicyKind::Resource, logical, &read.policy_document, &at)?;
        for queue in read.queues {
            // A queue is referred to by its URL, which ends with its name.
            let queue = arn("sqs", queue.rsplit('/').next().unwrap_or(&queue));
            if policies.insert(queue.clone(), policy.clone()).is_some() {
                return Err(TemplateFault::malformed(&at, format!("{queue} has another policy, and SQS keeps one")));
            }
        }
    }
    Ok(policies)
}

/// The policies of topics by the ARN of the topic, of which each has at most one.
pub(super) fn topic_policies(scope: &Scope<'_>) -> Result<BTreeMap<String, Policy>, TemplateFault> {
    let mut policies = BTreeMap::new();
    for (logical, _, properties) in scope.resources()?.iter().filter(|(_, kind, _)| *kind == "AWS::SNS::TopicPolicy") {
        let at = format!("Resources.{logical}");
        let read: TopicPolicyProperties = property::read(scope, properties, &at)?;
        let policy = policy(PolicyKind::Resource, logical, &read.policy_document, &at)?;
        for topic in read.topics {
            if policies.insert(topic.clone(), policy.clone()).is_some() {
                return Err(TemplateFault::malformed(&at, format!("{topic} has another policy, and SNS keeps one")));
            }
        }
    }
    Ok(policies)
}

fn policy(kind: PolicyKind, name: &str, document: &Value, at: &str) -> Result<Policy, TemplateFault> {
    Policy::parse(kind, name, &property::document(document.clone(), at)?).map_err(|fault| match fault {
        PolicyFault::Malformed(reason) => TemplateFault::malformed(at, reason),
        PolicyFault::Unsupported(what) => TemplateFault::unsupported(at, what),
    })
}
