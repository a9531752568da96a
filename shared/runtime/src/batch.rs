//! Batches as Lambda hands them over, record by record.
//!
//! A record that cannot be worked off is named in the answer, and the others stand. One that has no name to be named by is
//! answered for with an empty one, at which Lambda delivers the whole batch again
//! (<https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html>).

use std::panic::AssertUnwindSafe;

use aws_lambda_events::event::dynamodb::EventRecord;
use events::batch::BatchAnswer;
use futures_util::FutureExt as _;
use serde_json::Value;
use tracing::Instrument as _;
use tracing::field::Empty;
use web::App;
use web::problem::chain;
use web::server_error::last_words;

use crate::function::{OnMessage, OnRecords};
use crate::report::Reporter;

/// Works through queued messages one by one; each stands alone, and a body that cannot be read fails alone.
pub(crate) async fn messages(app: &App, work: OnMessage, records: Vec<Value>, reporter: &Reporter<'_>) -> Value {
    let mut answer = BatchAnswer::default();
    for record in records {
        let text = |name: &str| record.get(name).and_then(Value::as_str).unwrap_or_default();
        let (id, body) = (text("messageId"), text("body"));
        let queue = text("eventSourceARN").rsplit(':').next().unwrap_or_default();
        // A panic is a fault of this one message; its neighbours must not be delivered again for it.
        let span = tracing::error_span!("message", message.id = id, queue.name = queue, request.id = Empty);
        let work = work(app.clone(), queue.to_owned(), body.to_owned()).instrument(span.clone());
        let done = AssertUnwindSafe(work).catch_unwind().await;
        let done = done.unwrap_or_else(|panic| Err(format!("the work panicked: {}", last_words(&*panic)).into()));
        if let Err(fault) = done {
            tracing::warn!(parent: &span, error = %fault, "message {id} of {queue} will be delivered again");
            reporter.message(queue, id, &chain(fault.as_ref()));
            answer.fail(id, fault);
        }
    }
    serde_json::to_value(answer).unwrap_or_default()
}

/// Works through stream records, in their order; one that is no record fails alone.
pub(crate) async fn records(app: &App, work: OnRecords, records: Vec<Value>, reporter: &Reporter<'_>) -> Value {
    let (mut readable, mut unreadable) = (Vec::new(), Vec::new());
    for record in records {
        let sequence =
            record.pointer("/dynamodb/SequenceNumber").and_then(Value::as_str).unwrap_or_default().to_owned();
        match serde_json::from_value::<EventRecord>(record) {
            Ok(record) => readable.push(record),
            Err(error) => {
                tracing::error!(stream.sequence = sequence, %error, "record {sequence} is no record of a table");
                unreadable.push((sequence, error));
            }
        }
    }
    let mut answer = work(app.clone(), readable).await;
    for (sequence, error) in unreadable {
        answer.fail(&sequence, error);
    }
    for failure in &answer.failures {
        reporter.record(&failure.identifier, &failure.reason);
    }
    serde_json::to_value(answer).unwrap_or_default()
}
