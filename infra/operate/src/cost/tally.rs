//! What was used: counted in the shop, priced at list prices.

use std::collections::BTreeMap;

use table::Usage;

use super::prices::{self, Pico};
use super::shop::CountedShop;

/// How often one function was called, and what that used of the table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Work {
    pub(super) memory_megabytes: u64,
    pub(super) invocations: u64,
    pub(super) usage: Usage,
    /// Whether these are requests to the API.
    is_http: bool,
    /// Whether messages of a queue call it.
    is_fed: bool,
}

/// Everything that is paid for by use, up to now or in between.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// By the function's logical id.
    pub(super) functions: BTreeMap<String, Work>,
    /// Requests to SNS.
    pub(super) publishes: u64,
    /// Messages that SNS put into queues.
    pub(super) deliveries: u64,
    /// Requests with which functions send to queues.
    pub(super) sends: u64,
    /// Mails.
    pub(super) mails: u64,
    /// Calls to the payment provider.
    pub(super) provider_calls: u64,
    /// Bytes of the answers' bodies.
    pub(super) bytes: u64,
}

/// One line of a bill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Item {
    Writes,
    Reads,
    Api,
    Invocations,
    Duration,
    Sns,
    Sqs,
    Mail,
    Logs,
    Traces,
    Transfer,
}

impl Item {
    pub(super) const ALL: [Self; 11] = [
        Self::Writes,
        Self::Reads,
        Self::Api,
        Self::Invocations,
        Self::Duration,
        Self::Sns,
        Self::Sqs,
        Self::Mail,
        Self::Logs,
        Self::Traces,
        Self::Transfer,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Writes => "DynamoDB writes",
            Self::Reads => "DynamoDB reads",
            Self::Api => "API Gateway",
            Self::Invocations => "Lambda invocations",
            Self::Duration => "Lambda time",
            Self::Sns => "SNS",
            Self::Sqs => "SQS",
            Self::Mail => "SES",
            Self::Logs => "CloudWatch logs",
            Self::Traces => "X-Ray",
            Self::Transfer => "data to the internet",
        }
    }
}

impl Tally {
    /// What the shop has used up to now; `bytes` went to its callers.
    pub(super) fn of(shop: &dyn CountedShop, bytes: u64) -> Self {
        let functions = shop.functions().into_iter().map(|function| {
            let work = Work {
                memory_megabytes: u64::from(function.memory_megabytes),
                invocations: function.invocations,
                usage: function.usage,
                is_http: function.is_http,
                is_fed: function.queues > 0,
            };
            (function.name, work)
        });
        let services = shop.services();
        Self {
            functions: functions.collect(),
            publishes: services.publishes,
            deliveries: services.deliveries,
            sends: services.sends,
            mails: services.mails,
            provider_calls: services.provider_calls,
            bytes,
        }
    }

    /// What one function did of this, and what that used of the table.
    pub(super) fn of_function(&self, name: &str) -> Self {
        let work = self.functions.get(name).map(|work| (name.to_owned(), *work));
        Self { functions: work.into_iter().collect(), ..Self::default() }
    }

    /// Whether anything but the table was asked for something.
    pub(super) fn asks_others(&self) -> bool {
        Self { functions: BTreeMap::new(), ..self.clone() } != Self::default()
    }

    /// What was used since `before`.
    pub(super) fn since(&self, before: &Self) -> Self {
        self.with(before, |now, then| now - then)
    }

    /// Both together.
    pub(super) fn and(&self, other: &Self) -> Self {
        self.with(other, |one, other| one + other)
    }

    fn with(&self, other: &Self, join: fn(u64, u64) -> u64) -> Self {
        let names = self.functions.keys().chain(other.functions.keys());
        let work = |name: &String| {
            let zero = Work::default();
            let (one, two) = (self.functions.get(name), other.functions.get(name));
            let known = one.or(two).unwrap_or(&zero);
            let (one, two) = (one.unwrap_or(&zero), two.unwrap_or(&zero));
            let usage = Usage {
                round_trips: join(one.usage.round_trips, two.usage.round_trips),
                calls: join(one.usage.calls, two.usage.calls),
                read_tenths: join(one.usage.read_tenths, two.usage.read_tenths),
                write_tenths: join(one.usage.write_tenths, two.usage.write_tenths),
            };
            let work = Work { invocations: join(one.invocations, two.invocations), usage, ..*known };
            (name.clone(), work)
        };
        Self {
            functions: names.map(work).collect(),
            publishes: join(self.publishes, other.publishes),
            deliveries: join(self.deliveries, other.deliveries),
            sends: join(self.sends, other.sends),
            mails: join(self.mails, other.mails),
            provider_calls: join(self.provider_calls, other.provider_calls),
            bytes: join(self.bytes, other.bytes),
        }
    }

