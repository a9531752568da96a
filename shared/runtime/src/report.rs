//! Faults of ours, told to those who mend them once an invocation is over: where this shop names a place to tell them.

use std::any::Any;
use std::sync::atomic::{AtomicBool, Ordering};

use gateways::error_reports::{ErrorReport, Origin};
use web::App;
use web::problem::chain;
use web::server_error::{How, ServerError, last_words};

use crate::function::{Function, InvokeFault, Role};

/// One invocation, as it is found in the log and among the traces.
#[derive(Clone, Debug, Default)]
pub struct Invocation {
    /// Lambda's id of it.
    pub id: Option<String>,
    /// X-Ray's id of its trace: the root.
    pub trace: Option<String>,
}

/// Whether this process has had an invocation before.
#[derive(Default)]
struct Warmth(AtomicBool);

/// Takes down what goes wrong in one invocation.
pub(crate) struct Reporter<'a> {
    app: &'a App,
    function: &'static str,
    role: &'static str,
    invocation: &'a Invocation,
    cold: &'static str,
}

impl<'a> Reporter<'a> {
    /// A reporter for one invocation of `function` in `role`.
    pub(crate) fn new(function: &Function, role: Role, app: &'a App, invocation: &'a Invocation) -> Self {
        let warm = app.cache.get::<Warmth>().0.swap(true, Ordering::Relaxed);
        let cold = if warm { "false" } else { "true" };
        let role = match role {
            Role::Http => "http",
            Role::Worker => "worker",
        };
        Self { app, function: function.name, role, invocation, cold }
    }

    /// A request that was answered with 500.
    pub(crate) fn request(&self, fault: &ServerError) {
        let origin = match fault.how {
            How::Answered => Origin::Request,
            How::Panicked => Origin::Panic,
        };
        self.note(origin, fault.code, &fault.words, &fault.place, &[("request_id", &fault.request_id)]);
    }

    /// A message of `queue` that will be delivered again.
    pub(crate) fn message(&self, queue: &str, id: &str, words: &str) {
        self.note(Origin::Message, "message_failed", words, queue_name(queue), &[("record", id)]);
    }

    /// A record of the table's stream that will be delivered again.
    pub(crate) fn record(&self, sequence: &str, words: &str) {
        self.note(Origin::Record, "record_failed", words, "stream", &[("record", sequence)]);
    }

    /// An invocation that ends in a fault; what a task is called is `place`.
    pub(crate) fn invocation(&self, fault: &InvokeFault, place: &str) {
        match fault {
            InvokeFault::Task(cause) => self.note(Origin::Task, "task_failed", &chain(cause.as_ref()), place, &[]),
            InvokeFault::Unexpected { detail, .. } => {
                self.note(Origin::Event, "unexpected_event", detail, place, &[]);
            }
        }
    }

    /// An invocation that panicked.
    pub(crate) fn panic(&self, panic: &(dyn Any + Send), place: &str) {
        self.note(Origin::Panic, "panicked", last_words(panic), place, &[]);
    }

    /// Tells what was taken down, before Lambda freezes this process.
    pub(crate) async fn deliver(&self) {
        if let Some(faults) = &self.app.gateways.faults {
            faults.deliver(self.app.clock.now()).await;
        }
    }

    fn note(&self, origin: Origin, code: &str, words: &str, place: &str, traces: &[(&'static str, &str)]) {
        let Some(faults) = &self.app.gateways.faults else { return };
        let mut traces = traces.to_vec();
        traces.push(("cold_start", self.cold));
        traces.extend(self.invocation.id.as_deref().map(|id| ("invocation", id)));
        traces.extend(self.invocation.trace.as_deref().map(|id| ("trace_id", id)));
        faults.note(&ErrorReport {
            origin,
            code,
            words,
            place,
            function: self.function,
            role: self.role,
            traces: &traces,
            at: self.app.clock.now(),
        });
    }
}

/// The name of a queue without that of its stack, so that all stages of a shop call it the same.
fn queue_name(queue: &str) -> &str {
    queue
        .rsplit_once('-')
        .and_then(|(front, _)| front.rsplit_once('-'))
        .map_or(queue, |(stack, _)| queue.get(stack.len() + 1..).unwrap_or(queue))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_queue_has_the_same_name_in_every_stack() {
        assert_eq!(queue_name("souk-prod-payments-events"), "payments-events");
        assert_eq!(queue_name("souk-payments-events"), "payments-events");
        assert_eq!(queue_name("queue"), "queue");
    }
}
