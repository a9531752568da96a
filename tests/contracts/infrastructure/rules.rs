//! What the templates must hold to: each rule tells what it does not like.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::stack::{Stack, at, suffix};

/// A rule: no complaint is a stack as it should be.
pub(super) type Rule = fn(&Stack) -> Vec<String>;

/// Every rule, by name.
pub(super) const RULES: &[(&str, Rule)] = &[
    ("what is kept cannot be lost by a mistake", kept),
    ("everything at rest is encrypted", encrypted),
    ("every queue has a dead-letter queue that keeps for two weeks", dead_letters),
    ("every queue and dead-letter queue is watched", queues_watched),
    ("a message is hidden for six times what its reader may take", hidden),
    ("a batch fails only where it failed, and what is given up is kept", sources),
    ("a tick is bounded and its failure is seen", ticks),
    ("every function has a role of its own", roles),
    ("every function has a log of its own, which ends", logs),
    ("every function is traced", traced),
    ("only who needs a secret has it", secrets_held),
    ("every secret comes from the secrets manager", secrets_resolved),
    ("every function, reader and topic is watched, and so is the API", functions_watched),
    ("the API is throttled and logged, by routes that exist", api),
];

const QUEUE: &str = "AWS::SQS::Queue";
const TWO_WEEKS: u64 = 14 * 24 * 60 * 60;

fn demand(complaints: &mut Vec<String>, holds: bool, complaint: impl FnOnce() -> String) {
    if !holds {
        complaints.push(complaint());
    }
}

fn kept(stack: &Stack) -> Vec<String> {
    let mut complaints = Vec::new();
    for (name, table) in stack.all("AWS::DynamoDB::Table") {
        let properties = &table["Properties"];
        // The parameter is off for a first try alone.
        let protected = properties["DeletionProtectionEnabled"] == json!({ "Ref": "DeletionProtection" })
            && at(&stack.template, "/Parameters/DeletionProtection/Default") == "true";
        demand(&mut complaints, protected, || format!("{name} can be deleted"));
        let recovery = at(properties, "/PointInTimeRecoverySpecification/PointInTimeRecoveryEnabled");
        demand(&mut complaints, recovery == true, || format!("{name} cannot be restored to a point in time"));
    }
    // With Retain a first deployment that failed would leave names behind that the second finds taken.
    let policies = [("DeletionPolicy", "RetainExceptOnCreate"), ("UpdateReplacePolicy", "Retain")];
    for kind in ["AWS::DynamoDB::Table", "AWS::KMS::Key", "AWS::S3::Bucket"] {
        for (name, resource) in stack.all(kind) {
            for (policy, kept) in policies {
                demand(&mut complaints, resource[policy] == kept, || format!("{name} has no {policy} of {kept}"));
            }
        }
    }
    complaints
}

fn encrypted(stack: &Stack) -> Vec<String> {
    let mut complaints = Vec::new();
    let key = json!({ "Fn::GetAtt": ["DataKey", "Arn"] });
    for (name, resource) in stack.all("AWS::KMS::Key") {
        // Without it CloudWatch refuses to make a log group with the key, and with it for any group of the account.
        let statements = at(resource, "/Properties/KeyPolicy/Statement").as_array().into_iter().flatten();
        let logs = statements.filter(|statement| {
            at(statement, "/Principal/Service/Fn::Sub").as_str().is_some_and(|service| service.starts_with("logs."))
                && at(statement, "/Condition/ArnLike").is_object()
        });
        demand(&mut complaints, logs.count() == 1, || format!("{name} is not for the logs, or for too many"));
        demand(&mut complaints, at(resource, "/Properties/EnableKeyRotation") == true, || {
            format!("{name} never changes")
        });
    }
    for (name, table) in stack.all("AWS::DynamoDB::Table") {
        let encryption = at(table, "/Properties/SSESpecification");
        let ours = encryption["SSEEnabled"] == true && encryption["KMSMasterKeyId"] == key;
        demand(&mut complaints, ours, || format!("{name} is not encrypted with DataKey"));
    }
    for (name, group) in stack.all("AWS::Logs::LogGroup") {
        demand(&mut complaints, *at(group, "/Properties/KmsKeyId") == key, || {
            format!("{name} is not encrypted with DataKey")
        });
    }
    for (name, function) in stack.functions() {
        let ours = *stack.property(function, "KmsKeyArn") == key;
        demand(&mut complaints, ours, || format!("the environment of {name} is not encrypted with DataKey"));
    }
    for (name, queue) in stack.all(QUEUE) {
        demand(&mut complaints, at(queue, "/Properties/SqsManagedSseEnabled") == true, || {
            format!("{name} is not encrypted")
        });
    }
    for (name, topic) in stack.all("AWS::SNS::Topic") {
        // What services publish to cannot be encrypted with SNS's own key: they have no business with it.
        let encryption = at(topic, "/Properties/KmsMasterKeyId");
        let published_to = ["AlarmTopic", "MailFeedbackTopic"].contains(&name);
        let is_encrypted = if published_to { *encryption == key } else { encryption == "alias/aws/sns" };
        demand(&mut complaints, is_encrypted, || format!("{name} is not encrypted, or not by whom it must be"));
    }
    complaints
}

