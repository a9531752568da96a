//! What the templates promise beyond what the public linters know.

mod document;
mod rules;
mod stack;

use serde_json::{Value, json};

use self::rules::RULES;
use self::stack::Stack;

#[test]
fn the_templates_hold_to_every_rule() {
    let stack = Stack::ours();
    for (name, rule) in RULES {
        assert_eq!(rule(&stack), Vec::<String>::new(), "{name}");
    }
}

/// What somebody might do to a template by mistake.
enum Mistake {
    /// Takes out what stands at a JSON pointer.
    Drop(&'static str),
    /// Puts something else there.
    Put(&'static str, Value),
}

use Mistake::{Drop, Put};

impl Mistake {
    fn make(&self, stack: &mut Stack) {
        let (Drop(pointer) | Put(pointer, _)) = self;
        let (file, path) = pointer.split_once(':').expect("a template and a pointer");
        let template = match file {
            "template" => &mut stack.template,
            "roles" => &mut stack.roles,
            _ => &mut stack.alarms,
        };
        let (parent, last) = path.rsplit_once('/').expect("a pointer");
        let parent = template.pointer_mut(parent).and_then(Value::as_object_mut).unwrap_or_else(|| panic!("{pointer}"));
        let last = last.replace("~1", "/");
        match self {
            Drop(_) => assert!(parent.remove(&last).is_some(), "{pointer}"),
            Put(_, value) => drop(parent.insert(last, value.clone())),
        }
    }
}

/// A mistake, the rule that it breaks, and what that rule says.
fn mistakes() -> Vec<(Mistake, &'static str, &'static str)> {
    let [
        kept,
        encrypted,
        letters,
        watched,
        hidden,
        sources,
        ticks,
        roles,
        logs,
        traced,
        held,
        resolved,
        functions,
        api,
    ] = <[_; 14]>::try_from(RULES.iter().map(|(name, _)| *name).collect::<Vec<_>>()).expect("every rule");
    let function = |name: &str| json!({ "Fn::GetAtt": ["Roles", format!("Outputs.{name}RoleArn")] });
    let secret = |name: &str| json!({ "Fn::Sub": format!("{{{{resolve:secretsmanager:${{SecretName}}:SecretString:{name}}}}}") });
    vec![
        (
            Put("template:/Resources/ShopTable/Properties/DeletionProtectionEnabled", json!(false)),
            kept,
            "ShopTable can be deleted",
        ),
        (Drop("template:/Resources/ShopTable/Properties/PointInTimeRecoverySpecification"), kept, "cannot be restored"),
        (Drop("template:/Resources/ShopTable/DeletionPolicy"), kept, "ShopTable has no DeletionPolicy"),
        (Drop("template:/Resources/DataKey/UpdateReplacePolicy"), kept, "DataKey has no UpdateReplacePolicy"),
        (Drop("template:/Resources/ShopTable/Properties/SSESpecification"), encrypted, "ShopTable is not encrypted"),
        (Drop("template:/Resources/RelayDlq/Properties/SqsManagedSseEnabled"), encrypted, "RelayDlq is not encrypted"),
        (Drop("template:/Resources/ApiLogs/Properties/KmsKeyId"), encrypted, "ApiLogs is not encrypted"),
        (Drop("template:/Globals/Function/KmsKeyArn"), encrypted, "environment of RelayWorkerFunction"),
        (Drop("template:/Resources/OrderEventsTopic/Properties/KmsMasterKeyId"), encrypted, "OrderEventsTopic is not"),
        (Drop("template:/Resources/DataKey/Properties/EnableKeyRotation"), encrypted, "DataKey never changes"),
        (
            Drop("template:/Resources/OrdersWorkQueue/Properties/RedrivePolicy"),
            letters,
            "OrdersWorkQueue has no dead-letter queue",
        ),
        (
            Put("template:/Resources/RelayDlq/Properties/MessageRetentionPeriod", json!(345_600)),
            letters,
            "RelayDlq keeps for 345600 s",
        ),
        (
            Put("template:/Resources/OrdersWorkQueue/Properties/RedrivePolicy/maxReceiveCount", json!(1)),
            letters,
            "gives up after 1",
        ),
        (Drop("alarms:/Resources/DeadLettersOfrelay"), watched, "Visible of RelayDlq"),
        (Drop("alarms:/Resources/WaitingInorderswork"), watched, "OldestMessage of OrdersWorkQueue"),
        (Drop("alarms:/Resources/DeadLettersOfrelay/Properties/AlarmActions"), watched, "Visible of RelayDlq"),
        (
            Put("template:/Resources/OrdersWorkQueue/Properties/VisibilityTimeout", json!(60)),
            hidden,
            "OrdersWorkQueue hides for 60 s",
        ),
        (
            Drop("template:/Resources/OrdersWorkerFunction/Properties/Events/Work"),
            hidden,
            "nobody reads OrdersWorkQueue",
        ),
        (
            Drop("template:/Resources/OrdersWorkerFunction/Properties/Events/Work/Properties/FunctionResponseTypes"),
            sources,
            "fails whole batches",
        ),
        (
            Drop("template:/Resources/OrdersWorkerFunction/Properties/Events/Work/Properties/ScalingConfig"),
            sources,
            "all of the account's",
        ),
        (
            Drop("template:/Resources/RelayWorkerFunction/Properties/Events/TableStream/Properties/DestinationConfig"),
            sources,
            "drops what it gives up",
        ),
        (
            Drop(
                "template:/Resources/RelayWorkerFunction/Properties/Events/TableStream/Properties/MaximumRetryAttempts",
            ),
            sources,
            "tries for ever",
        ),
        (
            Drop(
                "template:/Resources/RelayWorkerFunction/Properties/Events/TableStream/Properties/BisectBatchOnFunctionError",
            ),
            sources,
            "whole batches",
        ),
        (
            Drop("template:/Resources/OrdersWorkerFunction/Properties/EventInvokeConfig"),
            ticks,
            "OrdersWorkerFunction pile up",
        ),
        (Drop("alarms:/Resources/CrashesOforders"), ticks, "OrdersWorkerFunction fail"),
        (
            Put("template:/Resources/CatalogHttpFunction/Properties/Role", function("OrdersHttp")),
            roles,
            "shares OrdersHttpRole",
        ),
        (Drop("template:/Resources/CatalogHttpFunction/Properties/Role"), roles, "CatalogHttpFunction has no role"),
        (Drop("roles:/Outputs/CatalogHttpRoleArn"), roles, "CatalogHttpFunction has no role"),
        (
            Drop("template:/Resources/CatalogHttpFunction/Properties/LoggingConfig"),
            logs,
            "CatalogHttpFunction has no log group",
        ),
        (
            Put(
                "template:/Resources/CatalogHttpFunction/Properties/LoggingConfig",
                json!({ "LogGroup": { "Ref": "OrdersHttpLogs" } }),
            ),
            logs,
            "shares OrdersHttpLogs",
        ),
        (
            Drop("template:/Resources/CatalogHttpLogs/Properties/RetentionInDays"),
            logs,
            "CatalogHttpLogs keeps for ever",
        ),
        (Drop("template:/Globals/Function/Tracing"), traced, "CatalogHttpFunction is not traced"),
        (
            Put(
                "template:/Resources/CatalogHttpFunction/Properties/Environment/Variables/SIGNING_KEY",
                secret("SIGNING_KEY"),
            ),
            held,
            "CatalogHttpFunction has SIGNING_KEY",
        ),
        (
            Put(
                "template:/Resources/PortalHttpFunction/Properties/Environment/Variables/STRIPE_SECRET_KEY",
                secret("STRIPE_SECRET_KEY"),
            ),
            held,
            "PortalHttpFunction has STRIPE_SECRET_KEY",
        ),
        (
            Put("template:/Globals/Function/Environment/Variables/LINK_KEY", secret("LINK_KEY")),
            held,
            "everybody has LINK_KEY",
        ),
        (
            Put("template:/Resources/OrdersHttpFunction/Properties/Environment/Variables/LINK_KEY", json!("00")),
            resolved,
            "LINK_KEY of OrdersHttpFunction lies open",
        ),
        (Put("template:/Parameters/StripeKey", json!({ "Default": "sk_live_1" })), resolved, "StripeKey is a secret"),
        (Drop("alarms:/Resources/ThrottlesOfcataloghttp"), functions, "Throttles of CatalogHttpFunction"),
        (Drop("alarms:/Resources/IteratorAgeOfrelay"), functions, "IteratorAge of RelayWorkerFunction"),
        (Drop("alarms:/Resources/CrashesOfrelay"), functions, "Errors of RelayWorkerFunction"),
        (Drop("alarms:/Resources/UndeliveredByorderevents"), functions, "OrderEventsTopic cannot deliver"),
        (Drop("alarms:/Resources/ApiFaults"), functions, "nobody is told of 5xx"),
        (Drop("alarms:/Resources/TableWriteThrottles"), functions, "WriteThrottleEvents of ShopTable"),
        (
            Put("template:/Resources/Api/Properties/RouteSettings/GET ~1v1~1carts", json!({})),
            api,
            "Api has no route GET /v1/carts",
        ),
        (
            Drop("template:/Resources/OrdersHttpFunction/Properties/Events/Checkout"),
            api,
            "Api has no route ANY /v1/checkout",
        ),
        (Drop("template:/Resources/Api/Properties/RouteSettings/$default"), api, "throttles $default like any other"),
        (Drop("template:/Resources/Api/Properties/DefaultRouteSettings"), api, "ThrottlingRateLimit for every route"),
        (Drop("template:/Resources/Api/Properties/AccessLogSettings"), api, "Api keeps no access log"),
        (
            Put("template:/Resources/Api/Properties/AccessLogSettings/Format", json!("$context.authorizer.claims")),
            api,
            "may tell tokens",
        ),
    ]
}

#[test]
fn a_rule_complains_of_each_mistake() {
    let ours = Stack::ours();
    let mistakes = mistakes();
    for (mistake, broken, words) in &mistakes {
        let mut stack = ours.clone();
        mistake.make(&mut stack);
        let (_, rule) = RULES.iter().find(|(name, _)| name == broken).expect("a rule");
        let complaints = rule(&stack);
        assert!(complaints.iter().any(|complaint| complaint.contains(words)), "{broken}: {words:?} in {complaints:?}");
    }
    for (name, _) in RULES {
        assert!(mistakes.iter().any(|(_, broken, _)| broken == name), "no mistake shows that {name:?} works");
    }
}
