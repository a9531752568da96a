//! The gate before the database: it lets through what the caller's role allows.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use serde_json::{Value, json};

use super::authority::{Authority, Caller, Refusal};
use super::dynamodb::Tables;
use crate::loopback;

/// How long the database may take. It is longer than the SDKs wait, so that it is they who give up.
const PATIENCE: Duration = Duration::from_mins(2);
/// The largest request that DynamoDB takes, in bytes.
const LARGEST_BODY: usize = 16 * 1024 * 1024;

/// The gate before one database.
pub struct Gate {
    authority: Arc<Authority>,
    tables: Tables,
    database: String,
    http: reqwest::Client,
}

impl Gate {
    /// A gate before the database that answers at the URL `database`.
    pub fn new(authority: Arc<Authority>, tables: Tables, database: String) -> Result<Self, reqwest::Error> {
        Ok(Self { authority, tables, database, http: loopback::client(PATIENCE)? })
    }

    /// What answers in the database's place.
    pub fn router(self) -> Router {
        Router::new().route("/", post(pass)).layer(DefaultBodyLimit::max(LARGEST_BODY)).with_state(Arc::new(self))
    }

    /// Refuses what the caller may not do.
    fn check(&self, headers: &HeaderMap, body: &[u8]) -> Result<(), Refused> {
        let caller = self.authority.caller(headers)?;
        if matches!(caller, Caller::Operator) {
            return Ok(());
        }
        let target = headers.get("x-amz-target").and_then(|target| target.to_str().ok()).unwrap_or_default();
        let operation = target.rsplit('.').next().unwrap_or_default();
        let body: Value = serde_json::from_slice(body).map_err(|_| Refused::UNREADABLE)?;
        for demand in self.tables.demands(operation, &body).map_err(|_| Refused::UNCLEAR)? {
            self.authority.check(caller, &demand)?;
        }
        Ok(())
    }

    async fn forward(&self, headers: HeaderMap, body: Bytes) -> reqwest::Result<Response> {
        let answer = self.http.request(Method::POST, &self.database).headers(headers).body(body).send().await?;
        let (status, mut headers) = (answer.status(), answer.headers().clone());
        headers.remove(header::TRANSFER_ENCODING);
        let mut response = Response::new(Body::from(answer.bytes().await?));
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        Ok(response)
    }
}

async fn pass(State(gate): State<Arc<Gate>>, mut headers: HeaderMap, body: Bytes) -> Response {
    if let Err(refused) = gate.check(&headers, &body) {
        return refused.answer(StatusCode::BAD_REQUEST);
    }
    headers.remove(header::HOST);
    gate.forward(headers, body).await.unwrap_or_else(|error| {
        tracing::error!(%error, "the database does not answer");
        Refused::UNAVAILABLE.answer(StatusCode::INTERNAL_SERVER_ERROR)
    })
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

    fn answer(self, status: StatusCode) -> Response {
        let body = json!({ "__type": self.kind, "Message": self.message });
        (status, [(header::CONTENT_TYPE, "application/x-amz-json-1.0")], body.to_string()).into_response()
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
