//! A service of somebody else's, played by the test: it answers as it is told to and remembers what it was asked.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::response::Response;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;

/// A request that a neighbour was sent.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Path and query.
    pub path: String,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Vec<u8>,
}

impl Asked {
    /// Everything in it, as text.
    pub fn text(&self) -> String {
        format!("{}\n{:?}\n{}", self.path, self.headers, String::from_utf8_lossy(&self.body))
    }
}

/// What a neighbour answers: a status and a body.
type Answers = dyn Fn(&Asked) -> (u16, String) + Send + Sync;

/// A service of somebody else's, on a port of its own.
pub struct Neighbour {
    /// Where it is, without a slash at the end.
    pub url: String,
    desk: Arc<Desk>,
}

struct Desk {
    answers: Box<Answers>,
    asked: Mutex<Vec<Asked>>,
}

impl Neighbour {
    /// Opens a service that answers with `answers`.
    pub async fn open(answers: impl Fn(&Asked) -> (u16, String) + Send + Sync + 'static) -> Self {
        let desk = Arc::new(Desk { answers: Box::new(answers), asked: Mutex::default() });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let router = Router::new().fallback(answer).with_state(desk.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, desk }
    }

    /// What it was asked until now, oldest first.
    pub fn asked(&self) -> Vec<Asked> {
        self.desk.asked.lock().expect("no panic while locked").clone()
    }
}

async fn answer(State(desk): State<Arc<Desk>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.expect("a body").to_vec();
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
    let asked = Asked { path, headers: parts.headers, body };
    let (status, body) = (desk.answers)(&asked);
    desk.asked.lock().expect("no panic while locked").push(asked);
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = StatusCode::from_u16(status).expect("a status");
    response
}

/// An address where calls are taken and never answered, for as long as the listener lives.
pub async fn silence() -> (tokio::net::TcpListener, String) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    (listener, url)
}

/// An address where nobody takes calls.
pub async fn nobody() -> String {
    silence().await.1
}
