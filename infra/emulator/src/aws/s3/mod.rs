//! S3: `PutObject`, `GetObject`, `HeadObject` and `DeleteObject`, and URLs that were signed beforehand.
//!
//! The protocol, its checksums and the signatures of requests are those of the [`s3s`] crate. It compares presigned URLs with
//! the machine's time, so those are checked here, with the stack's, before it sees them.

mod presigned;

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use futures_util::StreamExt as _;
use kernel::time::Clock as _;
use s3s::access::{S3Access, S3AccessContext};
use s3s::auth::{S3Auth, SecretKey};
use s3s::dto::{
    DeleteObjectInput, DeleteObjectOutput, ETag, GetObjectInput, GetObjectOutput, HeadObjectInput, HeadObjectOutput,
    PutObjectInput, PutObjectOutput, StreamingBlob, Timestamp,
};
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s::{S3, S3Error, S3Request, S3Response, S3Result, s3_error};

use self::presigned::{Presigned, Unusable};
use super::{OutageKind, Outages, Service};
use crate::clock::LocalClock;
use crate::iam::{Authority, Refusal, SECRET_KEY};
use crate::objects::{NoSuchBucket, Objects};
use crate::policy::Demand;
use crate::state_file::Object;
use crate::template::bucket_arn;

/// What S3 acts on.
pub struct S3Endpoint {
    service: S3Service,
    outages: Arc<Outages>,
    clock: Arc<LocalClock>,
}

impl S3Endpoint {
    /// S3 over `objects`, for whoever `authority` lets in.
    pub fn new(
        objects: Arc<Objects>,
        authority: Arc<Authority>,
        outages: Arc<Outages>,
        clock: Arc<LocalClock>,
    ) -> Self {
        let mut service = S3ServiceBuilder::new(Shelves(objects));
        service.set_auth(Keys(Arc::clone(&authority)));
        service.set_access(Doorman(authority));
        Self { service: service.build(), outages, clock }
    }

    /// The routes.
    pub fn router(self) -> Router {
        Router::new().fallback(answer).with_state(Arc::new(self))
    }
}

