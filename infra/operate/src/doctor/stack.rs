//! The stack itself: where it stands, and who hears of its alarms.

use std::collections::BTreeMap;

use aws_sdk_cloudformation::error::ProvideErrorMetadata as _;
use aws_sdk_cloudformation::primitives::DateTime;

use super::aws::{Aws, Refused};
use super::finding::Finding;
use super::settings::Settings;
use crate::deployed::{DeployedFault, StackName};

/// A stack as `CloudFormation` tells it.
#[derive(Clone, Debug, Default)]
pub(super) struct Standing {
    /// Where it stands, such as `UPDATE_COMPLETE`.
    pub(super) status: String,
    /// Why, if something went wrong.
    reason: Option<String>,
    /// What it was deployed with.
    pub(super) parameters: BTreeMap<String, String>,
    /// What it tells.
    pub(super) outputs: BTreeMap<String, String>,
    /// When it was made or deployed last, in seconds since 1970.
    pub(super) deployed_at: Option<i64>,
}

impl Standing {
    /// Whether its first deployment did not come to an end: nothing of it is left, or nothing should be.
    pub(super) fn never_stood(&self) -> bool {
        ["ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "REVIEW_IN_PROGRESS"].contains(&self.status.as_str())
    }
}

/// The stack of this name, if there is one.
pub(super) async fn describe(aws: &Aws, stack: &StackName) -> Result<Option<Standing>, DeployedFault> {
    let asked = aws.cloudformation.describe_stacks().stack_name(stack.to_string()).send().await;
    let told = match asked {
        Ok(told) => told,
        Err(error) if error.message().is_some_and(|words| words.contains("does not exist")) => return Ok(None),
        Err(error) => {
            let (region, reason) = (aws.region().to_owned(), Refused::of(error).reason);
            return Err(DeployedFault::Undescribed { stack: stack.clone(), region, reason });
        }
    };
    let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
    Ok(told.stacks().first().map(|found| Standing {
        status: found.stack_status().map_or_else(String::new, |status| status.as_str().to_owned()),
        reason: found.stack_status_reason().map(str::to_owned),
        parameters: found
            .parameters()
            .iter()
            .map(|parameter| (text(parameter.parameter_key()), text(parameter.parameter_value())))
            .collect(),
        outputs: found
            .outputs()
            .iter()
            .map(|output| (text(output.output_key()), text(output.output_value())))
            .collect(),
        deployed_at: found.last_updated_time().or(found.creation_time()).map(DateTime::secs),
    }))
}

/// What is to be done about where the stack stands.
pub(super) fn findings(stack: &StackName, standing: &Standing) -> Vec<Finding> {
    let status = standing.status.as_str();
    let because = standing.reason.as_deref().map_or_else(String::new, |reason| format!(" ({reason})"));
    let what = format!("the stack is {status}{because}");
    let events = format!("aws cloudformation describe-stack-events --stack-name {stack}");
    let finding = match status {
        "CREATE_COMPLETE" | "UPDATE_COMPLETE" | "UPDATE_ROLLBACK_COMPLETE" | "IMPORT_COMPLETE" => return Vec::new(),
        "UPDATE_ROLLBACK_FAILED" => Finding::missing(
            what,
            format!(
                "mend what `{events}` names, then `aws cloudformation continue-update-rollback --stack-name {stack}`"
            ),
        ),
        _ if standing.never_stood() => Finding::missing(
            format!("{what}: its first deployment failed"),
            format!(
                "see `{events}`, then `aws cloudformation delete-stack --stack-name {stack}`, mend the cause and deploy again"
            ),
        ),
        _ if status.ends_with("_IN_PROGRESS") => Finding::advised(what, "look again when it has come to an end"),
        _ => Finding::missing(what, format!("see `{events}`")),
    };
    vec![finding]
}

/// Who hears of alarms.
pub(super) async fn alarms(aws: &Aws, settings: &Settings, standing: &Standing) -> Vec<Finding> {
    let topic = match (settings.get("AlarmEmail"), settings.get("AlarmTopicArn")) {
        (None, None) => {
            let what = "alarms reach nobody: neither AlarmEmail nor AlarmTopicArn is set";
            return vec![Finding::advised(what, "deploy with AlarmEmail=<address>")];
        }
        (_, Some(topic)) => topic.to_owned(),
        (Some(_), None) => match standing.outputs.get("AlarmTopicArn") {
            Some(topic) => topic.clone(),
            None => return Vec::new(),
        },
    };
    let asked = aws.sns.list_subscriptions_by_topic().topic_arn(&topic).send().await;
    let told = match asked.map_err(Refused::of) {
        Ok(told) => told,
        Err(refused) if refused.is_missing() => {
            let what = format!("there is no topic {topic}, which alarms are told to");
            return vec![Finding::missing(what, "deploy with AlarmEmail=<address>, or with a topic that exists")];
        }
        Err(refused) => {
            let what = "who hears of alarms";
            return vec![Finding::unknown(what, &refused.reason, "sns:ListSubscriptionsByTopic")];
        }
    };
    let arns: Vec<&str> =
        told.subscriptions().iter().filter_map(|subscription| subscription.subscription_arn()).collect();
    if arns.is_empty() {
        let what = format!("nobody has subscribed to {topic}: alarms reach nobody");
        return vec![Finding::advised(
            what,
            format!("aws sns subscribe --topic-arn {topic} --protocol email --notification-endpoint <address>"),
        )];
    }
    if arns.iter().all(|arn| *arn == "PendingConfirmation") {
        let what = "alarms reach nobody: no subscription is confirmed";
        return vec![Finding::advised(
            what,
            "follow the link in the mail \"AWS Notification - Subscription Confirmation\"",
        )];
    }
    Vec::new()
}
