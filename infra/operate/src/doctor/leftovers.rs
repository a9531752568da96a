//! What an earlier stack of the same name left behind, and CloudFormation would find taken.

use super::aws::{Aws, Refused};
use super::finding::Finding;
use crate::deployed::StackName;

/// Things of the stack's names that are there although the stack is not; the bucket's name has the account in it.
pub(super) async fn findings(aws: &Aws, stack: &StackName, account: Option<&str>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let table = format!("{stack}-shop");
    match aws.has_table(&table).await {
        Ok(true) => {
            let what = format!("the table {table} is there without its stack: its name is taken");
            let remedy = format!(
                "if nothing in it is needed: aws dynamodb update-table --table-name {table} --no-deletion-protection-enabled && \
                 aws dynamodb delete-table --table-name {table}; otherwise choose another stack name, or see infra/runbook.md"
            );
            findings.push(Finding::missing(what, remedy));
        }
        Ok(false) => {}
        Err(reason) => {
            findings.push(Finding::unknown(&format!("the table {table}"), &reason, "dynamodb:DescribeTable"));
        }
    }
    let Some(account) = account else { return findings };
    let bucket = format!("{stack}-exports-{account}-{}", aws.region());
    match aws.s3.head_bucket().bucket(&bucket).send().await.map_err(Refused::of) {
        Ok(_) => {
            let what = format!("the bucket {bucket} is there without its stack: its name is taken");
            findings
                .push(Finding::missing(what, format!("if nothing in it is needed: aws s3 rb --force s3://{bucket}")));
        }
        Err(refused) if refused.is_missing() => {}
        Err(refused) => {
            findings.push(Finding::unknown(&format!("the bucket {bucket}"), &refused.reason, "s3:ListBucket"));
        }
    }
    findings
}
