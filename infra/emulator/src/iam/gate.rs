//! The gate before the database: it lets through what the caller's role allows.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, header};
use axum::routing::post;
use serde_json::{Value, json};

use super::authority::{Authority, Caller, Refusal};
use super::dynamodb::Tables;
use crate::dynamodb::{Answer, Engine};
use crate::loopback;
use crate::transport::Service;

/// How long the database may take. It is longer than the SDKs wait, so that it is they who give up.
const PATIENCE: Duration = Duration::from_mins(2);
/// The largest request that DynamoDB takes, in bytes.
const LARGEST_BODY: usize = 16 * 1024 * 1024;

/// The gate before one database.
pub struct Gate {
    authority: Arc<Authority>,
    tables: Tables,
    engine: Engine,
    /// The URL of the database's own server, for what the engine leaves to it.
    server: String,
    http: reqwest::Client,
}

impl Gate {
    /// A gate before the database behind `engine`, whose own server answers at the URL `server`.
    pub fn new(
        authority: Arc<Authority>,
        tables: Tables,
        engine: Engine,
        server: String,
    ) -> Result<Self, reqwest::Error> {
        Ok(Self { authority, tables, engine, server, http: loopback::client(PATIENCE)? })
    }

    /// What answers in the database's place for whoever comes through a socket.
    pub fn router(self: Arc<Self>) -> Router {
        Router::new().route("/", post(pass)).layer(DefaultBodyLimit::max(LARGEST_BODY)).with_state(self)
    }

    /// Refuses what the caller may not do.
    fn check(&self, headers: &HeaderMap, operation: &str, body: &[u8]) -> Result<(), Refused> {
        let caller = self.authority.caller(headers)?;
        if matches!(caller, Caller::Operator) {
            return Ok(());
        }
        let body: Value = serde_json::from_slice(body).map_err(|_| Refused::UNREADABLE)?;
        for demand in self.tables.demands(operation, &body).map_err(|_| Refused::UNCLEAR)? {
            self.authority.check(caller, &demand)?;
        }
        Ok(())
    }

    async fn answered(&self, headers: HeaderMap, body: Bytes) -> Response<Bytes> {
        let target = headers.get("x-amz-target").and_then(|target| target.to_str().ok()).unwrap_or_default();
        let operation = target.rsplit('.').next().unwrap_or_default();
        if let Err(refused) = self.check(&headers, operation, &body) {
            return refused.answer(StatusCode::BAD_REQUEST);
        }
        if let Some(Answer { status, body }) = self.engine.answer(operation, &body) {
            return json(status, body);
        }
        self.forward(headers, body).await.unwrap_or_else(|error| {
            tracing::error!(%error, "the database does not answer");
            Refused::UNAVAILABLE.answer(StatusCode::INTERNAL_SERVER_ERROR)
        })
    }

    /// Has the database's own server answer.
    async fn forward(&self, mut headers: HeaderMap, body: Bytes) -> reqwest::Result<Response<Bytes>> {
        headers.remove(header::HOST);
        let answer = self.http.request(Method::POST, &self.server).headers(headers).body(body).send().await?;
        let (status, mut headers) = (answer.status(), answer.headers().clone());
        headers.remove(header::TRANSFER_ENCODING);
        let mut response = Response::new(answer.bytes().await?);
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        Ok(response)
    }
}

#[async_trait]
impl Service for Gate {
    async fn answer(&self, request: Request<Bytes>) -> Response<Bytes> {
        let (parts, body) = request.into_parts();
        self.answered(parts.headers, body).await
    }
}

async fn pass(State(gate): State<Arc<Gate>>, headers: HeaderMap, body: Bytes) -> Response<Body> {
    gate.answered(headers, body).await.map(Body::from)
}

fn json(status: StatusCode, body: Bytes) -> Response<Bytes> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-amz-json-1.0"));
    response
}

/// A refusal in DynamoDB's words: the kind of error and its message.
struct Refused {
    kind: &'static str,
    message: std::borrow::Cow<'static, str>,
}

impl Refused {
    const UNREADABLE: Self = Self::plain("com.amazon.coral.service#SerializationException", "");
    const UNCLEAR: Self = Self::plain(
        "com.amazon.coral.validate#ValidationException",
        "Query condition missed key schema element, or the local stack cannot tell which",
    );
    const UNAVAILABLE: Self =
        Self::plain("com.amazonaws.dynamodb.v20120810#InternalServerError", "The database does not answer");

    const fn plain(kind: &'static str, message: &'static str) -> Self {
        Self { kind, message: std::borrow::Cow::Borrowed(message) }
    }

    fn answer(self, status: StatusCode) -> Response<Bytes> {
        let body = json!({ "__type": self.kind, "Message": self.message });
        json(status, body.to_string().into())
    }
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        let kind = match &refusal {
            Refusal::Unsigned => "com.amazon.coral.service#MissingAuthenticationTokenException",
            Refusal::UnknownKey => "com.amazon.coral.service#UnrecognizedClientException",
            Refusal::Denied(_) => "com.amazon.coral.service#AccessDeniedException",
        };
        Self { kind, message: refusal.to_string().into() }
    }
}