async fn answer(State(s3): State<Arc<S3Endpoint>>, mut request: Request) -> Response {
    let outage = s3.outages.strike(Service::S3);
    match outage {
        None | Some(OutageKind::AnswerLost) => {}
        Some(OutageKind::Unavailable) => return refuse(&s3_error!(InternalError, "failing on purpose")),
        Some(OutageKind::Throttled) => return refuse(&s3_error!(SlowDown, "Please reduce your request rate.")),
        Some(OutageKind::Refused) => return refuse(&s3_error!(InvalidRequest, "refused on purpose")),
    }
    if let Err(unusable) = admit(&mut request, &s3.clock) {
        return refuse(&unusable);
    }
    let answered = s3.service.call(request.map(s3s::Body::http_body_unsync)).await;
    if outage.is_some() {
        return refuse(&s3_error!(InternalError, "failing on purpose"));
    }
    match answered {
        Ok(answer) => answer.map(Body::new),
        Err(error) => {
            tracing::error!(?error, "S3 has no answer");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Lets a presigned request in under the name of whoever signed it; others are none of its business.
fn admit(request: &mut Request, clock: &LocalClock) -> Result<(), S3Error> {
    let (method, uri, headers) = (request.method(), request.uri(), request.headers());
    let Some(presigned) = Presigned::read(method, uri, headers)? else { return Ok(()) };
    let (signer, uri) = presigned.check(SECRET_KEY, clock.now())?;
    *request.uri_mut() = uri;
    request.extensions_mut().insert(signer);
    Ok(())
}

impl From<Unusable> for S3Error {
    fn from(unusable: Unusable) -> Self {
        match unusable {
            Unusable::Malformed => s3_error!(AuthorizationQueryParametersError, "the query's signature cannot be read"),
            Unusable::Forged => s3_error!(SignatureDoesNotMatch),
            Unusable::Early => s3_error!(AccessDenied, "Request is not valid yet"),
            Unusable::Late => s3_error!(AccessDenied, "Request has expired"),
        }
    }
}

/// A refusal that `s3s` never saw, in S3's words.
fn refuse(error: &S3Error) -> Response {
    let status = error.code().status_code().unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let (code, message) = (error.code().as_str(), error.message().unwrap_or_default());
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>{code}</Code><Message>{message}</Message></Error>"
    );
    (status, [("content-type", "application/xml")], body).into_response()
}

/// The secret keys, which are all the same.
struct Keys(Arc<Authority>);

#[async_trait::async_trait]
impl S3Auth for Keys {
    async fn get_secret_key(&self, access_key: &str) -> S3Result<SecretKey> {
        self.0.bearer_of(access_key).map_err(denied)?;
        Ok(SecretKey::from(SECRET_KEY))
    }
}

/// Refuses what the role of whoever signed a request does not allow.
struct Doorman(Arc<Authority>);

#[async_trait::async_trait]
impl S3Access for Doorman {
    async fn check(&self, cx: &mut S3AccessContext<'_>) -> S3Result<()> {
        let signed_before = cx.extensions_mut().get::<presigned::Signer>().map(|signer| signer.0.clone());
        let key = cx.credentials().map(|credentials| credentials.access_key.clone()).or(signed_before);
        let key = key.ok_or_else(|| denied(Refusal::Unsigned))?;
        let action = match cx.s3_op().name() {
            "PutObject" => "s3:PutObject",
            "GetObject" | "HeadObject" => "s3:GetObject",
            "DeleteObject" => "s3:DeleteObject",
            other => return Err(s3_error!(NotImplemented, "no {other} here")),
        };
        let (bucket, object) = cx.s3_path().as_object().ok_or_else(|| s3_error!(InvalidRequest))?;
        let demand = Demand::new(action, format!("{}/{object}", bucket_arn(bucket)));
        self.0.check(self.0.bearer_of(&key).map_err(denied)?, &demand).map_err(denied)
    }
}

fn denied(refusal: Refusal) -> S3Error {
    match refusal {
        Refusal::UnknownKey => s3_error!(InvalidAccessKeyId),
        Refusal::Unsigned => s3_error!(AccessDenied, "Signature is required"),
        Refusal::Denied(message) => s3_error!(AccessDenied, "{message}"),
    }
}

/// The operations.
struct Shelves(Arc<Objects>);

impl Shelves {
    fn find(&self, bucket: &str, key: &str) -> S3Result<Object> {
        self.0.get(bucket, key)?.ok_or_else(|| s3_error!(NoSuchKey))
    }
}

impl From<NoSuchBucket> for S3Error {
    fn from(_: NoSuchBucket) -> Self {
        s3_error!(NoSuchBucket)
    }
}

/// How an object's contents are named.
fn tag(bytes: &[u8]) -> ETag {
    ETag::Strong(format!("{:x}", md5::compute(bytes)))
}

fn length(object: &Object) -> Option<i64> {
    i64::try_from(object.bytes.len()).ok()
}

fn stored_at(object: &Object) -> Timestamp {
    Timestamp::from(std::time::SystemTime::from(object.stored_at))
}

#[async_trait::async_trait]
impl S3 for Shelves {
    async fn put_object(&self, request: S3Request<PutObjectInput>) -> S3Result<S3Response<PutObjectOutput>> {
        let PutObjectInput { bucket, key, content_type, body, .. } = request.input;
        let mut bytes = Vec::new();
        if let Some(mut body) = body {
            while let Some(chunk) = body.next().await {
                bytes.extend_from_slice(&chunk.map_err(|_| s3_error!(IncompleteBody))?);
            }
        }
        let e_tag = Some(tag(&bytes));
        self.0.put(&bucket, &key, content_type, bytes)?;
        Ok(S3Response::new(PutObjectOutput { e_tag, ..PutObjectOutput::default() }))
    }

    async fn get_object(&self, request: S3Request<GetObjectInput>) -> S3Result<S3Response<GetObjectOutput>> {
        let input = request.input;
        if input.range.is_some() || input.part_number.is_some() {
            return Err(s3_error!(NotImplemented, "the local stack gives whole objects only"));
        }
        let object = self.find(&input.bucket, &input.key)?;
        Ok(S3Response::new(GetObjectOutput {
            content_length: length(&object),
            content_disposition: input.response_content_disposition,
            content_type: object.media_type.as_ref().and_then(|media| media.parse().ok()),
            e_tag: Some(tag(&object.bytes)),
            last_modified: Some(stored_at(&object)),
            body: Some(StreamingBlob::from(s3s::Body::from(object.bytes))),
            ..GetObjectOutput::default()
        }))
    }

    async fn head_object(&self, request: S3Request<HeadObjectInput>) -> S3Result<S3Response<HeadObjectOutput>> {
        let object = self.find(&request.input.bucket, &request.input.key)?;
        Ok(S3Response::new(HeadObjectOutput {
            content_length: length(&object),
            content_type: object.media_type.as_ref().and_then(|media| media.parse().ok()),
            e_tag: Some(tag(&object.bytes)),
            last_modified: Some(stored_at(&object)),
            ..HeadObjectOutput::default()
        }))
    }

    async fn delete_object(&self, request: S3Request<DeleteObjectInput>) -> S3Result<S3Response<DeleteObjectOutput>> {
        self.0.delete(&request.input.bucket, &request.input.key)?;
        Ok(S3Response::new(DeleteObjectOutput::default()))
    }
}
