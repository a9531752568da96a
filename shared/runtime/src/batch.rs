//! Batches as Lambda hands them over, record by record.

use aws_lambda_events::event::dynamodb::Event as StreamEvent;
use events::batch::BatchAnswer;
use serde_json::Value;
use web::App;

use crate::function::{OnMessage, OnRecords};

/// Works through queued messages one by one; each stands alone, and a body that cannot be read fails alone.
pub(crate) async fn messages(app: &App, work: OnMessage, event: Value) -> Value {
    let mut answer = BatchAnswer::default();
    let records = event.get("Records").and_then(Value::as_array).cloned().unwrap_or_default();
    for record in records {
        let text = |name: &str| record.get(name).and_then(Value::as_str).unwrap_or_default();
        let (id, body) = (text("messageId"), text("body"));
        let queue = text("eventSourceARN").rsplit(':').next().unwrap_or_default();
        if let Err(fault) = work(app.clone(), queue.to_owned(), body.to_owned()).await {
            tracing::warn!(message.id = id, queue.name = queue, error = %fault, "message {id} of {queue} will be delivered again");
            answer.fail(id);
        }
    }
    serde_json::to_value(answer).unwrap_or_default()
}

/// Works through stream records.
pub(crate) async fn records(app: &App, work: OnRecords, event: Value) -> Result<Value, String> {
    let event: StreamEvent = serde_json::from_value(event).map_err(|error| error.to_string())?;
    let answer = work(app.clone(), event.records).await;
    Ok(serde_json::to_value(answer).unwrap_or_default())
}
