use std::collections::VecDeque;

use async_trait::async_trait;
use kernel::id::Ulid;
use serde_json::json;

use super::*;
use crate::database::{self, DatabaseSpec};
use crate::iam::Authority;
use crate::invocable::InvocationFault;
use crate::pattern::Pattern;
use crate::template::{QueueSpec, TableSpec};
use crate::wake_signal::WakeSignal;

const DEAD: &str = "arn:aws:sqs:us-east-1:000000000000:relay-dlq";
const STREAM: &str = "arn:aws:dynamodb:us-east-1:000000000000:table/shop/stream/local";

struct Fixed;

impl IdSource for Fixed {
    fn ulid(&self, _now: Timestamp) -> Ulid {
        Ulid::from(7_u128)
    }

    fn secret(&self) -> [u8; 32] {
        [0; 32]
    }
}

/// A function that writes down the keys it gets, and answers what it was told to.
#[derive(Default)]
struct Scripted {
    seen: Mutex<Vec<Vec<String>>>,
    answers: Mutex<VecDeque<Result<Vec<usize>, ()>>>,
    last: Mutex<Value>,
}

#[async_trait]
impl Invocable for Scripted {
    async fn invoke(&self, event: Value) -> Result<Value, InvocationFault> {
        let records = event["Records"].as_array().unwrap().clone();
        let key = |record: &Value| record["dynamodb"]["Keys"]["PK"]["S"].as_str().unwrap().to_owned();
        self.seen.lock().unwrap().push(records.iter().map(key).collect());
        *self.last.lock().unwrap() = event;
        match self.answers.lock().unwrap().pop_front() {
            None => Ok(Value::Null),
            Some(Err(())) => Err(InvocationFault { kind: "x".to_owned(), message: "x".to_owned() }),
            Some(Ok(failed)) => {
                let sequence = |at: usize| records[at]["dynamodb"]["SequenceNumber"].clone();
                let failures: Vec<Value> =
                    failed.into_iter().map(|at| json!({ "itemIdentifier": sequence(at) })).collect();
                Ok(json!({ "batchItemFailures": failures }))
            }
        }
    }
}

struct Bench {
    function: Arc<Scripted>,
    shared: Arc<Shared>,
    clock: Arc<LocalClock>,
}

impl Bench {
    fn new() -> Self {
        let clock = Arc::new(LocalClock::standing("2026-01-01T00:00:00Z".parse().unwrap()));
        let table = TableSpec {
            name: "shop".to_owned(),
            stream_arn: Some(STREAM.to_owned()),
            create: json!({
                "TableName": "shop",
                "BillingMode": "PAY_PER_REQUEST",
                "AttributeDefinitions": [{ "AttributeName": "PK", "AttributeType": "S" }],
                "KeySchema": [{ "AttributeName": "PK", "KeyType": "HASH" }],
                "StreamSpecification": { "StreamEnabled": true, "StreamViewType": "NEW_AND_OLD_IMAGES" },
            }),
            ttl_attribute: Some("ttl".to_owned()),
        };
        let database = database::open(&DatabaseSpec::Memory, &[table], Arc::clone(&clock)).unwrap();
        let dead = QueueSpec {
            name: "relay-dlq".to_owned(),
            arn: DEAD.to_owned(),
            visibility_seconds: 30,
            retention_seconds: 1_209_600,
            delay_seconds: 0,
            redrive: None,
        };
        let state_file = Arc::new(StateFile::in_memory().unwrap());
        let ids: Arc<dyn IdSource> = Arc::new(Fixed);
        let queues =
            Queues::open(&[dead], Arc::clone(&clock), Arc::clone(&ids), WakeSignal::default(), Arc::clone(&state_file))
                .unwrap();
        let queues = Arc::new(queues);
        let topics = Arc::new(Topics::new(
            &[],
            &[],
            &Authority::default(),
            Arc::clone(&queues),
            Arc::clone(&clock),
            Arc::clone(&ids),
        ));
        let shared = Arc::new(Shared { database, queues, topics, clock: Arc::clone(&clock), ids, state_file });
        Self { function: Arc::new(Scripted::default()), shared, clock }
    }

    fn write(&self, keys: impl IntoIterator<Item = &'static str>) {
        for key in keys {
            let item = json!({ "TableName": "shop", "Item": { "PK": { "S": key }, "et": { "S": "Event" } } });
            self.shared.database.put_item(serde_json::from_value(item).unwrap()).unwrap();
        }
    }

    fn reader(&self, source: StreamSource) -> Reader {
        Reader::open("relay", "arn:relay", source, self.function.clone(), Arc::clone(&self.shared)).unwrap()
    }

    fn answer(&self, answers: impl IntoIterator<Item = Result<Vec<usize>, ()>>) {
        self.function.answers.lock().unwrap().extend(answers);
    }

    fn seen(&self) -> Vec<Vec<String>> {
        std::mem::take(&mut self.function.seen.lock().unwrap())
    }
}

fn source() -> StreamSource {
    StreamSource {
        stream_arn: STREAM.to_owned(),
        batch_size: 4,
        starting_position: StartingPosition::TrimHorizon,
        filters: Vec::new(),
        retries: Some(1),
        bisects: false,
        reports_failures: true,
        on_failure: Some(OnFailure::Queue(DEAD.to_owned())),
    }
}