    fn sum(&self, of: impl Fn(&Work) -> u64) -> u64 {
        self.functions.values().map(of).sum()
    }

    /// Requests to the API, those of the payment provider among them.
    pub(super) fn requests(&self) -> u64 {
        self.sum(|work| if work.is_http { work.invocations } else { 0 })
    }

    pub(super) fn invocations(&self) -> u64 {
        self.sum(|work| work.invocations)
    }

    pub(super) fn round_trips(&self) -> u64 {
        self.sum(|work| work.usage.round_trips)
    }

    pub(super) fn read_tenths(&self) -> u64 {
        self.sum(|work| work.usage.read_tenths)
    }

    pub(super) fn write_tenths(&self) -> u64 {
        self.sum(|work| work.usage.write_tenths)
    }

    /// Requests to SQS: what SNS and functions put in, and for each batch one that takes out and one that deletes.
    pub(super) fn queue_requests(&self) -> u64 {
        self.deliveries + self.sends + 2 * self.sum(|work| if work.is_fed { work.invocations } else { 0 })
    }

    /// Milliseconds by megabytes of memory.
    pub(super) fn megabyte_millis(&self) -> u64 {
        let own = self.sum(|work| {
            let waits = work.usage.round_trips * prices::TABLE_MILLIS;
            work.memory_megabytes * (work.invocations * prices::INVOCATION_MILLIS + waits)
        });
        let outside = (self.publishes + self.sends + self.mails) * prices::SERVICE_MILLIS
            + self.provider_calls * prices::PROVIDER_MILLIS;
        // Whoever calls the outside has no more memory than the rest.
        let memory =
            self.functions.values().filter(|work| work.invocations > 0).map(|work| work.memory_megabytes).max();
        own + outside * memory.unwrap_or_default()
    }

    /// What this costs, line by line.
    pub(super) fn bill(&self, item: Item) -> Pico {
        let whole = |count: u64, price: Pico| Pico::from(count) * price;
        let gigabytes = |bytes: u64, price: Pico| Pico::from(bytes) * price / (1 << 30);
        match item {
            Item::Writes => whole(self.write_tenths(), prices::WRITE_TENTH),
            Item::Reads => whole(self.read_tenths(), prices::READ_TENTH),
            Item::Api => whole(self.requests(), prices::API_REQUEST),
            Item::Invocations => whole(self.invocations(), prices::INVOCATION),
            Item::Duration => whole(self.megabyte_millis(), prices::GIGABYTE_SECOND) / 1_024 / 1_000,
            Item::Sns => whole(self.publishes, prices::PUBLISH),
            Item::Sqs => whole(self.queue_requests(), prices::QUEUE_REQUEST),
            Item::Mail => whole(self.mails, prices::MAIL),
            Item::Logs => {
                let bytes = self.invocations() * prices::LOG_BYTES + self.requests() * prices::ACCESS_LOG_BYTES;
                gigabytes(bytes, prices::LOG_GIGABYTE)
            }
            Item::Traces => whole(self.invocations() * prices::TRACED_PERCENT, prices::TRACE) / 100,
            Item::Transfer => gigabytes(self.bytes, prices::TRANSFER_GIGABYTE),
        }
    }

    /// What this costs in all.
    pub(super) fn price(&self) -> Pico {
        Item::ALL.into_iter().map(|item| self.bill(item)).sum()
    }
}

#[cfg(test)]
impl Tally {
    /// One invocation of `function` that reads one unit; `is_fed` says whether messages call it, too.
    pub(super) fn ticked(function: &str, is_fed: bool) -> Self {
        let usage = Usage { round_trips: 1, calls: 1, read_tenths: 10, ..Usage::default() };
        let work = Work { memory_megabytes: 256, invocations: 1, usage, is_http: false, is_fed };
        Self { functions: BTreeMap::from([(function.to_owned(), work)]), ..Self::default() }
    }
}
