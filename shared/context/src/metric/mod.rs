//! What is measured: every metric that the shop writes, with its unit.
//!
//! A measurement is a log event with a target of its own; the process kit writes those of one invocation as one document.
//! What did not happen is not written, for CloudWatch asks for money for each metric in each hour in which it is written:
//! there are no zeros, and the number of requests is the number of latencies.

use kernel::time::Timestamp;

/// The target of every measurement.
pub const TARGET: &str = "souk::metric";

/// What a metric counts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Things.
    Count,
    /// Seconds.
    Seconds,
    /// Milliseconds.
    Milliseconds,
}

impl Unit {
    /// The name that CloudWatch knows.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Count => "Count",
            Self::Seconds => "Seconds",
            Self::Milliseconds => "Milliseconds",
        }
    }
}

/// Declares the metrics.
macro_rules! metrics {
    ($($(#[$doc:meta])* $name:ident: $unit:ident,)*) => {
        /// A metric.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Metric {
            $($(#[$doc])* $name,)*
        }

        impl Metric {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// Its name in CloudWatch.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name),)*
                }
            }

            /// What it counts in.
            pub fn unit(self) -> Unit {
                match self {
                    $(Self::$name => Unit::$unit,)*
                }
            }
        }
    };
}

metrics! {
    /// How long a request took; the number of its values is the number of requests.
    Latency: Milliseconds,
    /// Requests that were answered with 4xx.
    ClientErrors: Count,
    /// Requests that were answered with 5xx.
    ServerErrors: Count,
    /// Calls to DynamoDB that waited for one another.
    RoundTrips: Count,
    /// Read capacity units.
    ReadUnits: Count,
    /// Write capacity units.
    WriteUnits: Count,
    /// Check-outs that were refused, for whatever reason.
    CheckOutsRefused: Count,
    /// Requests that wanted more units than there are to sell.
    OutOfStockRefusals: Count,
    /// Payments that the provider declined.
    PaymentsDeclined: Count,
    /// Log-ins with a wrong address or password.
    LoginFailures: Count,
    /// Log-ins that were not looked at, for too many had failed.
    LoginLockouts: Count,
    /// Refresh tokens that came back after they were used: one of their two holders stole it.
    SessionsReused: Count,
    /// Codes that were tried once more than they may be.
    CodesExhausted: Count,
    /// Texts to numbers that take none.
    TextsNotTaken: Count,
    /// Texts that were not sent, for enough had gone to their country in that hour.
    TextsOverBudget: Count,
    /// Texts that were handed over to be sent.
    TextsSent: Count,
    /// The age of the oldest event that was not yet published, when its turn came.
    OldestUnpublishedSeconds: Seconds,
    /// Orders that were paid for and accepted.
    OrdersPlaced: Count,
    /// Orders that were cancelled.
    OrdersCancelled: Count,
    /// Orders that nobody paid for in time.
    OrdersExpired: Count,
    /// Payments whose money was taken.
    PaymentsCaptured: Count,
    /// Payments that failed.
    PaymentsFailed: Count,
    /// Refunds that were made.
    RefundsMade: Count,
    /// Refunds that the provider would not make: people must.
    RefundsFailed: Count,
    /// Accounts that were opened.
    Registrations: Count,
    /// Passwords that were let pass because no list of stolen ones could be looked into.
    BreachLookUpsFailed: Count,
}

impl Metric {
    /// What every request may measure.
    pub const OF_A_REQUEST: &[Self] =
        &[Self::Latency, Self::ClientErrors, Self::ServerErrors, Self::RoundTrips, Self::ReadUnits, Self::WriteUnits];

    /// Notes that this was `value` at the instant `at`; within one invocation, counts add up, and of times the longest stands.
    pub fn put(self, value: f64, at: Timestamp) {
        let (name, unit, at_ms) = (self.name(), self.unit().as_str(), at.as_millisecond());
        tracing::info!(target: TARGET, { metric.name = name, metric.unit = unit, metric.value = value, metric.at_ms = at_ms }, "{name}");
    }

    /// Notes a count or a time of whole numbers, unless it is zero.
    pub fn put_whole(self, value: u64, at: Timestamp) {
        if value > 0 {
            self.put(f64::from(u32::try_from(value).unwrap_or(u32::MAX)), at);
        }
    }

    /// The metric that counts answers with a problem of this code.
    pub fn of_problem(code: &str) -> Option<Self> {
        match code {
            "insufficient_stock" => Some(Self::OutOfStockRefusals),
            "payment_declined" => Some(Self::PaymentsDeclined),
            "invalid_credentials" => Some(Self::LoginFailures),
            "otp_attempts_exhausted" => Some(Self::CodesExhausted),
            "sms_budget_spent" => Some(Self::TextsOverBudget),
            "too_many_attempts" => Some(Self::LoginLockouts),
            _ => None,
        }
    }

    /// The metric that counts events of this kind.
    pub fn of_event(kind: &str) -> Option<Self> {
        match kind {
            "order.placed" => Some(Self::OrdersPlaced),
            "order.cancelled" => Some(Self::OrdersCancelled),
            "order.expired" => Some(Self::OrdersExpired),
            "payment.captured" => Some(Self::PaymentsCaptured),
            "payment.failed" => Some(Self::PaymentsFailed),
            "refund.succeeded" => Some(Self::RefundsMade),
            "refund.failed" => Some(Self::RefundsFailed),
            "user.registered" => Some(Self::Registrations),
            _ => None,
        }
    }
}
