//! Buckets of the template.

use serde::Deserialize;
use serde_json::Value;

use super::fault::TemplateFault;
use super::intrinsics::{Scope, bucket_arn};
use super::property;

/// An S3 bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BucketSpec {
    /// The name of the bucket.
    pub name: String,
    /// The ARN of the bucket.
    pub arn: String,
    /// After how many days it deletes what is in it.
    pub expires_after_days: Option<u32>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct BucketProperties {
    lifecycle_configuration: Option<Lifecycle>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Lifecycle {
    #[serde(default)]
    rules: Vec<Rule>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Rule {
    status: String,
    prefix: Option<String>,
    #[serde(default, deserialize_with = "property::number")]
    expiration_in_days: Option<i64>,
}

impl BucketSpec {
    pub(super) fn read(scope: &Scope<'_>, logical: &str, properties: &Value, at: &str) -> Result<Self, TemplateFault> {
        let name = scope.name_of(logical, at, 0)?;
        let read: BucketProperties = property::read(scope, properties, at)?;
        let rules = read.lifecycle_configuration.map(|lifecycle| lifecycle.rules).unwrap_or_default();
        let mut days = None;
        for rule in rules.into_iter().filter(|rule| rule.status == "Enabled") {
            if rule.prefix.is_some() {
                return Err(TemplateFault::unsupported(at, "a lifecycle rule for a part of a bucket"));
            }
            let own = rule.expiration_in_days.map(|days| property::unsigned(Some(days), 0, at)).transpose()?;
            days = match (days, own) {
                (Some(one), Some(other)) => Some(u32::min(one, other)),
                (one, other) => one.or(other),
            };
        }
        Ok(Self { arn: bucket_arn(&name), name, expires_after_days: days })
    }
}
