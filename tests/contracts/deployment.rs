//! A first deployment by the papers: one set of names, tools at one version, and a deployer who may do what it takes.

use std::collections::BTreeSet;

use serde_json::Value;

use super::infrastructure::{Stack, at};
use super::{read, root};

/// What making a resource of each type takes, at the least; updating and deleting it are the same services' business
/// (<https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>).
const TAKEN: &[(&str, &[&str])] = &[
    ("AWS::ApiGatewayV2::ApiMapping", &["apigateway:POST", "apigateway:DELETE"]),
    ("AWS::ApiGatewayV2::DomainName", &["apigateway:POST", "apigateway:DELETE", "acm:DescribeCertificate"]),
    ("AWS::CloudFormation::Stack", &["cloudformation:CreateStack", "cloudformation:DeleteStack", "s3:GetObject"]),
    ("AWS::CloudWatch::Alarm", &["cloudwatch:PutMetricAlarm", "cloudwatch:DeleteAlarms"]),
    ("AWS::CloudWatch::Dashboard", &["cloudwatch:PutDashboard", "cloudwatch:DeleteDashboards"]),
    (
        "AWS::DynamoDB::Table",
        &["dynamodb:CreateTable", "dynamodb:DeleteTable", "dynamodb:UpdateTimeToLive", "kms:CreateGrant"],
    ),
    ("AWS::IAM::ManagedPolicy", &["iam:CreatePolicy", "iam:DeletePolicy"]),
    ("AWS::IAM::Role", &["iam:CreateRole", "iam:PutRolePolicy", "iam:AttachRolePolicy", "iam:DeleteRole"]),
    ("AWS::KMS::Key", &["kms:CreateKey", "kms:PutKeyPolicy", "kms:EnableKeyRotation", "kms:ScheduleKeyDeletion"]),
    ("AWS::Lambda::Permission", &["lambda:AddPermission", "lambda:RemovePermission"]),
    (
        "AWS::Logs::LogGroup",
        &["logs:CreateLogGroup", "logs:AssociateKmsKey", "logs:PutRetentionPolicy", "logs:DeleteLogGroup"],
    ),
    (
        "AWS::S3::Bucket",
        &[
            "s3:CreateBucket",
            "s3:PutEncryptionConfiguration",
            "s3:PutBucketPublicAccessBlock",
            "s3:PutLifecycleConfiguration",
        ],
    ),
    ("AWS::S3::BucketPolicy", &["s3:PutBucketPolicy", "s3:DeleteBucketPolicy"]),
    ("AWS::SES::ConfigurationSet", &["ses:CreateConfigurationSet", "ses:DeleteConfigurationSet"]),
    (
        "AWS::SES::ConfigurationSetEventDestination",
        &["ses:CreateConfigurationSetEventDestination", "ses:DeleteConfigurationSetEventDestination"],
    ),
    ("AWS::SNS::Subscription", &["sns:Subscribe", "sns:Unsubscribe"]),
    ("AWS::SNS::Topic", &["sns:CreateTopic", "sns:DeleteTopic"]),
    ("AWS::SNS::TopicPolicy", &["sns:SetTopicAttributes"]),
    ("AWS::SQS::Queue", &["sqs:CreateQueue", "sqs:DeleteQueue"]),
    ("AWS::SQS::QueuePolicy", &["sqs:SetQueueAttributes"]),
    (
        "AWS::Serverless::Function",
        &[
            "lambda:CreateFunction",
            "lambda:CreateEventSourceMapping",
            "events:PutRule",
            "events:PutTargets",
            "iam:PassRole",
        ],
    ),
    ("AWS::Serverless::HttpApi", &["apigateway:POST", "apigateway:DELETE", "logs:CreateLogDelivery"]),
];
/// What the commands around it take: reading and making the secret, and what the doctor asks.
const COMMANDS: &[&str] = &[
    "cloudformation:CreateChangeSet",
    "cloudformation:DescribeStacks",
    "dynamodb:DescribeTable",
    "s3:ListBucket",
    "secretsmanager:CreateSecret",
    "secretsmanager:GetSecretValue",
    "servicequotas:GetServiceQuota",
    "ses:GetAccount",
    "ses:GetEmailIdentity",
    "sns:GetSMSAttributes",
    "sns:GetSMSSandboxAccountStatus",
    "sns:ListSubscriptionsByTopic",
];
/// The most characters of a managed policy, spaces left out
/// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>).
const LONGEST_POLICY: usize = 6144;

/// What a policy allows: actions, with `*` for any ending.
fn allowed(policy: &Value) -> Vec<String> {
    let statements = at(policy, "/Statement").as_array().into_iter().flatten();
    let actions = statements.flat_map(|statement| match &statement["Action"] {
        Value::Array(all) => all.iter().filter_map(Value::as_str).collect(),
        one => vec![one.as_str().expect("an action")],
    });
    actions.map(str::to_owned).collect()
}

