//! The shop that is visited, as far as the visit needs it.

use async_trait::async_trait;
use table::Usage;

/// A shop whose use of AWS is counted: the demo in memory, whose clock stands still.
#[async_trait]
pub trait CountedShop: Send + Sync {
    /// Its base URL, without a closing slash.
    fn url(&self) -> &str;

    /// Works off everything that is due.
    async fn settle(&self);

    /// Lets a minute pass, and runs the schedules that are due then.
    async fn pass_a_minute(&self);

    /// What each function did up to now.
    fn functions(&self) -> Vec<FunctionCount>;

    /// What the services and the payment provider were asked up to now.
    fn services(&self) -> ServiceCount;
}

/// What one function did.
#[derive(Clone, Debug)]
pub struct FunctionCount {
    /// Its logical id.
    pub name: String,
    /// The area that it is of.
    pub area: String,
    /// How much memory it has.
    pub memory_megabytes: u32,
    /// Whether it answers requests to the API, and nothing else.
    pub is_http: bool,
    /// How many routes lead to it.
    pub routes: usize,
    /// How many queues feed it.
    pub queues: usize,
    /// How often it was called.
    pub invocations: u64,
    /// What that used of the table.
    pub usage: Usage,
}

/// One of the shop's templates.
#[derive(Clone, Copy, Debug)]
pub struct CountedTemplate<'a> {
    /// The area that it is of, if it is one area's.
    pub area: Option<&'a str>,
    /// Its text.
    pub text: &'a str,
}

/// What was asked of the services.
#[derive(Clone, Copy, Debug, Default)]
pub struct ServiceCount {
    /// Requests to SNS.
    pub publishes: u64,
    /// Messages that SNS put into queues.
    pub deliveries: u64,
    /// Requests with which functions send to queues.
    pub sends: u64,
    /// Mails.
    pub mails: u64,
    /// The shop's calls to the payment provider; the buyer's browser is no part of the shop.
    pub provider_calls: u64,
}