async fn drain(reader: &Reader) {
    while reader.once().await {}
}

#[tokio::test]
async fn records_come_in_order_and_in_batches() {
    let bench = Bench::new();
    bench.write(["a", "b", "c", "d", "e"]);
    let reader = bench.reader(source());
    drain(&reader).await;
    assert_eq!(bench.seen(), [vec!["a", "b", "c", "d"], vec!["e"]]);
    bench.write(["f"]);
    drain(&reader).await;
    assert_eq!(bench.seen(), [["f"]]);
}

#[tokio::test]
async fn an_event_has_the_form_that_lambda_hands_over() {
    let bench = Bench::new();
    bench.write(["a"]);
    drain(&bench.reader(source())).await;
    let event = bench.function.last.lock().unwrap().clone();
    let record = &event["Records"][0];
    assert_eq!((record["eventName"].as_str(), record["eventSource"].as_str()), (Some("INSERT"), Some("aws:dynamodb")));
    assert_eq!((record["eventSourceARN"].as_str(), record["awsRegion"].as_str()), (Some(STREAM), Some("us-east-1")));
    assert_eq!(record["dynamodb"]["NewImage"], json!({ "PK": { "S": "a" }, "et": { "S": "Event" } }));
    assert_eq!(record["dynamodb"]["StreamViewType"], "NEW_AND_OLD_IMAGES");
}

#[tokio::test]
async fn a_filter_lets_through_what_it_names() {
    let bench = Bench::new();
    bench.write(["a"]);
    bench.write(["a", "b"]);
    let inserts = Pattern::parse(&json!({ "eventName": ["INSERT"] })).unwrap();
    drain(&bench.reader(StreamSource { filters: vec![inserts], ..source() })).await;
    assert_eq!(bench.seen(), [["a", "b"]]);
}

#[tokio::test]
async fn a_reported_failure_is_tried_again_from_there_after_a_pause() {
    let bench = Bench::new();
    bench.write(["a", "b", "c"]);
    bench.answer([Ok(vec![1])]);
    let reader = bench.reader(source());
    drain(&reader).await;
    assert_eq!(bench.seen(), [["a", "b", "c"]]);
    bench.clock.advance(SignedDuration::from_secs(1));
    drain(&reader).await;
    assert_eq!(bench.seen(), [["b", "c"]]);
}

#[tokio::test]
async fn records_given_up_on_are_noted_and_passed_over() {
    let bench = Bench::new();
    bench.write(["a", "b"]);
    bench.answer([Err(()), Err(())]);
    let reader = bench.reader(source());
    drain(&reader).await;
    bench.clock.advance(SignedDuration::from_secs(1));
    bench.write(["c"]);
    drain(&reader).await;
    assert_eq!(bench.seen(), [vec!["a", "b"], vec!["a", "b"], vec!["c"]]);
    let notes = bench.shared.queues.look_into(DEAD).unwrap();
    let note: Value = serde_json::from_str(&notes[0].body).unwrap();
    assert_eq!(note["DDBStreamBatchInfo"]["batchSize"], 2);
    assert_eq!(note["requestContext"]["condition"], "RetryAttemptsExhausted");
}

#[tokio::test]
async fn halving_finds_the_one_poisonous_record() {
    let bench = Bench::new();
    bench.write(["a", "b", "c", "d"]);
    // The function does not report, so each half fails or succeeds whole: c is the one.
    bench.answer([Err(()), Ok(vec![]), Err(()), Err(()), Err(())]);
    let reader = bench.reader(StreamSource { bisects: true, reports_failures: false, ..source() });
    drain(&reader).await;
    bench.clock.advance(SignedDuration::from_secs(1));
    drain(&reader).await;
    assert_eq!(
        bench.seen(),
        [vec!["a", "b", "c", "d"], vec!["a", "b"], vec!["c", "d"], vec!["c"], vec!["c"], vec!["d"]]
    );
    let notes = bench.shared.queues.look_into(DEAD).unwrap();
    let note: Value = serde_json::from_str(&notes[0].body).unwrap();
    assert_eq!(note["DDBStreamBatchInfo"]["batchSize"], 1);
}

#[tokio::test]
async fn a_reader_from_the_latest_skips_what_was_there() {
    let bench = Bench::new();
    bench.write(["old"]);
    let reader = bench.reader(StreamSource { starting_position: StartingPosition::Latest, ..source() });
    bench.write(["new"]);
    drain(&reader).await;
    assert_eq!(bench.seen(), [["new"]]);
}

#[test]
fn writes_find_the_end_of_the_stream_by_an_index() {
    let bench = Bench::new();
    let path = std::env::temp_dir().join(format!("souk-index-{}.sqlite3", std::process::id()));
    bench.shared.database.vacuum_into(&path.to_string_lossy()).unwrap();
    let copy = rusqlite::Connection::open(&path).unwrap();
    let plan: String = copy
        .query_row(
            "EXPLAIN QUERY PLAN SELECT MAX(CAST(sequence_number AS INTEGER)) FROM _stream_records WHERE table_name = 'shop'",
            [],
            |row| row.get(3),
        )
        .unwrap();
    std::fs::remove_file(&path).unwrap();
    assert!(plan.contains("_stream_records_by_sequence"), "{plan}");
}