/// The names of the queues that take what others gave up.
fn last_resorts(stack: &Stack) -> BTreeSet<&str> {
    let redrives =
        stack.all(QUEUE).into_iter().map(|(_, queue)| at(queue, "/Properties/RedrivePolicy/deadLetterTargetArn"));
    let streams = stack.functions().into_iter().flat_map(|(_, function)| Stack::events(function, "DynamoDB"));
    let failures = streams.map(|(_, stream)| at(stream, "/DestinationConfig/OnFailure/Destination"));
    redrives.chain(failures).filter_map(|target| Some(stack.target(target, QUEUE)?.0)).collect()
}

fn dead_letters(stack: &Stack) -> Vec<String> {
    let mut complaints = Vec::new();
    let last_resorts = last_resorts(stack);
    for (name, queue) in stack.all(QUEUE) {
        let properties = &queue["Properties"];
        if last_resorts.contains(name) {
            let kept = properties["MessageRetentionPeriod"].as_u64().unwrap_or(0);
            demand(&mut complaints, kept >= TWO_WEEKS, || format!("{name} keeps for {kept} s"));
            continue;
        }
        let policy = &properties["RedrivePolicy"];
        let target = stack.target(&policy["deadLetterTargetArn"], QUEUE);
        demand(&mut complaints, target.is_some(), || format!("{name} has no dead-letter queue"));
        // Lambda may take a message and not run, when it is throttled: with few tries such messages die unseen
        // (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html).
        let tries = policy["maxReceiveCount"].as_u64().unwrap_or(0);
        demand(&mut complaints, tries >= 5, || format!("{name} gives up after {tries} tries"));
    }
    complaints
}

fn queues_watched(stack: &Stack) -> Vec<String> {
    let mut complaints = Vec::new();
    let last_resorts = last_resorts(stack);
    for (name, queue) in stack.all(QUEUE) {
        let metric = if last_resorts.contains(name) {
            "ApproximateNumberOfMessagesVisible"
        } else {
            "ApproximateAgeOfOldestMessage"
        };
        let watched = stack.is_watched(metric, "QueueName", suffix(at(queue, "/Properties/QueueName")));
        demand(&mut complaints, watched, || format!("nobody is told of {metric} of {name}"));
    }
    complaints
}

fn hidden(stack: &Stack) -> Vec<String> {
    let mut complaints = Vec::new();
    let mut read = last_resorts(stack);
    for (function, definition) in stack.functions() {
        let timeout = stack.property(definition, "Timeout").as_u64().unwrap_or(3);
        for (event, source) in Stack::events(definition, "SQS") {
            let Some((name, queue)) = stack.target(&source["Queue"], QUEUE) else {
                complaints.push(format!("{event} of {function} reads no queue"));
                continue;
            };
            let hidden = at(queue, "/Properties/VisibilityTimeout").as_u64().unwrap_or(30);
            demand(&mut complaints, hidden >= 6 * timeout, || {
                format!("{name} hides for {hidden} s, {function} takes {timeout} s")
            });
            read.insert(name);
        }
    }
    for (name, _) in stack.all(QUEUE) {
        demand(&mut complaints, read.contains(name), || format!("nobody reads {name}"));
    }
    complaints
}

