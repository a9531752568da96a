//! What somebody might do to the templates by mistake, by the rule that complains.

/// A rule's name; for each mistake where it is made, what stands there then (in JSON; nothing: it is gone), and what the
/// rule says about it.
pub(super) type Broken = (&'static str, &'static [(&'static str, Option<&'static str>, &'static str)]);

/// Every rule, with the mistakes that show that it works.
pub(super) const MISTAKES: &[Broken] = &[
    (
        "what is kept cannot be lost by a mistake",
        &[
            (
                "template:/Resources/ShopTable/Properties/DeletionProtectionEnabled",
                Some("false"),
                "ShopTable can be deleted",
            ),
            ("template:/Resources/ShopTable/Properties/PointInTimeRecoverySpecification", None, "cannot be restored"),
            ("template:/Parameters/DeletionProtection/Default", Some(r#""false""#), "ShopTable can be deleted"),
            ("template:/Resources/ShopTable/DeletionPolicy", None, "ShopTable has no DeletionPolicy"),
            (
                "template:/Resources/ExportBucket/DeletionPolicy",
                Some(r#""Retain""#),
                "ExportBucket has no DeletionPolicy",
            ),
            ("template:/Resources/DataKey/UpdateReplacePolicy", None, "DataKey has no UpdateReplacePolicy"),
        ],
    ),
    (
        "everything at rest is encrypted",
        &[
            ("template:/Resources/ShopTable/Properties/SSESpecification", None, "ShopTable is not encrypted"),
            ("relay:/Resources/RelayDlq/Properties/SqsManagedSseEnabled", None, "RelayDlq is not encrypted"),
            ("template:/Resources/ApiLogs/Properties/KmsKeyId", None, "ApiLogs is not encrypted"),
            ("template:/Globals/Function/KmsKeyArn", None, "environment of RelayWorkerFunction"),
            ("template:/Resources/OrderEventsTopic/Properties/KmsMasterKeyId", None, "OrderEventsTopic is not"),
            (
                "template:/Resources/AlarmTopic/Properties/KmsMasterKeyId",
                Some(r#""alias/aws/sns""#),
                "AlarmTopic is not encrypted, or not by whom",
            ),
            ("template:/Resources/DataKey/Properties/EnableKeyRotation", None, "DataKey never changes"),
            (
                "template:/Resources/DataKey/Properties/KeyPolicy/Statement/2/Condition",
                None,
                "DataKey is not for the logs",
            ),
        ],
    ),
    (
        "every queue has a dead-letter queue that keeps for two weeks",
        &[
            (
                "orders:/Resources/OrdersWorkQueue/Properties/RedrivePolicy",
                None,
                "OrdersWorkQueue has no dead-letter queue",
            ),
            (
                "relay:/Resources/RelayDlq/Properties/MessageRetentionPeriod",
                Some("345600"),
                "RelayDlq keeps for 345600 s",
            ),
            (
                "orders:/Resources/OrdersWorkQueue/Properties/RedrivePolicy/maxReceiveCount",
                Some("1"),
                "gives up after 1",
            ),
        ],
    ),
    (
        "every queue and dead-letter queue is watched",
        &[
            ("relay:/Resources/DeadLettersOfrelay", None, "Visible of RelayDlq"),
            ("orders:/Resources/WaitingInorderswork", None, "OldestMessage of OrdersWorkQueue"),
            ("relay:/Resources/DeadLettersOfrelay/Properties/AlarmActions", None, "Visible of RelayDlq"),
        ],
    ),
    (
        "a message is hidden for six times what its reader may take",
        &[
            (
                "orders:/Resources/OrdersWorkQueue/Properties/VisibilityTimeout",
                Some("60"),
                "OrdersWorkQueue hides for 60 s",
            ),
            ("template:/Resources/OrdersWorkerFunction/Properties/Events/Work", None, "nobody reads OrdersWorkQueue"),
        ],
    ),
    (
        "a batch fails only where it failed, and what is given up is kept",
        &[
            (
                "template:/Resources/OrdersWorkerFunction/Properties/Events/Work/Properties/FunctionResponseTypes",
                None,
                "fails whole batches",
            ),
            (
                "template:/Resources/OrdersWorkerFunction/Properties/Events/Work/Properties/ScalingConfig",
                None,
                "all of the account's",
            ),
            (
                "template:/Resources/RelayWorkerFunction/Properties/Events/TableStream/Properties/DestinationConfig",
                None,
                "drops what it gives up",
            ),
            (
                "template:/Resources/RelayWorkerFunction/Properties/Events/TableStream/Properties/MaximumRetryAttempts",
                None,
                "tries for ever",
            ),
            (
                "template:/Resources/RelayWorkerFunction/Properties/Events/TableStream/Properties/BisectBatchOnFunctionError",
                None,
                "whole batches",
            ),
        ],
    ),
    (
        "a tick is bounded and its failure is seen",
        &[
            (
                "template:/Resources/OrdersWorkerFunction/Properties/EventInvokeConfig",
                None,
                "OrdersWorkerFunction pile up",
            ),
            ("orders:/Resources/CrashesOforders", None, "OrdersWorkerFunction fail"),
        ],
    ),
    (
        "every function has a role of its own",
        &[
            (
                "template:/Resources/CatalogHttpFunction/Properties/Role",
                Some(r#"{"Fn::GetAtt":["OrdersArea","Outputs.OrdersHttpRoleArn"]}"#),
                "shares OrdersHttpRole",
            ),
            ("template:/Resources/CatalogHttpFunction/Properties/Role", None, "CatalogHttpFunction has no role"),
            ("catalog:/Outputs/CatalogHttpRoleArn", None, "CatalogHttpFunction has no role"),
        ],
    ),
    (
        "every function has a log of its own, which ends",
        &[
            (
                "template:/Resources/CatalogHttpFunction/Properties/LoggingConfig",
                None,
                "CatalogHttpFunction has no log group",
            ),
            (
                "template:/Resources/CatalogHttpFunction/Properties/LoggingConfig",
                Some(r#"{"LogGroup":{"Fn::GetAtt":["OrdersArea","Outputs.OrdersHttpLogs"]}}"#),
                "shares OrdersHttpLogs",
            ),
            ("catalog:/Resources/CatalogHttpLogs/Properties/RetentionInDays", None, "CatalogHttpLogs keeps for ever"),
        ],
    ),
    ("every function is traced", &[("template:/Globals/Function/Tracing", None, "CatalogHttpFunction is not traced")]),
    (
        "only who needs a secret has it",
        &[
            (
                "template:/Resources/CatalogHttpFunction/Properties/Environment/Variables/SIGNING_KEY",
                Some(r#"{"Fn::Sub":"{{resolve:secretsmanager:${SecretName}:SecretString:SIGNING_KEY}}"}"#),
                "CatalogHttpFunction has SIGNING_KEY",
            ),
            (
                "template:/Resources/PortalHttpFunction/Properties/Environment/Variables/STRIPE_SECRET_KEY",
                Some(r#"{"Fn::Sub":"{{resolve:secretsmanager:${SecretName}:SecretString:STRIPE_SECRET_KEY}}"}"#),
                "PortalHttpFunction has STRIPE_SECRET_KEY",
            ),
            (
                "template:/Globals/Function/Environment/Variables/LINK_KEY",
                Some(r#"{"Fn::Sub":"{{resolve:secretsmanager:${SecretName}:SecretString:LINK_KEY}}"}"#),
                "everybody has LINK_KEY",
            ),
        ],
    ),
    (
        "every secret comes from the secrets manager",
        &[
            (
                "template:/Resources/OrdersHttpFunction/Properties/Environment/Variables/LINK_KEY",
                Some(r#""00""#),
                "LINK_KEY of OrdersHttpFunction lies open",
            ),
            ("template:/Parameters/StripeKey", Some(r#"{ "Default": "sk_live_1" }"#), "StripeKey is a secret"),
        ],
    ),
    (
        "every function, reader and topic is watched, and so is the API",
        &[
            ("catalog:/Resources/ThrottlesOfcataloghttp", None, "Throttles of CatalogHttpFunction"),
            ("relay:/Resources/IteratorAgeOfrelay", None, "IteratorAge of RelayWorkerFunction"),
            ("relay:/Resources/CrashesOfrelay", None, "Errors of RelayWorkerFunction"),
            ("alarms:/Resources/UndeliveredByorderevents", None, "OrderEventsTopic cannot deliver"),
            ("alarms:/Resources/ApiFaults", None, "nobody is told of 5xx"),
            ("alarms:/Resources/TableWriteThrottles", None, "WriteThrottleEvents of ShopTable"),
        ],
    ),
    (
        "the API is throttled and logged, by routes that exist",
        &[
            (
                "template:/Resources/Api/Properties/RouteSettings/GET ~1v1~1carts",
                Some("{}"),
                "Api has no route GET /v1/carts",
            ),
            (
                "template:/Resources/Api/Properties/DefinitionBody/paths/~1v1~1checkout",
                None,
                "Api has no route ANY /v1/checkout",
            ),
            ("template:/Resources/Api/Properties/RouteSettings/$default", None, "throttles $default like any other"),
            ("template:/Resources/Api/Properties/DefaultRouteSettings", None, "ThrottlingRateLimit for every route"),
            (
                "template:/Resources/Api/Properties/DefaultRouteSettings/DetailedMetricsEnabled",
                Some("true"),
                "measures every route unasked",
            ),
            (
                "template:/Resources/Api/Properties/DefinitionBody/paths/~1v1~1orders~1{proxy+}",
                None,
                "/v1/orders is alone",
            ),
            ("template:/Resources/OrdersHttpPermission", None, "and may call"),
            (
                "template:/Resources/OrdersHttpPermission/Properties/SourceArn",
                Some(r#"{"Fn::Sub":"arn:${Api}/$default/POST/v1/checkout"}"#),
                "OrdersHttpPermission is not for every route",
            ),
            (
                "template:/Resources/OrdersHttpPermission/Properties/FunctionName",
                Some(r#"{"Fn::GetAtt":["PortalHttpFunction","Arn"]}"#),
                "for one that has another",
            ),
            ("template:/Resources/Api/Properties/AccessLogSettings", None, "Api keeps no access log"),
            (
                "template:/Resources/Api/Properties/AccessLogSettings/Format",
                Some(r#""$context.authorizer.claims""#),
                "may tell tokens",
            ),
        ],
    ),
];
