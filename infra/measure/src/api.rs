//! What a function meets outside its process: Lambda's Runtime API, and a table that does not speak.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use serde_json::Value;
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpListener;
use tokio::sync::{Mutex, mpsc};
use tokio::task::JoinHandle;

/// The Runtime API of one process
/// (<https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>).
pub(crate) struct RuntimeApi {
    /// Where it listens.
    pub(crate) address: String,
    /// What the function is asked.
    pub(crate) events: mpsc::Sender<Value>,
    /// One signal for each time the function asks for work.
    pub(crate) polls: mpsc::Receiver<()>,
    /// What it answers.
    pub(crate) answers: mpsc::Receiver<Result<Value, String>>,
    serving: JoinHandle<()>,
}

/// The other end of a [`RuntimeApi`].
struct Desk {
    events: Mutex<mpsc::Receiver<Value>>,
    polls: mpsc::Sender<()>,
    answers: mpsc::Sender<Result<Value, String>>,
}

impl RuntimeApi {
    /// Listens on a free port of this machine.
    pub(crate) async fn open() -> std::io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?.to_string();
        let (events, asked) = mpsc::channel(1);
        let (poll, polls) = mpsc::channel(1);
        let (answer, answers) = mpsc::channel(1);
        let desk = Arc::new(Desk { events: Mutex::new(asked), polls: poll, answers: answer });
        let router = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route("/2018-06-01/runtime/invocation/{id}/{outcome}", post(outcome))
            .route("/2018-06-01/runtime/init/error", post(failed))
            .with_state(desk);
        let serving = tokio::spawn(async move {
            // It ends with the task.
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self { address, events, polls, answers, serving })
    }
}

impl Drop for RuntimeApi {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn next(State(desk): State<Arc<Desk>>) -> Response {
    let _ = desk.polls.send(()).await;
    match desk.events.lock().await.recv().await {
        Some(event) => {
            let headers = [
                ("lambda-runtime-aws-request-id", "8476a536-e9f4-11e8-9739-2dfe598c3fcd"),
                ("lambda-runtime-deadline-ms", "4102444800000"),
                ("lambda-runtime-invoked-function-arn", "arn:aws:lambda:us-east-1:123456789012:function:measured"),
                ("lambda-runtime-trace-id", "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Sampled=0"),
            ];
            (headers, axum::Json(event)).into_response()
        }
        None => StatusCode::GONE.into_response(),
    }
}

async fn outcome(State(desk): State<Arc<Desk>>, Path(path): Path<HashMap<String, String>>, body: String) -> StatusCode {
    let answered = path.get("outcome").is_some_and(|outcome| outcome == "response");
    let answer = if answered { serde_json::from_str(&body).map_err(|error| error.to_string()) } else { Err(body) };
    let _ = desk.answers.send(answer).await;
    StatusCode::ACCEPTED
}

async fn failed(State(desk): State<Arc<Desk>>, body: String) -> StatusCode {
    let _ = desk.answers.send(Err(body)).await;
    StatusCode::ACCEPTED
}

/// A server that takes every connection, reads what it is told first, and hangs up.
///
/// A function that opens its TLS connection at the start does all of its own work before it learns this: client, roots and
/// settings are made, the connection is up, the first message of the handshake is sent. The network and the server's part,
/// which no build can change, are left out.
pub(crate) struct Mute {
    port: u16,
    serving: JoinHandle<()>,
}

impl Mute {
    /// Listens on a free port of this machine.
    pub(crate) async fn open() -> std::io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let port = listener.local_addr()?.port();
        let serving = tokio::spawn(async move {
            while let Ok((mut connection, _)) = listener.accept().await {
                let mut hello = [0; 4096];
                let _ = connection.read(&mut hello).await;
            }
        });
        Ok(Self { port, serving })
    }

    /// Its address.
    pub(crate) fn url(&self) -> String {
        format!("https://127.0.0.1:{}", self.port)
    }
}

impl Drop for Mute {
    fn drop(&mut self) {
        self.serving.abort();
    }
}