fn sources(stack: &Stack) -> Vec<String> {
    let mut complaints = Vec::new();
    for (function, definition) in stack.functions() {
        for kind in ["SQS", "DynamoDB"] {
            for (event, source) in Stack::events(definition, kind) {
                let reports = source["FunctionResponseTypes"] == json!(["ReportBatchItemFailures"]);
                demand(&mut complaints, reports, || format!("{event} of {function} fails whole batches"));
            }
        }
        for (event, source) in Stack::events(definition, "SQS") {
            let bounded = at(source, "/ScalingConfig/MaximumConcurrency").is_u64();
            demand(&mut complaints, bounded, || {
                format!("{event} of {function} may use all of the account's executions")
            });
        }
        for (event, source) in Stack::events(definition, "DynamoDB") {
            let failure = stack.target(at(source, "/DestinationConfig/OnFailure/Destination"), QUEUE);
            demand(&mut complaints, failure.is_some(), || format!("{event} of {function} drops what it gives up"));
            // Without a bound one bad record stops its part of the stream until it is a day old.
            let tries = source["MaximumRetryAttempts"].as_u64();
            demand(&mut complaints, tries.is_some(), || format!("{event} of {function} tries for ever"));
            let bisects = source["BisectBatchOnFunctionError"] == true;
            demand(&mut complaints, bisects, || format!("{event} of {function} gives up whole batches"));
        }
    }
    complaints
}

fn ticks(stack: &Stack) -> Vec<String> {
    let mut complaints = Vec::new();
    for (name, function) in stack.functions() {
        if Stack::events(function, "Schedule").is_empty() {
            continue;
        }
        let bounds = at(function, "/Properties/EventInvokeConfig");
        let bounded = bounds["MaximumRetryAttempts"] == 0 && bounds["MaximumEventAgeInSeconds"].is_u64();
        demand(&mut complaints, bounded, || format!("ticks of {name} pile up"));
        let watched = stack.is_watched("Errors", "FunctionName", suffix(at(function, "/Properties/FunctionName")));
        demand(&mut complaints, watched, || format!("nobody is told that ticks of {name} fail"));
    }
    complaints
}

fn roles(stack: &Stack) -> Vec<String> {
    let mut complaints = Vec::new();
    let mut taken = BTreeSet::new();
    for (name, function) in stack.functions() {
        let Some((role, _)) = stack.target(at(function, "/Properties/Role"), "AWS::IAM::Role") else {
            complaints.push(format!("{name} has no role"));
            continue;
        };
        demand(&mut complaints, taken.insert(role), || format!("{name} shares {role}"));
    }
    complaints
}

fn logs(stack: &Stack) -> Vec<String> {
    let mut complaints = Vec::new();
    let mut taken = BTreeSet::new();
    for (name, function) in stack.functions() {
        let group = stack.target(at(function, "/Properties/LoggingConfig/LogGroup"), "AWS::Logs::LogGroup");
        let Some((group, definition)) = group else {
            complaints.push(format!("{name} has no log group"));
            continue;
        };
        demand(&mut complaints, taken.insert(group), || format!("{name} shares {group}"));
        let ours = format!("/aws/lambda/${{AWS::StackName}}{}", suffix(at(function, "/Properties/FunctionName")));
        let named = *at(definition, "/Properties/LogGroupName/Fn::Sub") == ours;
        demand(&mut complaints, named, || format!("{group} is not named for {name}"));
    }
    for (name, group) in stack.all("AWS::Logs::LogGroup") {
        demand(&mut complaints, at(group, "/Properties/RetentionInDays").is_object(), || {
            format!("{name} keeps for ever")
        });
    }
    complaints
}

fn traced(stack: &Stack) -> Vec<String> {
    let untraced =
        stack.functions().into_iter().filter(|(_, function)| stack.property(function, "Tracing") != "Active");
    untraced.map(|(name, _)| format!("{name} is not traced")).collect()
}

/// What only some packages may know, and those packages.
const HELD: &[(&str, &[&str])] = &[
    ("SIGNING_KEY", &["functions/identity"]),
    ("STRIPE_SECRET_KEY", &["functions/orders", "functions/payments"]),
    ("STRIPE_WEBHOOK_SECRETS", &["functions/payments"]),
];

