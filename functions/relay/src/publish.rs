//! Publishing what the stream tells.

use aws_lambda_events::event::dynamodb::EventRecord;
use events::batch::BatchAnswer;
use events::{Envelope, codec};
use kernel::time::Timestamp;
use runtime::{App, Metric};

use crate::replay;

/// Publishes the events among `records`, in the stream's order, and asks again for those that no topic took.
///
/// Lambda resumes at the first record that failed, so events behind it are published once more: consumers recognise
/// repetitions by the event's id. A record that cannot be read fails alone; after its last try Lambda hands its position
/// to the relay's dead-letter queue.
pub(crate) async fn publish(app: &App, records: &[EventRecord]) -> BatchAnswer {
    let now = app.clock.now();
    if let Some(age) = oldest(records, now) {
        Metric::OLDEST_UNPUBLISHED_SECONDS.put_whole(age, now);
    }
    let Batch { sequences, events, mut answer } = read(records);
    if events.is_empty() {
        return answer;
    }
    let failed = match app.gateways.bus() {
        Ok(bus) => bus.publish(&events).await,
        Err(fault) => (0..events.len()).map(|position| (position, fault.clone())).collect(),
    };
    let lost: Vec<usize> = failed.iter().map(|(position, _)| *position).collect();
    for (_, event) in events.iter().enumerate().filter(|(position, _)| !lost.contains(position)) {
        if let Some(metric) = Metric::of_event(&event.kind) {
            metric.put_whole(1, now);
        }
    }
    for (position, fault) in failed {
        let (Some(sequence), Some(event)) = (sequences.get(position), events.get(position)) else { continue };
        // The aggregate is what `replay` is asked for, should the stream forget the event.
        let aggregate = replay::name(&event.aggregate);
        tracing::warn!(event.id = %event.id, event.kind = event.kind, event.aggregate = aggregate, stream.sequence = sequence,
            error = %fault, "{} was not published and will be tried again", event.id);
        answer.fail(sequence, fault);
    }
    answer
}

/// The records of one invocation, sorted into what can be published and what cannot be read.
struct Batch {
    /// The sequence numbers of `events`.
    sequences: Vec<String>,
    events: Vec<Envelope>,
    /// Names the unreadable records.
    answer: BatchAnswer,
}

fn read(records: &[EventRecord]) -> Batch {
    let mut batch = Batch { sequences: Vec::new(), events: Vec::new(), answer: BatchAnswer::default() };
    for record in records {
        let sequence = record.change.sequence_number.as_deref().unwrap_or_default();
        match codec::from_stream(record) {
            Ok(Some(event)) => {
                batch.sequences.push(sequence.to_owned());
                batch.events.push(event);
            }
            Ok(None) => {}
            Err(error) => {
                tracing::error!(stream.sequence = sequence, %error, "record {sequence} cannot be read");
                batch.answer.fail(sequence, error);
            }
        }
    }
    batch
}

/// How long the oldest of `records` has been in the stream, in seconds; the stream keeps its times in whole seconds.
fn oldest(records: &[EventRecord], now: Timestamp) -> Option<u64> {
    let written = records.iter().map(|record| record.change.approximate_creation_date_time.timestamp());
    let first = written.filter(|second| *second > 0).min()?;
    Some(u64::try_from(now.as_second().saturating_sub(first)).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn record(sequence: &str, written: i64, image: &Value) -> EventRecord {
        let record = json!({
            "eventID": sequence, "eventName": "INSERT", "eventSource": "aws:dynamodb", "awsRegion": "us-east-1",
            "dynamodb": {
                "ApproximateCreationDateTime": written, "SequenceNumber": sequence, "SizeBytes": 1,
                "Keys": { "PK": { "S": "ORDER#1" }, "SK": { "S": "EVENT#1" } }, "NewImage": image,
                "StreamViewType": "NEW_AND_OLD_IMAGES",
            },
        });
        serde_json::from_value(record).unwrap()
    }

    fn event(number: u8) -> Value {
        json!({
            "PK": { "S": "ORDER#ord_01JD8ZQ4T5M6N7P8Q9R0S1T2V3" }, "SK": { "S": format!("EVENT#{number}") }, "et": { "S": "Event" },
            "id": { "S": format!("evt_01JD8ZQ4T5M6N7P8Q9R0S1T2V{number}") }, "kind": { "S": "order.placed" }, "version": { "N": "1" },
            "occurred_at": { "S": "2026-01-01T00:00:00Z" },
            "aggregate": { "M": { "kind": { "S": "order" }, "id": { "S": "ord_01JD8ZQ4T5M6N7P8Q9R0S1T2V3" }, "version": { "N": number.to_string() } } },
            "actor": { "S": "system" }, "correlation_id": { "S": "req_1" }, "data": { "M": {} },
        })
    }

    #[test]
    fn a_record_that_cannot_be_read_fails_alone_and_the_rest_keep_their_order() {
        let broken = json!({ "et": { "S": "Event" }, "id": { "S": "?" } });
        let other = json!({ "et": { "S": "Order" } });
        let records = [
            record("101", 1_767_225_610, &event(2)),
            record("102", 1_767_225_600, &broken),
            record("103", 1_767_225_600, &other),
            record("104", 1_767_225_600, &event(1)),
        ];
        let batch = read(&records);
        assert_eq!(batch.sequences, ["101", "104"]);
        assert_eq!(batch.events.iter().map(|event| event.aggregate.version).collect::<Vec<_>>(), [2, 1]);
        assert_eq!(
            serde_json::to_value(&batch.answer).unwrap(),
            json!({ "batchItemFailures": [{ "itemIdentifier": "102" }] })
        );
    }

    #[test]
    fn age_is_that_of_the_oldest_record() {
        let now = "2026-01-01T00:01:00Z".parse().unwrap();
        let records =
            [record("1", 1_767_225_630, &event(1)), record("2", 1_767_225_610, &event(2)), record("3", 0, &event(3))];
        assert_eq!(oldest(&records, now), Some(50));
        assert_eq!(oldest(&[record("4", 1_767_225_999, &event(4))], now), Some(0), "clocks may differ");
        assert_eq!(oldest(&[], now), None);
    }
}
