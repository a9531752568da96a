//! Records of a table's stream, as Lambda hands them over.

use dynoxide::Database;
use dynoxide::actions::describe_stream::DescribeStreamRequest;
use dynoxide::actions::get_records::GetRecordsRequest;
use dynoxide::actions::get_shard_iterator::GetShardIteratorRequest;
use kernel::time::Timestamp;
use serde_json::Value;

use crate::template::REGION;

/// One change of one item.
#[derive(Clone, Debug)]
pub struct Record {
    /// Its place in the stream: 21 digits, sorting as text.
    pub sequence: String,
    /// When it was written.
    pub arrived_at: Timestamp,
    /// The record without its source, as filters see it.
    pub body: Value,
}

impl Record {
    fn read(record: &dynoxide::actions::get_records::Record) -> Option<Self> {
        let mut body = serde_json::to_value(record).ok()?;
        *body.get_mut("awsRegion")? = Value::from(REGION);
        #[expect(clippy::cast_possible_truncation, reason = "whole seconds since the epoch")]
        let second = record.dynamodb.approximate_creation_date_time as i64;
        Some(Self {
            sequence: record.dynamodb.sequence_number.clone(),
            arrived_at: Timestamp::from_second(second).unwrap_or(Timestamp::UNIX_EPOCH),
            body,
        })
    }

    /// The record as it stands in an event; its body is in there from now on.
    pub fn take_event(&mut self, stream_arn: &str) -> Value {
        let mut event = self.body.take();
        if let Some(fields) = event.as_object_mut() {
            fields.insert("eventSourceARN".to_owned(), Value::from(stream_arn));
        }
        event
    }
}

/// The one shard that the embedded database gives a table.
pub(super) fn shard(table: &str) -> String {
    dynoxide::streams::shard_id(table)
}

fn stream_arn(table: &str) -> String {
    dynoxide::streams::stream_arn(table, "local")
}

/// Up to `most` records that follow `position`, or the oldest ones.
pub(super) fn after(
    database: &Database,
    table: &str,
    position: Option<&str>,
    most: usize,
) -> Result<Vec<Record>, dynoxide::DynoxideError> {
    let kind = if position.is_some() { "AFTER_SEQUENCE_NUMBER" } else { "TRIM_HORIZON" };
    let iterator = database.get_shard_iterator(GetShardIteratorRequest {
        stream_arn: stream_arn(table),
        shard_id: shard(table),
        shard_iterator_type: kind.to_owned(),
        sequence_number: position.map(str::to_owned),
    })?;
    let Some(shard_iterator) = iterator.shard_iterator else { return Ok(Vec::new()) };
    let read = database.get_records(GetRecordsRequest { shard_iterator, limit: Some(most) })?;
    Ok(read.records.iter().filter_map(Record::read).collect())
}

/// The sequence number of the newest record, if there is one.
pub(super) fn newest(database: &Database, table: &str) -> Result<Option<String>, dynoxide::DynoxideError> {
    let request = DescribeStreamRequest { stream_arn: stream_arn(table), ..DescribeStreamRequest::default() };
    let shards = database.describe_stream(request)?.stream_description.shards;
    Ok(shards.into_iter().next_back().and_then(|shard| shard.sequence_number_range.ending_sequence_number))
}
