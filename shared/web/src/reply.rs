//! Answers that went well.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;

use crate::etag::{IfNoneMatch, etag};
use crate::problem::Problem;

/// What a handler gives back.
pub type Reply<T> = Result<T, Problem>;

/// The media type of every ordinary answer.
pub const JSON: &str = "application/json; charset=utf-8";

/// A body as JSON.
#[derive(Clone, Debug)]
pub struct Json<T>(pub T);

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        match serde_json::to_vec(&self.0) {
            Ok(body) => ([(header::CONTENT_TYPE, HeaderValue::from_static(JSON))], body).into_response(),
            Err(error) => Problem::internal(error.to_string()).into_response(),
        }
    }
}

/// A new resource and where it is.
#[derive(Clone, Debug)]
pub struct Created<T> {
    /// The path of the resource.
    pub location: String,
    /// The resource.
    pub body: T,
}

impl<T: Serialize> IntoResponse for Created<T> {
    fn into_response(self) -> Response {
        let mut response = (StatusCode::CREATED, Json(self.body)).into_response();
        if let Ok(location) = HeaderValue::from_str(&self.location) {
            response.headers_mut().insert(header::LOCATION, location);
        }
        response
    }
}

/// A resource with its version as `ETag`.
#[derive(Clone, Debug)]
pub struct Versioned<T> {
    /// The version that was read or written.
    pub version: u64,
    /// The resource.
    pub body: T,
}

impl<T: Serialize> IntoResponse for Versioned<T> {
    fn into_response(self) -> Response {
        tagged(Json(self.body).into_response(), &etag(self.version))
    }
}

/// `response` with `tag` as its `ETag`.
pub fn tagged(mut response: Response, tag: &str) -> Response {
    if let Ok(tag) = HeaderValue::from_str(tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

/// A public answer that may be kept for `seconds`, tagged by its content, or 304 if the caller has it.
pub fn cached<T: Serialize>(body: &T, seconds: u32, known: &IfNoneMatch) -> Response {
    let Ok(body) = serde_json::to_vec(body) else {
        return Problem::internal("an answer has no JSON form").into_response();
    };
    let digest = kernel::secret::sha256_hex(&body);
    let tag = format!("\"{}\"", digest.get(..32).unwrap_or(&digest));
    let mut response = if known.has(&tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, HeaderValue::from_static(JSON))], body).into_response()
    };
    if let Ok(control) = HeaderValue::from_str(&format!("public, max-age={seconds}")) {
        response.headers_mut().insert(header::CACHE_CONTROL, control);
    }
    tagged(response, &tag)
}