fn is_allowed(actions: &[String], wanted: &str) -> bool {
    actions.iter().any(|action| action.strip_suffix('*').map_or(action == wanted, |start| wanted.starts_with(start)))
}

#[test]
fn the_deployer_may_make_every_kind_of_resource_and_run_every_command() {
    let text = read(&root().join("infra/deployer-policy.json"));
    let policy: Value = serde_json::from_str(&text).expect("JSON");
    let actions = allowed(&policy);
    let stack = Stack::ours();
    let resources = at(&stack.template, "/Resources").as_object().expect("resources");
    let kinds: BTreeSet<&str> = resources.values().map(|resource| resource["Type"].as_str().expect("a type")).collect();
    for kind in kinds {
        let (_, taken) = TAKEN.iter().find(|(known, _)| *known == kind).unwrap_or_else(|| {
            panic!("nobody has said what making an {kind} takes: add it here, and to infra/deployer-policy.json")
        });
        for action in *taken {
            assert!(is_allowed(&actions, action), "infra/deployer-policy.json does not allow {action}, for {kind}");
        }
    }
    for action in COMMANDS {
        assert!(is_allowed(&actions, action), "infra/deployer-policy.json does not allow {action}");
    }
    assert!(policy.to_string().len() <= LONGEST_POLICY, "{} characters", policy.to_string().len());
    let whole = actions.iter().find(|action| action.as_str() == "*" || action.ends_with(":*"));
    assert_eq!(whole, None, "a whole service is more than a deployment takes");
}

/// The words behind `flag` in a text.
fn named<'a>(text: &'a str, flag: &str) -> BTreeSet<&'a str> {
    let after = text.split(flag).skip(1).filter_map(|rest| rest.split_whitespace().next());
    after.map(|word| word.trim_matches(['`', ',', '.', ';', ')', '\''])).collect()
}

/// The values of one key in `samconfig.toml`, or of one parameter in it.
fn configured(config: &str, start: &str) -> Vec<String> {
    let lines = config.lines().filter_map(|line| line.trim().strip_prefix(start));
    lines.map(|value| value.trim_matches(['"', ',']).to_owned()).collect()
}

#[test]
fn stacks_and_secrets_are_called_alike_everywhere() {
    let config = read(&root().join("samconfig.toml"));
    let stacks = configured(&config, "stack_name = ");
    assert_eq!(stacks, ["souk-dev", "souk-prod"]);
    assert_eq!(configured(&config, "\"SecretName="), stacks, "a secret is called like its stack");
    for page in ["README.md", "infra/runbook.md"] {
        let text = read(&root().join(page));
        let mut found = 0;
        for name in named(&text, "--stack ").union(&named(&text, "--stack-name ")) {
            let known = name.starts_with('<') || stacks.iter().any(|stack| stack == name);
            assert!(known, "{page} speaks of a stack {name}, and samconfig.toml of {stacks:?}");
            found += 1;
        }
        assert!(found > 0, "{page} names no stack");
    }
}

#[test]
fn samconfig_sets_parameters_that_there_are() {
    let stack = Stack::ours();
    let parameters = at(&stack.template, "/Parameters").as_object().expect("parameters");
    let config = read(&root().join("samconfig.toml"));
    let set = config.lines().filter_map(|line| line.trim().strip_prefix('"')?.split_once('='));
    let set: Vec<&str> = set.map(|(name, _)| name).collect();
    assert!(set.len() > 10, "the parameters were not read as they are written: {set:?}");
    for name in set {
        assert!(parameters.contains_key(name), "samconfig.toml sets {name}, which is no parameter");
    }
}

/// What a variable of a script is set to.
fn pinned(script: &str, variable: &str) -> String {
    let text = read(&root().join(script));
    let rest = text.split(&format!("{variable}=")).nth(1).unwrap_or_else(|| panic!("{variable} in {script}"));
    rest.split_whitespace().next().unwrap_or_default().to_owned()
}

#[test]
fn the_readme_installs_the_tools_that_ci_runs() {
    let readme = read(&root().join("README.md"));
    let tools = [
        ("aws-sam-cli", pinned(".ci/run", "SAM_CLI")),
        ("cargo-lambda", pinned(".ci/lambda", "CARGO_LAMBDA")),
        ("ziglang", pinned(".ci/sam-build", "ZIG")),
    ];
    for (tool, version) in tools {
        assert!(readme.contains(&format!(" {tool}=={version}")), "README.md does not install {tool} {version}");
    }
}
