//! What a function is: a name, the routes it answers, the records it works through.

use std::panic::{AssertUnwindSafe, resume_unwind};

use events::batch::BatchAnswer;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use gateways::Gateways;
use serde_json::Value;
use table::Table;
use utoipa_axum::router::OpenApiRouter;
use web::App;

use crate::clients::Clients;
use crate::config::Config;
use crate::report::{Invocation, Reporter};
use crate::start::StartFault;
use crate::{batch, http};

/// What a worker says of an event that is none for it.
const NO_WORK: &str = "no queue, stream or task of its own";

/// The part of a package that one Lambda function plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Answers HTTP requests.
    Http,
    /// Works through queues, streams and schedules.
    Worker,
}

impl Role {
    /// The role that takes such an event: requests are for HTTP, everything else is work.
    pub fn of(event: &Value) -> Self {
        if http::is_request(event) { Self::Http } else { Self::Worker }
    }
}

impl std::str::FromStr for Role {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "http" => Ok(Self::Http),
            "worker" => Ok(Self::Worker),
            _ => Err("must be http or worker"),
        }
    }
}

/// One feature area: the same value serves in Lambda, in the local stack and in tests.
#[derive(Clone, Copy)]
pub struct Function {
    /// The package's name.
    pub name: &'static str,
    /// The routes, if it answers HTTP.
    pub router: Option<fn() -> OpenApiRouter<App>>,
    /// What it does with records, if it is a worker.
    pub worker: Worker,
    /// Makes its table, or none: [`crate::tables`].
    pub table: fn(&Config, &Clients<'_>, u128) -> Result<Table, StartFault>,
    /// Makes the ports it uses, and no others.
    pub gateways: fn(&Config, &Clients<'_>) -> Result<Gateways, StartFault>,
}

/// Why a piece of work was not done; it will be delivered again.
pub type WorkFault = Box<dyn std::error::Error + Send + Sync>;

/// What a function does with a queued message: the queue's name and the message's body.
pub type OnMessage = fn(App, String, String) -> BoxFuture<'static, Result<(), WorkFault>>;
/// What a function does with stream records: the answer names those to be delivered again.
pub type OnRecords = fn(App, Vec<aws_lambda_events::event::dynamodb::EventRecord>) -> BoxFuture<'static, BatchAnswer>;
/// What a function does when a schedule, or a person, calls it with a task: its name, and the event that names it. The
/// answer is for whoever waits for one.
pub type OnTask = fn(App, String, Value) -> BoxFuture<'static, Result<Value, WorkFault>>;

/// The records that a function works through.
#[derive(Clone, Copy, Default)]
pub struct Worker {
    /// Queued messages.
    pub message: Option<OnMessage>,
    /// Stream records.
    pub records: Option<OnRecords>,
    /// Tasks, scheduled or asked for.
    pub task: Option<OnTask>,
}

/// An event that a function cannot take, or a failure that Lambda must see.
#[derive(Debug, thiserror::Error)]
pub enum InvokeFault {
    /// The event is of no kind that the function knows in this role.
    #[error("{function} does not take this event: {detail}")]
    Unexpected {
        /// The function.
        function: &'static str,
        /// What is wrong with the event.
        detail: String,
    },
    /// A scheduled task failed; Lambda tries it again.
    #[error("the task failed: {0}")]
    Task(WorkFault),
}

impl Function {
    /// Answers one raw Lambda event with the raw Lambda answer: the only way in, on AWS and everywhere else.
    pub async fn handle(&self, app: &App, role: Role, event: Value) -> Result<Value, InvokeFault> {
        self.handle_in(app, role, event, &Invocation::default()).await
    }

    /// The same for an invocation that has names: faults of ours are told under them before it ends.
    pub async fn handle_in(
        &self,
        app: &App,
        role: Role,
        event: Value,
        invocation: &Invocation,
    ) -> Result<Value, InvokeFault> {
        let reporter = Reporter::new(self, role, app, invocation);
        let place = event.get("task").and_then(Value::as_str).unwrap_or("event").to_owned();
        let work = async {
            match role {
                Role::Http => self.answer(app, event, &reporter).await,
                Role::Worker => self.work(app, event, &reporter).await,
            }
        };
        let outcome = AssertUnwindSafe(work).catch_unwind().await;
        match &outcome {
            Ok(Ok(_)) => {}
            Ok(Err(fault)) => reporter.invocation(fault, &place),
            Err(panic) => reporter.panic(&**panic, &place),
        }
        reporter.deliver().await;
        outcome.unwrap_or_else(|panic| resume_unwind(panic))
    }

    async fn answer(&self, app: &App, event: Value, reporter: &Reporter<'_>) -> Result<Value, InvokeFault> {
        let router = self.router.ok_or_else(|| self.unexpected("it has no routes"))?;
        let service = app.router.get_or_init(|| {
            let (router, document) = router().split_for_parts();
            web::layers::around(router, &document, app)
        });
        let (answer, server_error) =
            http::call(service.clone(), event).await.map_err(|detail| self.unexpected(detail))?;
        if let Some(fault) = server_error {
            reporter.request(&fault);
        }
        Ok(answer)
    }

    async fn work(&self, app: &App, mut event: Value, reporter: &Reporter<'_>) -> Result<Value, InvokeFault> {
        let task = event.get("task").and_then(Value::as_str).map(str::to_owned);
        if let (Some(name), Some(task)) = (task, self.worker.task) {
            return task(app.clone(), name, event).await.map_err(InvokeFault::Task);
        }
        let Some(Value::Array(records)) = event.get_mut("Records").map(Value::take) else {
            return Err(self.unexpected(NO_WORK));
        };
        let source = records.first().map(|record| record.get("eventSource").and_then(Value::as_str));
        match (source.map(Option::unwrap_or_default), &self.worker) {
            (Some("aws:sqs"), Worker { message: Some(message), .. }) => {
                Ok(batch::messages(app, *message, records, reporter).await)
            }
            (Some("aws:dynamodb"), Worker { records: Some(work), .. }) => {
                Ok(batch::records(app, *work, records, reporter).await)
            }
            // An empty batch is done, whatever it would have been of.
            (None, Worker { message: Some(_), .. } | Worker { records: Some(_), .. }) => {
                Ok(serde_json::to_value(BatchAnswer::default()).unwrap_or_default())
            }
            _ => Err(self.unexpected(NO_WORK)),
        }
    }

    fn unexpected(&self, detail: impl Into<String>) -> InvokeFault {
        InvokeFault::Unexpected { function: self.name, detail: detail.into() }
    }
}

#[cfg(test)]
mod tests;
