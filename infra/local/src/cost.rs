//! What the shop costs: `infra/cost.md`, and the pages of its areas.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use emulator::aws::Service;
use emulator::clock::LocalClock;
use emulator::counted::CountedIds;
use emulator::database::DatabaseSpec;
use emulator::template::TemplateText;
use kernel::time::{SignedDuration, Timestamp};
use operate::cost::{CostFault, Costs, CountedShop, CountedTemplate, FunctionCount, ServiceCount};
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

/// Why the costs are not known.
#[derive(Debug, thiserror::Error)]
pub enum CountFault {
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

/// What the shop that `template` describes costs.
pub async fn count(template: TemplateText) -> Result<Costs, CountFault> {
    let ids = Arc::new(CountedIds::default());
    let texts = template.clone();
    let templates = templates(&texts);
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
    let costs = Costs::count(&stack, &templates).await;
    stack.shutdown().await;
    Ok(costs?)
}

/// All templates; a nested one that is named after an area is that area's.
fn templates(texts: &TemplateText) -> Vec<CountedTemplate<'_>> {
    let nested = texts.nested.iter().map(|(url, text)| {
        let name = Path::new(url).file_stem().and_then(|name| name.to_str());
        CountedTemplate { area: name.and_then(functions::find).map(|area| area.name), text }
    });
    nested.chain([CountedTemplate { area: None, text: &texts.root }]).collect()
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
        self.stack_state().functions.iter().map(|function| done_by(function)).collect()
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

fn done_by(function: &Hosted) -> FunctionCount {
    FunctionCount {
        name: function.spec.logical_id.clone(),
        area: function.spec.package.clone(),
        memory_megabytes: function.spec.memory_megabytes,
        is_http: function.role() == Some(Role::Http),
        routes: function.spec.routes.len(),
        queues: function.spec.queues.len(),
        invocations: function.invocations(),
        usage: function.app.store.table().usage(),
    }
}
