//! The documents, as CloudWatch reads them.

use std::sync::{Arc, Mutex};

use context::metric::Metric;
use kernel::time::Timestamp;
use tracing_subscriber::layer::SubscriberExt as _;

use super::*;
use crate::telemetry::invocation;

/// The documents that `work` leads to.
fn documents(work: impl FnOnce(Timestamp)) -> Vec<Value> {
    let kept = Arc::new(Mutex::new(Vec::new()));
    let keep = Arc::clone(&kept);
    let metrics = Metrics::new("souk-orders-http".to_owned(), move |line| {
        keep.lock().unwrap().push(serde_json::from_str(line).unwrap());
    });
    let subscriber = tracing_subscriber::registry().with(metrics.with_filter(targets()));
    tracing::subscriber::with_default(subscriber, || work("2026-01-01T00:00:00Z".parse().unwrap()));
    kept.lock().unwrap().clone()
}

fn document(metrics: &Value, values: &Value) -> Value {
    let mut document = json!({
        "_aws": {
            "Timestamp": 1_767_225_600_000_i64,
            "CloudWatchMetrics": [{ "Namespace": "Souk", "Dimensions": [["FunctionName"]], "Metrics": metrics }],
        },
        "FunctionName": "souk-orders-http",
    });
    document.as_object_mut().unwrap().extend(values.as_object().unwrap().clone());
    document
}

#[test]
fn an_invocation_writes_one_document_of_all_that_was_measured_in_it() {
    let written = documents(|now| {
        let invocation = invocation("souk-orders-http", "1", None);
        invocation.in_scope(|| {
            let _request = tracing::error_span!(target: "web", "request").entered();
            Metric::LATENCY.put_whole(12, now);
            Metric::READ_UNITS.put(1.5, now);
            Metric::OUT_OF_STOCK_REFUSALS.put_whole(1, now);
            Metric::SERVER_ERRORS.put_whole(0, now);
            tracing::error!(target: "web", "no measurement");
        });
    });
    let metrics = json!([
        { "Name": "Latency", "Unit": "Milliseconds" },
        { "Name": "OutOfStockRefusals", "Unit": "Count" },
        { "Name": "ReadUnits", "Unit": "Count" },
    ]);
    let values = json!({ "Latency": 12.0, "OutOfStockRefusals": 1.0, "ReadUnits": 1.5 });
    assert_eq!(written, [document(&metrics, &values)]);
}

#[test]
fn counts_add_up_and_of_times_the_longest_stands() {
    let written = documents(|now| {
        let _invocation = invocation("souk-orders-http", "1", None).entered();
        for age in [3, 7, 5] {
            Metric::OLDEST_UNPUBLISHED_SECONDS.put_whole(age, now);
            Metric::ORDERS_PLACED.put_whole(2, now);
        }
    });
    let metrics = json!([
        { "Name": "OldestUnpublishedSeconds", "Unit": "Seconds" },
        { "Name": "OrdersPlaced", "Unit": "Count" },
    ]);
    assert_eq!(written, [document(&metrics, &json!({ "OldestUnpublishedSeconds": 7.0, "OrdersPlaced": 6.0 }))]);
}

#[test]
fn each_invocation_has_its_own_and_one_that_measured_nothing_has_none() {
    let written = documents(|now| {
        for orders in [1, 0, 2] {
            invocation("souk-orders-http", "1", None).in_scope(|| Metric::ORDERS_PLACED.put_whole(orders, now));
        }
    });
    let counted: Vec<&Value> = written.iter().map(|document| &document["OrdersPlaced"]).collect();
    assert_eq!(counted, [&json!(1.0), &json!(2.0)]);
}

#[test]
fn what_is_measured_outside_an_invocation_is_a_document_of_its_own() {
    let written = documents(|now| Metric::REGISTRATIONS.put_whole(1, now));
    let metrics = json!([{ "Name": "Registrations", "Unit": "Count" }]);
    assert_eq!(written, [document(&metrics, &json!({ "Registrations": 1.0 }))]);
}
