//! Who calls, and what the caller may do.

use std::collections::BTreeMap;

use axum::http::{HeaderMap, header};

use crate::policy::{Demand, Denial, Policy, Principal, decide};
use crate::template::{ACCOUNT, FunctionSpec, Template};

/// The access key of whoever runs the stack, who may do everything.
pub const OPERATOR: &str = "local";
/// The secret half of every access key: only S3 looks at signatures, and nothing here is out of reach for anybody who could.
pub const SECRET_KEY: &str = "local";

/// The access key that a function of this logical id gets.
pub fn access_key(function: &str) -> String {
    format!("{OPERATOR}_{function}")
}

/// A function's role cannot be taken on.
#[derive(Debug, thiserror::Error)]
pub enum AuthorityFault {
    /// The template has no such role.
    #[error("{function} acts in the role {role}, which no template defines")]
    NoRole {
        /// The function's logical id.
        function: String,
        /// The ARN of the role.
        role: String,
    },
    /// The role does not trust Lambda.
    #[error("the role {role} of {function} cannot be assumed by lambda.amazonaws.com")]
    NotTrusted {
        /// The function's logical id.
        function: String,
        /// The ARN of the role.
        role: String,
    },
}

/// Whoever signed a request.
#[derive(Clone, Copy, Debug)]
pub enum Caller<'a> {
    /// Whoever runs the stack.
    Operator,
    /// A function in its role.
    Function(&'a Acting),
}

/// A function in its role.
#[derive(Clone, Debug)]
pub struct Acting {
    /// The function's logical id.
    function: String,
    /// The ARN of the role.
    role_arn: String,
    /// The ARN of the session, as it stands in refusals.
    session_arn: String,
    policies: Vec<Policy>,
}

/// Why a request is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is not signed.
    #[error("Request is missing Authentication Token")]
    Unsigned,
    /// It is signed with an access key that nobody has.
    #[error("The security token included in the request is invalid.")]
    UnknownKey,
    /// The caller may not do that.
    #[error("{0}")]
    Denied(String),
}

/// The functions of a stack with what each may do.
#[derive(Default)]
pub struct Authority {
    /// By access key.
    acting: BTreeMap<String, Acting>,
    /// By the ARN of the queue.
    queue_policies: BTreeMap<String, Policy>,
    /// By the ARN of the topic.
    topic_policies: BTreeMap<String, Policy>,
}

impl Authority {
    /// Gives each function of a template its role.
    pub fn of(template: &Template) -> Result<Self, AuthorityFault> {
        let mut acting = BTreeMap::new();
        for function in &template.functions {
            acting.insert(access_key(&function.logical_id), act(function, template)?);
        }
        let (queue_policies, topic_policies) = (template.queue_policies.clone(), template.topic_policies.clone());
        Ok(Self { acting, queue_policies, topic_policies })
    }

    /// Who signed a request: its access key is the first part of the credential
    /// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html>).
    pub fn caller(&self, headers: &HeaderMap) -> Result<Caller<'_>, Refusal> {
        let signature = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let credential = signature.and_then(|text| text.split_once("Credential=")).map(|(_, credential)| credential);
        self.bearer_of(credential.and_then(|credential| credential.split('/').next()).ok_or(Refusal::Unsigned)?)
    }

    /// Whose an access key is.
    pub fn bearer_of(&self, key: &str) -> Result<Caller<'_>, Refusal> {
        if key == OPERATOR {
            return Ok(Caller::Operator);
        }
        self.acting.get(key).map(Caller::Function).ok_or(Refusal::UnknownKey)
    }

    /// A function in its role, by its logical id.
    pub fn function(&self, logical_id: &str) -> Option<Caller<'_>> {
        self.acting.get(&access_key(logical_id)).map(Caller::Function)
    }

    /// Refuses what the caller may not do; a refusal names the demand as AWS does
    /// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html>).
    pub fn check(&self, caller: Caller<'_>, demand: &Demand) -> Result<(), Refusal> {
        let Caller::Function(acting) = caller else { return Ok(()) };
        let Err(denial) = self.decide(acting, demand) else { return Ok(()) };
        let Acting { function, session_arn, .. } = acting;
        let Demand { action, resource, .. } = demand;
        tracing::warn!(
            function.name = function,
            iam.action = action,
            iam.resource = resource,
            "the role of a function does not allow what it asked for"
        );
        let reason = match denial {
            Denial::Implicit => format!("because no identity-based policy allows the {action} action"),
            Denial::Explicit(_) => "with an explicit deny in an identity-based policy".to_owned(),
        };
        let message =
            format!("User: {session_arn} is not authorized to perform: {action} on resource: {resource} {reason}");
        Err(Refusal::Denied(message))
    }

    /// Whether the caller may do that; says nothing if not.
    pub fn allows(&self, caller: Caller<'_>, demand: &Demand) -> bool {
        match caller {
            Caller::Operator => true,
            Caller::Function(acting) => self.decide(acting, demand).is_ok(),
        }
    }

    /// Whether a queue lets a topic deliver to it.
    pub fn admits(&self, queue: &str, topic: &str) -> bool {
        let demand = Demand::new("sqs:SendMessage", queue)
            .with("aws:SourceArn", vec![topic.to_owned()])
            .with("aws:SourceAccount", vec![ACCOUNT.to_owned()]);
        decide(self.queue_policies.get(queue), Principal::Service("sns.amazonaws.com"), &demand).is_ok()
    }

    /// Whether a topic lets `service` publish on account of `source`, an ARN of this account.
    pub fn lets_publish(&self, topic: &str, service: &str, source: &str) -> bool {
        let demand = Demand::new("sns:Publish", topic)
            .with("aws:SourceArn", vec![source.to_owned()])
            .with("aws:SourceAccount", vec![ACCOUNT.to_owned()]);
        decide(self.topic_policies.get(topic), Principal::Service(service), &demand).is_ok()
    }

    /// Within one account a role's policies and those of the resource count together.
    fn decide<'a>(&'a self, acting: &'a Acting, demand: &Demand) -> Result<(), Denial<'a>> {
        let policies = acting.policies.iter().chain(self.queue_policies.get(&demand.resource));
        decide(policies, Principal::Role(&acting.role_arn), demand)
    }
}

fn act(function: &FunctionSpec, template: &Template) -> Result<Acting, AuthorityFault> {
    let (logical_id, arn) = (function.logical_id.clone(), function.role_arn.clone());
    let Some(role) = template.roles.get(&arn) else {
        return Err(AuthorityFault::NoRole { function: logical_id, role: arn });
    };
    let assume = Demand::new("sts:AssumeRole", arn.clone());
    if decide([&role.trust], Principal::Service("lambda.amazonaws.com"), &assume).is_err() {
        return Err(AuthorityFault::NotTrusted { function: logical_id, role: arn });
    }
    // A session is named for the function that it was made for.
    let session = function.arn.rsplit(':').next().unwrap_or(&logical_id);
    Ok(Acting {
        session_arn: format!("arn:aws:sts::{ACCOUNT}:assumed-role/{}/{session}", role.name),
        function: logical_id,
        role_arn: arn,
        policies: role.policies.clone(),
    })
}