fn variables(function: &Value) -> impl Iterator<Item = (&String, &Value)> {
    at(function, "/Properties/Environment/Variables").as_object().into_iter().flatten()
}

fn secrets_held(stack: &Stack) -> Vec<String> {
    let mut complaints = Vec::new();
    for (name, function) in stack.functions() {
        let package = at(function, "/Properties/CodeUri").as_str().unwrap_or_default();
        for (variable, _) in variables(function) {
            let allowed = HELD.iter().find(|(held, _)| held == variable).is_none_or(|(_, who)| who.contains(&package));
            demand(&mut complaints, allowed, || format!("{name} has {variable}"));
        }
    }
    let everybodys = at(&stack.template, "/Globals/Function/Environment/Variables").as_object().into_iter().flatten();
    complaints.extend(everybodys.filter(|(name, _)| is_secret(name)).map(|(name, _)| format!("everybody has {name}")));
    complaints
}

fn is_secret(variable: &str) -> bool {
    variable.split('_').any(|word| matches!(word, "KEY" | "KEYS" | "SECRET" | "SECRETS" | "PASSWORD" | "TOKEN"))
}

fn secrets_resolved(stack: &Stack) -> Vec<String> {
    let mut complaints = Vec::new();
    for (name, function) in stack.functions() {
        for (variable, value) in variables(function).filter(|(variable, _)| is_secret(variable)) {
            let expected = format!("{{{{resolve:secretsmanager:${{SecretName}}:SecretString:{variable}}}}}");
            demand(&mut complaints, value["Fn::Sub"] == expected, || format!("{variable} of {name} lies open"));
        }
    }
    for (name, parameter) in at(&stack.template, "/Parameters").as_object().into_iter().flatten() {
        let shows =
            parameter["Default"].as_str().is_some_and(|text| text.starts_with("sk_") || text.starts_with("whsec_"));
        demand(&mut complaints, !shows, || format!("the parameter {name} is a secret"));
    }
    complaints
}

fn functions_watched(stack: &Stack) -> Vec<String> {
    let mut complaints = Vec::new();
    for (name, function) in stack.functions() {
        let mut metrics = vec!["Throttles"];
        let reads = ["SQS", "DynamoDB"].map(|kind| !Stack::events(function, kind).is_empty());
        metrics.extend(reads.contains(&true).then_some("Errors"));
        metrics.extend(reads[1].then_some("IteratorAge"));
        for metric in metrics {
            let watched = stack.is_watched(metric, "FunctionName", suffix(at(function, "/Properties/FunctionName")));
            demand(&mut complaints, watched, || format!("nobody is told of {metric} of {name}"));
        }
    }
    // Who would be told that nobody can be told?
    for (name, topic) in stack.all("AWS::SNS::Topic").into_iter().filter(|(name, _)| *name != "AlarmTopic") {
        let thing = suffix(at(topic, "/Properties/TopicName"));
        let watched = stack.is_watched("NumberOfNotificationsFailed", "TopicName", thing);
        demand(&mut complaints, watched, || format!("nobody is told that {name} cannot deliver"));
    }
    for metric in ["5xx", "Latency"] {
        demand(&mut complaints, stack.is_watched(metric, "ApiId", "Api"), || format!("nobody is told of {metric}"));
    }
    for (name, table) in stack.all("AWS::DynamoDB::Table") {
        for metric in ["ReadThrottleEvents", "WriteThrottleEvents"] {
            let watched = stack.is_watched(metric, "TableName", suffix(at(table, "/Properties/TableName")));
            demand(&mut complaints, watched, || format!("nobody is told of {metric} of {name}"));
        }
    }
    complaints
}

