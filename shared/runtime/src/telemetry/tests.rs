//! What stands in a line.

use std::sync::{Arc, Mutex};

use kernel::time::{Clock, Timestamp};
use serde_json::{Value, json};

use super::*;

struct Standing;

impl Clock for Standing {
    fn now(&self) -> Timestamp {
        "2026-01-01T00:00:00Z".parse().unwrap()
    }
}

/// The lines that `work` writes when everything is asked for.
fn lines(work: impl FnOnce()) -> Vec<Value> {
    let kept = Arc::new(Mutex::new(Vec::new()));
    let keep = Arc::clone(&kept);
    let write = move |line: &str| keep.lock().unwrap().push(serde_json::from_str(line).unwrap());
    let ours = Ours::with(&[]);
    let layer =
        Lines::new(ours.clone(), Standing, write).with_filter(filter_fn(move |metadata| ours.may_tell(metadata)));
    tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), work);
    kept.lock().unwrap().clone()
}

#[test]
fn a_line_has_the_fields_of_everything_around_it_and_numbers_are_numbers() {
    let told = lines(|| {
        let trace = "Root=1-67891233-abcdef012345678912345678;Parent=53995c3f42cd8ad8;Sampled=1";
        let _invocation = invocation("souk-orders-http", "8476a536", Some(trace)).entered();
        let request = tracing::error_span!("request", request.id = "req_1", principal.id = tracing::field::Empty);
        let _request = request.clone().entered();
        request.record("principal.id", "usr_1");
        tracing::info!(http.status = 200_u16, duration_ms = 7_u64, "answered");
    });
    assert_eq!(
        told,
        [json!({
            "timestamp": "2026-01-01T00:00:00Z", "level": "INFO", "target": "runtime::telemetry::tests",
            "function.name": "souk-orders-http", "aws.request_id": "8476a536",
            "aws.trace_id": "1-67891233-abcdef012345678912345678",
            "request.id": "req_1", "principal.id": "usr_1", "http.status": 200, "duration_ms": 7, "message": "answered",
        })]
    );
}

/// OWASP ASVS 5.0, V16.4.1.
#[test]
fn nobody_writes_a_line_of_their_own() {
    let forged = "x\",\"level\":\"ERROR\"}\n{\"level\":\"ERROR\",\"message\":\"forged\"}\r\n\u{1b}[2J\u{2028}";
    let told = lines(|| {
        let _request = tracing::error_span!("request", request.id = forged).entered();
        tracing::info!(http.route = forged, "{forged}");
    });
    assert_eq!(told.len(), 1);
    assert_eq!((&told[0]["level"], &told[0]["message"]), (&json!("INFO"), &json!(forged)));
    assert_eq!((&told[0]["request.id"], &told[0]["http.route"]), (&json!(forged), &json!(forged)));
}

#[test]
fn an_invocation_without_a_trace_has_none() {
    for trace in [None, Some(""), Some("Parent=53995c3f42cd8ad8")] {
        let told = lines(|| {
            let _invocation = invocation("souk-orders-http", "8476a536", trace).entered();
            tracing::warn!("odd");
        });
        assert_eq!(told[0].get("aws.trace_id"), None);
    }
}

#[test]
fn crates_of_others_do_not_tell_everything() {
    let told = lines(|| {
        tracing::debug!(target: "hyper::proto", "headers of a request");
        tracing::trace!(target: "aws_smithy_runtime::client", "body of a request");
        tracing::info!(target: "lambda_runtime", "started");
        tracing::trace!(target: "workflows::identity::session::log_in", "ours");
    });
    let said: Vec<&Value> = told.iter().map(|line| &line["message"]).collect();
    assert_eq!(said, ["started", "ours"]);
}

#[test]
fn names_of_fields_are_listed_once_and_in_order() {
    assert!(fields::FIELDS.is_sorted_by(|(one, _), (other, _)| one < other));
}
