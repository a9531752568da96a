//! The cost sheet of the shop: `infra/cost.md`.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use emulator::aws::Service;
use emulator::clock::LocalClock;
use emulator::counted::CountedIds;
use emulator::database::DatabaseSpec;
use emulator::template::TemplateText;
use kernel::time::{SignedDuration, Timestamp};
use operate::cost::{CostFault, CountedShop, FunctionCount, ServiceCount};
use operate::import::SEED;
use operate::secrets::{self, NoKey};
use runtime::Role;
use stripe_simulator::Operation;
use workflows::catalog::product::import::Mode;

use crate::host::Hosted;
use crate::operator::{self, OperatorFault};
use crate::stack::{HttpPort, Stack, StackFault, StackOptions};

/// When the shop is visited, in seconds since the Unix epoch: noon of the first of January 2026, the same in every run.
const MOMENT: i64 = 1_767_268_800;

/// Why there is no sheet.
#[derive(Debug, thiserror::Error)]
pub enum SheetFault {
    /// The shop does not open.
    #[error(transparent)]
    Stack(#[from] StackFault),
    /// It has no keys.
    #[error(transparent)]
    Keys(#[from] NoKey),
    /// It cannot be filled.
    #[error(transparent)]
    Import(#[from] OperatorFault),
    /// Its costs cannot be counted.
    #[error(transparent)]
    Cost(#[from] CostFault),
}

/// The cost sheet of the shop that `template` describes, as Markdown.
pub async fn sheet(template: TemplateText) -> Result<String, SheetFault> {
    let ids = Arc::new(CountedIds::default());
    let texts = template.clone();
    let templates: Vec<&str> = texts.nested.values().chain([&texts.root]).map(String::as_str).collect();
    let stack = Stack::start(StackOptions {
        template,
        parameters: BTreeMap::new(),
        surroundings: BTreeMap::new(),
        secrets: secrets::generate(&*ids)?,
        database: DatabaseSpec::Memory,
        clock: Arc::new(LocalClock::standing(Timestamp::from_second(MOMENT).unwrap_or_default())),
        ids,
        http: HttpPort::Ephemeral,
        background: false,
    })
    .await?;
    operator::import(stack.stack_state(), SEED, Mode::Write, &mut |_| {}).await?;
    stack.settle().await;
    let sheet = operate::cost::sheet(&stack, &templates).await;
    stack.shutdown().await;
    Ok(sheet?)
}

#[async_trait]
impl CountedShop for Stack {
    fn url(&self) -> &str {
        Self::url(self)
    }

    async fn settle(&self) {
        Self::settle(self).await;
    }

    async fn pass_a_minute(&self) {
        self.advance(SignedDuration::from_mins(1));
        self.tick().await;
    }

    fn functions(&self) -> Vec<FunctionCount> {
        self.stack_state().functions.iter().map(|function| count(function)).collect()
    }

    fn services(&self) -> ServiceCount {
        let stack_state = self.stack_state();
        let by_us = |operation: Operation| operation != Operation::Confirm;
        let calls = stack_state.stripe.calls().iter().filter(|call| by_us(call.operation)).count();
        ServiceCount {
            publishes: stack_state.outages.requests(Service::Sns),
            deliveries: stack_state.topics.deliveries(),
            sends: stack_state.outages.requests(Service::Sqs),
            mails: stack_state.outages.requests(Service::Ses),
            provider_calls: u64::try_from(calls).unwrap_or(u64::MAX),
        }
    }
}

fn count(function: &Hosted) -> FunctionCount {
    FunctionCount {
        name: function.spec.logical_id.clone(),
        memory_megabytes: function.spec.memory_megabytes,
        is_http: function.role() == Some(Role::Http),
        routes: function.spec.routes.len(),
        queues: function.spec.queues.len(),
        invocations: function.invocations(),
        usage: function.app.store.table().usage(),
    }
}
