//! Derived items: stock movements, and who bought what.
//!
//! Everything here follows from the table's stream and could be made again from it. A record may come twice and late; what
//! it leads to has a key of its own, so the second time changes nothing.

mod movement;
mod purchase;

use aws_lambda_events::event::dynamodb::EventRecord;
use events::batch::BatchAnswer;
use futures_util::future::BoxFuture;
use runtime::{Function, Worker};
use web::App;

/// This feature area.
pub static FUNCTION: Function = Function {
    name: "projections",
    router: None,
    worker: Worker { message: None, records: Some(on_records), task: None },
    table: runtime::tables::shop,
    gateways: runtime::ports::none,
};

/// Works off stream records in their order; those that failed are asked for again.
fn on_records(app: App, records: Vec<EventRecord>) -> BoxFuture<'static, BatchAnswer> {
    Box::pin(async move {
        let mut answer = BatchAnswer::default();
        for record in &records {
            let sequence = record.change.sequence_number.as_deref().unwrap_or_default();
            let kind = match record.change.new_image.get("et") {
                Some(serde_dynamo::AttributeValue::S(kind)) => kind.as_str(),
                _ => "",
            };
            let done = match kind {
                movement::KIND => movement::on_record(&app, record).await,
                purchase::KIND => purchase::on_record(&app, record).await,
                _ => Ok(()),
            };
            if let Err(error) = done {
                tracing::warn!(stream.sequence = sequence, error, "stream record {sequence} will be delivered again");
                answer.fail(sequence, error);
            }
        }
        answer
    })
}