fn api(stack: &Stack) -> Vec<String> {
    let mut complaints = Vec::new();
    for (name, api) in stack.all("AWS::Serverless::HttpApi") {
        let properties = &api["Properties"];
        let routes = routes(properties);
        complaints.extend(throttled(name, properties, &routes));
        complaints.extend(callable(stack, name, properties));
        let log = stack.target(at(properties, "/AccessLogSettings/DestinationArn"), "AWS::Logs::LogGroup");
        demand(&mut complaints, log.is_some(), || format!("{name} keeps no access log"));
        let format = at(properties, "/AccessLogSettings/Format").as_str().unwrap_or_default();
        let discreet = !["header", "querystring", "authorizer"].iter().any(|word| format.to_lowercase().contains(word));
        demand(&mut complaints, discreet, || format!("the access log of {name} may tell tokens"));
        // A nested path would cost a line a noun, and be missed where the noun below it is added.
        let versioned = |path: &str| path.starts_with("/v1/");
        for route in routes.iter().filter_map(|route| route.strip_prefix("ANY ")).filter(|path| versioned(path)) {
            let owned = route.ends_with("/{proxy+}") || routes.contains(&format!("ANY {route}/{{proxy+}}"));
            let excepted = route.starts_with("/v1/me");
            demand(&mut complaints, owned || excepted, || format!("{route} is alone: what comes below it is nobody's"));
        }
    }
    complaints
}

/// The routes of an API, as API Gateway names them.
fn routes(properties: &Value) -> BTreeSet<String> {
    let paths = at(properties, "/DefinitionBody/paths").as_object().into_iter().flatten();
    let routes = paths.flat_map(|(path, methods)| {
        methods.as_object().into_iter().flatten().map(move |(method, operation)| match method.as_str() {
            _ if operation["isDefaultRoute"] == true => "$default".to_owned(),
            "x-amazon-apigateway-any-method" => format!("ANY {path}"),
            method => format!("{} {path}", method.to_ascii_uppercase()),
        })
    });
    routes.collect()
}

fn throttled(name: &str, properties: &Value, routes: &BTreeSet<String>) -> Vec<String> {
    let mut complaints = Vec::new();
    let settings = properties["RouteSettings"].as_object().into_iter().flatten();
    let default = ("every route", &properties["DefaultRouteSettings"]);
    for (route, settings) in settings.map(|(route, settings)| (route.as_str(), settings)).chain([default]) {
        let exists = route == default.0 || routes.contains(route);
        demand(&mut complaints, exists, || format!("{name} has no route {route}"));
        for bound in ["ThrottlingBurstLimit", "ThrottlingRateLimit"] {
            let bounded = settings[bound].as_u64().is_some_and(|bound| bound > 0);
            demand(&mut complaints, bounded, || format!("{name} has no {bound} for {route}"));
        }
        let asked = at(settings, "/DetailedMetricsEnabled/Fn::If/0") == "RoutesAreMeasured";
        demand(&mut complaints, asked, || format!("{name} measures {route} unasked, or never"));
    }
    for route in ["ANY /v1/auth/{proxy+}", "ANY /v1/checkout", "ANY /v1/webhooks/{proxy+}", "$default"] {
        let own = properties.pointer("/RouteSettings").and_then(|all| all.get(route)).is_some();
        demand(&mut complaints, own, || format!("{name} throttles {route} like any other"));
    }
    complaints
}

/// Each function that a route leads to has one permission, for all of its routes, and no other function has one.
fn callable(stack: &Stack, name: &str, properties: &Value) -> Vec<String> {
    let mut complaints = Vec::new();
    let integrations = at(properties, "/DefinitionBody/components/x-amazon-apigateway-integrations");
    let uris = integrations.as_object().into_iter().flatten().filter_map(|(_, one)| at(one, "/uri/Fn::Sub").as_str());
    let functions = uris.filter_map(|uri| uri.rsplit_once("${").and_then(|(_, rest)| rest.split_once(".Arn}")));
    let called: BTreeSet<&str> = functions.map(|(function, _)| function).collect();
    let mut allowed = BTreeSet::new();
    for (permission, definition) in stack.all("AWS::Lambda::Permission") {
        let function = stack.target(at(definition, "/Properties/FunctionName"), "AWS::Serverless::Function");
        let source = at(definition, "/Properties/SourceArn/Fn::Sub").as_str().unwrap_or_default();
        let whole = source.ends_with(&format!(":${{{name}}}/*"));
        demand(&mut complaints, whole, || format!("{permission} is not for every route of {name}"));
        let first = function.is_some_and(|(function, _)| allowed.insert(function));
        demand(&mut complaints, first, || format!("{permission} is for no function, or for one that has another"));
    }
    demand(&mut complaints, called == allowed, || format!("{name} leads to {called:?} and may call {allowed:?}"));
    complaints
}
