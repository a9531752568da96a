//! Faults at every external call: a proxy between the functions and everything they call.
//!
//! The proxy numbers the calls that pass. A plan says what happens at one number: nothing arrives, the answer is lost after the
//! call was applied, or the process dies there, which looks like every later call failing until the world is mended.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use reqwest::StatusCode;

use crate::world::client;

/// What happens at a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The call fails before it is applied.
    Before,
    /// The call is applied and its answer is lost.
    AnswerLost,
    /// The process dies before the call.
    CrashBefore,
    /// The process dies right after the call was applied.
    CrashAfter,
    /// DynamoDB cancels the transaction because another one is at work on the same item.
    Conflict,
    /// DynamoDB asks for a pause.
    Throttled,
}

impl Fault {
    /// What the call is answered with instead, if it does not get through.
    fn refusal(self) -> Option<(StatusCode, &'static str)> {
        match self {
            Self::Before | Self::CrashBefore => Some((StatusCode::INTERNAL_SERVER_ERROR, INTERNAL)),
            Self::Conflict => Some((StatusCode::BAD_REQUEST, CONFLICT)),
            Self::Throttled => Some((StatusCode::BAD_REQUEST, THROTTLED)),
            Self::AnswerLost | Self::CrashAfter => None,
        }
    }
}

/// How DynamoDB says that something is wrong on its side.
const INTERNAL: &str = r#"{"__type":"com.amazonaws.dynamodb.v20120810#InternalServerError","message":"The request processing has failed"}"#;
/// How DynamoDB cancels a transaction that met another one.
const CONFLICT: &str = r#"{"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
    "message":"Transaction cancelled, please refer cancellation reasons for specific reasons [None, TransactionConflict]",
    "CancellationReasons":[{"Code":"None"},{"Code":"TransactionConflict","Message":"Transaction is ongoing for the item"}]}"#;
/// How DynamoDB asks for a pause.
const THROTTLED: &str = r#"{"__type":"com.amazonaws.dynamodb.v20120810#ThrottlingException","message":"Rate of requests exceeds the allowed throughput"}"#;

/// The plan of all proxies of one world.
#[derive(Default)]
pub struct FaultPlan {
    seen: AtomicU64,
    crashed: AtomicBool,
    planned: Mutex<Option<(u64, Fault)>>,
    names: Mutex<Vec<String>>,
}

impl FaultPlan {
    /// Starts counting anew, with `fault` at the call of this number (from 1); `None` lets everything pass.
    pub fn arm(&self, planned: Option<(u64, Fault)>) {
        self.seen.store(0, Ordering::SeqCst);
        self.crashed.store(false, Ordering::SeqCst);
        *self.planned.lock().expect("no panic while locked") = planned;
        self.names.lock().expect("no panic while locked").clear();
    }

    /// What was called since the plan was armed.
    pub fn calls(&self) -> Vec<String> {
        self.names.lock().expect("no panic while locked").clone()
    }

    /// What happens to the next call, which is named for the record.
    fn next(&self, name: String) -> Option<Fault> {
        let number = self.seen.fetch_add(1, Ordering::SeqCst) + 1;
        self.names.lock().expect("no panic while locked").push(name);
        if self.crashed.load(Ordering::SeqCst) {
            return Some(Fault::Before);
        }
        let planned = *self.planned.lock().expect("no panic while locked");
        let fault = planned.filter(|(at, _)| *at == number).map(|(_, fault)| fault)?;
        if matches!(fault, Fault::CrashBefore | Fault::CrashAfter) {
            self.crashed.store(true, Ordering::SeqCst);
        }
        Some(fault)
    }
}

/// A proxy in front of one service.
pub struct Proxy {
    /// Where the functions call it.
    pub url: String,
    target: Arc<OnceLock<String>>,
}

struct Passage {
    plan: Arc<FaultPlan>,
    target: Arc<OnceLock<String>>,
    http: reqwest::Client,
}

impl Proxy {
    /// Opens a proxy on a port of its own; its target is named once it is known.
    pub async fn open(plan: Arc<FaultPlan>) -> Self {
        crate::world::install_tls();
        let target = Arc::new(OnceLock::new());
        let passage = Arc::new(Passage { plan, target: target.clone(), http: client() });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let router = Router::new().fallback(pass).with_state(passage);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, target }
    }

    /// Says where calls go on to.
    pub fn lead_to(&self, target: &str) {
        self.target.set(target.to_owned()).expect("a target once");
    }
}

async fn pass(State(passage): State<Arc<Passage>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let operation = parts.headers.get("x-amz-target").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let fault = passage.plan.next(format!("{} {} {operation}", parts.method, parts.uri.path()));
    let answered = |(status, body): (StatusCode, &'static str)| {
        (status, [("content-type", "application/x-amz-json-1.0")], body).into_response()
    };
    let lost = || answered((StatusCode::INTERNAL_SERVER_ERROR, INTERNAL));
    if let Some(refusal) = fault.and_then(Fault::refusal) {
        return answered(refusal);
    }
    let target = passage.target.get().expect("a target");
    let url = format!("{target}{}", parts.uri.path_and_query().map_or("/", |path| path.as_str()));
    let bytes = to_bytes(body, usize::MAX).await.expect("a body");
    // As it came, host and all: a signature may be over it.
    let headers = parts.headers;
    let answer = passage.http.request(parts.method, url).headers(headers).body(bytes).send().await;
    if fault.is_some() {
        return lost();
    }
    let Ok(answer) = answer else { return lost() };
    let (status, headers) = (answer.status(), answer.headers().clone());
    let mut response = Response::new(Body::from(answer.bytes().await.expect("a body")));
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response.headers_mut().remove("transfer-encoding");
    response
}
