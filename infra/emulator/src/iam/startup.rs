//! What Lambda asks of a role before it connects a function to a queue or a stream.

use super::authority::Authority;
use crate::policy::Demand;
use crate::template::{FunctionSpec, OnFailure};

/// What working off a queue takes
/// (<https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html>).
const QUEUE: [&str; 3] = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"];
/// What following a table takes
/// (<https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html>).
const STREAM: [&str; 4] =
    ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"];

/// The role of a function does not allow what one of its event sources takes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the role of {function} does not allow {action} on {resource}, without which Lambda makes no event source of it"
)]
pub struct PermissionFault {
    /// The function's logical id.
    pub function: String,
    /// The action.
    pub action: String,
    /// The ARN of the resource.
    pub resource: String,
}

/// Refuses a function whose role does not allow what its queues and streams take.
pub fn check_sources(authority: &Authority, functions: &[FunctionSpec]) -> Result<(), PermissionFault> {
    for function in functions {
        let caller = authority.function(&function.logical_id);
        for (action, resource) in taken(function) {
            if !caller.is_some_and(|caller| authority.allows(caller, &Demand::new(action, resource))) {
                return Err(PermissionFault {
                    function: function.logical_id.clone(),
                    action: action.to_owned(),
                    resource: resource.to_owned(),
                });
            }
        }
    }
    Ok(())
}

/// What the sources of a function take: actions and the resources they are done to.
fn taken(function: &FunctionSpec) -> Vec<(&'static str, &str)> {
    let mut taken = Vec::new();
    for source in &function.queues {
        taken.extend(QUEUE.map(|action| (action, source.queue_arn.as_str())));
    }
    for source in &function.streams {
        taken.extend(STREAM.map(|action| (action, source.stream_arn.as_str())));
        taken.extend(source.on_failure.as_ref().map(|destination| match destination {
            OnFailure::Queue(arn) => ("sqs:SendMessage", arn.as_str()),
            OnFailure::Topic(arn) => ("sns:Publish", arn.as_str()),
        }));
    }
    taken
}
