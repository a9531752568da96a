//! Work queues: SQS.

use aws_sdk_sqs::Client;
use aws_sdk_sqs::error::DisplayErrorContext;
use aws_sdk_sqs::types::SendMessageBatchRequestEntry;
use serde::Serialize;

use crate::fault::DeliveryFault;
use crate::lazy::Lazy;

/// The most messages of one batch (a limit of SQS).
const BATCH: usize = 10;

/// Sends work to one queue.
#[derive(Clone)]
pub struct WorkSender {
    client: Lazy<Client>,
    url: String,
}

impl WorkSender {
    /// A sender to the queue at `url`.
    pub fn new(client: Lazy<Client>, url: String) -> Self {
        Self { client, url }
    }

    /// Sends every piece of work; the first failure ends it. Sending a piece twice does no harm, for workers decide again.
    pub async fn send<T: Serialize>(&self, work: &[T]) -> Result<(), DeliveryFault> {
        for chunk in work.chunks(BATCH) {
            let entries: Result<Vec<_>, DeliveryFault> =
                chunk.iter().enumerate().map(|(position, piece)| entry(position, piece)).collect();
            let answer = self
                .client
                .send_message_batch()
                .queue_url(&self.url)
                .set_entries(Some(entries?))
                .send()
                .await
                .map_err(|error| DeliveryFault::Unavailable { detail: DisplayErrorContext(error).to_string() })?;
            if let Some(failure) = answer.failed().first() {
                return Err(DeliveryFault::Unavailable { detail: failure.message().unwrap_or("not sent").to_owned() });
            }
        }
        Ok(())
    }
}

fn entry<T: Serialize>(position: usize, piece: &T) -> Result<SendMessageBatchRequestEntry, DeliveryFault> {
    let invalid = |detail: String| DeliveryFault::Invalid { detail };
    let body = serde_json::to_string(piece).map_err(|error| invalid(error.to_string()))?;
    SendMessageBatchRequestEntry::builder()
        .id(position.to_string())
        .message_body(body)
        .build()
        .map_err(|error| invalid(error.to_string()))
}
