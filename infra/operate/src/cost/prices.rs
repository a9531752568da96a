//! What AWS asks for: list prices of us-east-1 without free tiers, and what cannot be counted here and is assumed.

/// When the prices were so.
pub(super) const AS_OF: &str = "November 2026";

/// A millionth of a millionth of a dollar: every price below is a whole number of them.
pub(super) type Pico = u128;

const MILLION: Pico = 1_000_000;
/// A dollar.
pub(super) const DOLLAR: Pico = MILLION * MILLION;

/// The price of one of a thing that is sold by the million.
const fn per_million(cents: Pico) -> Pico {
    cents * DOLLAR / 100 / MILLION
}

/// A request to an HTTP API.
pub(super) const API_REQUEST: Pico = per_million(100);
/// An invocation.
pub(super) const INVOCATION: Pico = per_million(20);
/// A gigabyte of memory for a second, on arm64.
pub(super) const GIGABYTE_SECOND: Pico = 13_333_400;
/// A tenth of a read unit.
pub(super) const READ_TENTH: Pico = DOLLAR * 125 / 1_000 / MILLION / 10;
/// A tenth of a write unit.
pub(super) const WRITE_TENTH: Pico = DOLLAR * 625 / 1_000 / MILLION / 10;
/// A request to SNS, of up to ten messages and 64 KB.
pub(super) const PUBLISH: Pico = per_million(50);
/// A request to SQS, of up to 64 KB.
pub(super) const QUEUE_REQUEST: Pico = per_million(40);
/// A mail.
pub(super) const MAIL: Pico = per_million(10_000);
/// A trace that is kept.
pub(super) const TRACE: Pico = per_million(500);
/// A gigabyte of log lines taken in.
pub(super) const LOG_GIGABYTE: Pico = DOLLAR / 2;
/// A gigabyte of answers to the internet.
pub(super) const TRANSFER_GIGABYTE: Pico = DOLLAR * 9 / 100;

/// A customer managed key for a month; its first two rotations add as much again.
pub(super) const KEY_MONTH: Pico = DOLLAR;
/// A secret for a month.
pub(super) const SECRET_MONTH: Pico = DOLLAR * 4 / 10;
/// An alarm on one metric for a month.
pub(super) const ALARM_MONTH: Pico = DOLLAR / 10;
/// A metric of one's own, or of one route, for a month in which it is written every hour.
pub(super) const METRIC_MONTH: Pico = DOLLAR * 3 / 10;
/// A gigabyte in the table for a month.
pub(super) const TABLE_GIGABYTE_MONTH: Pico = DOLLAR / 4;
/// The same gigabyte, recoverable to any second of the last 35 days.
pub(super) const RECOVERY_GIGABYTE_MONTH: Pico = DOLLAR / 5;
/// A gigabyte of kept log lines for a month.
pub(super) const LOG_GIGABYTE_MONTH: Pico = DOLLAR * 3 / 100;

/// Service, what is paid for, how much, and where it says so.
pub(super) const SOURCES: &[(&str, &str, &str, &str)] = &[
    (
        "API Gateway",
        "HTTP API request, up to 512 KB",
        "$1.00 per million",
        "https://aws.amazon.com/api-gateway/pricing/",
    ),
    ("Lambda", "invocation", "$0.20 per million", "https://aws.amazon.com/lambda/pricing/"),
    ("Lambda", "GB-second, arm64", "$0.0000133334", "https://aws.amazon.com/lambda/pricing/"),
    (
        "DynamoDB",
        "write request unit, on demand",
        "$0.625 per million",
        "https://aws.amazon.com/dynamodb/pricing/on-demand/",
    ),
    (
        "DynamoDB",
        "read request unit, on demand",
        "$0.125 per million",
        "https://aws.amazon.com/dynamodb/pricing/on-demand/",
    ),
    (
        "DynamoDB",
        "storage; point-in-time recovery",
        "$0.25; $0.20 per GB and month",
        "https://aws.amazon.com/dynamodb/pricing/on-demand/",
    ),
    (
        "SNS",
        "request, up to 64 KB; deliveries to SQS are free",
        "$0.50 per million",
        "https://aws.amazon.com/sns/pricing/",
    ),
    ("SQS", "request, up to 64 KB", "$0.40 per million", "https://aws.amazon.com/sqs/pricing/"),
    ("SES", "mail", "$0.10 per thousand", "https://aws.amazon.com/ses/pricing/"),
    ("X-Ray", "trace kept", "$5.00 per million", "https://aws.amazon.com/xray/pricing/"),
    (
        "CloudWatch",
        "logs taken in; kept",
        "$0.50 per GB; $0.03 per GB and month",
        "https://aws.amazon.com/cloudwatch/pricing/",
    ),
    (
        "CloudWatch",
        "alarm; metric of one's own or of a route",
        "$0.10; $0.30 per month",
        "https://aws.amazon.com/cloudwatch/pricing/",
    ),
    ("KMS", "customer managed key", "$1.00 per month", "https://aws.amazon.com/kms/pricing/"),
    ("Secrets Manager", "secret", "$0.40 per month", "https://aws.amazon.com/secrets-manager/pricing/"),
    ("EventBridge", "scheduled rule", "free", "https://aws.amazon.com/eventbridge/pricing/"),
    ("EC2", "data to the internet", "$0.09 per GB", "https://aws.amazon.com/ec2/pricing/on-demand/"),
];

/// Milliseconds of an invocation that waits for nothing: a quarter of a millisecond of processor at 256 MB, which is a
/// seventh of a processor, and as much again for the runtime.
pub(super) const INVOCATION_MILLIS: u64 = 4;
/// Milliseconds that a round trip to DynamoDB takes.
pub(super) const TABLE_MILLIS: u64 = 6;
/// Milliseconds that a call to SNS, SQS or SES takes.
pub(super) const SERVICE_MILLIS: u64 = 20;
/// Milliseconds that a call to the payment provider takes.
pub(super) const PROVIDER_MILLIS: u64 = 400;
/// Bytes that an invocation logs: Lambda's own start and report lines, a line of the function, and its metrics.
pub(super) const LOG_BYTES: u64 = 1_900;
/// Bytes of a line of the API's access log.
pub(super) const ACCESS_LOG_BYTES: u64 = 400;
/// Bytes of the headers of an answer.
pub(super) const HEADER_BYTES: u64 = 600;
/// Of a hundred invocations, those whose trace is kept: X-Ray's default, beside one in each second.
pub(super) const TRACED_PERCENT: u64 = 5;
/// Minutes of a month of thirty days.
pub(super) const MONTH_MINUTES: u64 = 30 * 24 * 60;
/// How many receivers Lambda keeps at an idle queue, each of which asks three times a minute.
pub(super) const QUEUE_RECEIVERS: u64 = 5;
/// How often a minute each of them asks: a request waits for 20 seconds.
pub(super) const RECEIVES_A_MINUTE: u64 = 3;
/// The metrics that API Gateway writes for each route.
pub(super) const ROUTE_METRICS: u64 = 6;
