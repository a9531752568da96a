//! SNS, SQS, SES and S3 on the loopback interface, as far as the functions call them.
//!
//! The unmodified AWS SDKs talk to these through their endpoint settings. One listener answers for the first three: SNS
//! speaks the query protocol, SQS speaks JSON 1.0 with a target header, SES has paths. S3 has one of its own.

mod outage;
mod s3;
mod ses;
mod sns;
mod sqs;

use std::sync::Arc;

use async_trait::async_trait;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, Request, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use kernel::id::IdSource;
use kernel::time::Clock as _;

pub use outage::{Outage, OutageKind, Outages, Service};
pub use s3::S3Endpoint;
use tower::ServiceExt as _;

use crate::clock::LocalClock;
use crate::iam::{Authority, Refusal as Denial};
use crate::mail_feedback::FeedbackLoop;
use crate::mailbox::Mailbox;
use crate::policy::Demand;
use crate::queue::{Queues, uuid};
use crate::sms_outbox::SmsOutbox;
use crate::topics::Topics;
use crate::transport;

/// SQS takes a mebibyte; nothing sent to the others is larger.
const LARGEST_BODY: usize = 2 * 1024 * 1024;

/// What the endpoints act on.
pub struct Endpoints {
    /// The topics behind SNS.
    pub topics: Arc<Topics>,
    /// The queues behind SQS.
    pub queues: Arc<Queues>,
    /// The mailbox behind SES.
    pub mailbox: Arc<Mailbox>,
    /// What becomes of the mails.
    pub feedback: Arc<FeedbackLoop>,
    /// The texts that went through SNS.
    pub texts: Arc<SmsOutbox>,
    /// Who may do what.
    pub authority: Arc<Authority>,
    /// Which services are failing on purpose.
    pub outages: Arc<Outages>,
    /// The clock of the stack.
    pub clock: Arc<LocalClock>,
    /// Where message ids come from.
    pub ids: Arc<dyn IdSource>,
}

impl Endpoints {
    /// Refuses what the role of whoever signed a request does not allow.
    fn check(&self, headers: &HeaderMap, action: &str, resource: &str) -> Result<(), Denial> {
        self.authority.check(self.authority.caller(headers)?, &Demand::new(action, resource))
    }

    fn id(&self) -> String {
        uuid(self.ids.as_ref(), self.clock.now())
    }
}

/// The routes of the endpoints.
pub fn router(endpoints: Arc<Endpoints>) -> Router {
    Router::new()
        .route("/", post(protocol))
        .route("/v2/email/outbound-emails", post(ses::send_email))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .with_state(endpoints)
}

/// The routes as a service of this process.
pub struct Routed(pub Router);

#[async_trait]
impl transport::Service for Routed {
    async fn answer(&self, request: Request<Bytes>) -> Response<Bytes> {
        let Ok(response) = self.0.clone().oneshot(request.map(Body::from)).await;
        let (parts, body) = response.into_parts();
        // Answers are made as a whole, so reading them does not fail.
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
        Response::from_parts(parts, body)
    }
}

/// Tells SQS from SNS by what only the JSON protocol has: a target header.
async fn protocol(State(endpoints): State<Arc<Endpoints>>, headers: HeaderMap, body: Bytes) -> Response {
    match headers.get("x-amz-target").and_then(|target| target.to_str().ok()) {
        Some(target) => sqs::answer(&endpoints, target, &headers, &body),
        None => sns::answer(&endpoints, &headers, &body),
    }
}

fn json(status: StatusCode, content_type: &'static str, body: &serde_json::Value) -> Response {
    (status, [(header::CONTENT_TYPE, content_type)], body.to_string()).into_response()
}
