//! A function's answer as the response that API Gateway makes of it.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

/// The largest answer of a function, in bytes of JSON.
const LARGEST_ANSWER: usize = 6 * 1024 * 1024;

/// An answer of API Gateway itself.
pub(super) fn message(status: StatusCode, message: &str) -> Response {
    plain(status, "application/json", json!({ "message": message }).to_string())
}

/// What a client sees of a function that failed.
pub(super) fn failure() -> Response {
    message(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error")
}

/// The response for a function's answer; one that is not a response is a failure of the function.
pub(super) fn read(answer: &Value) -> Response {
    if answer.get("statusCode").is_none() {
        // API Gateway takes any other JSON for the body of a success.
        return plain(StatusCode::OK, "application/json", answer.to_string());
    }
    match respond(answer) {
        Ok(response) => response,
        Err(reason) => {
            tracing::error!(error = reason, "a function answered what is no response");
            failure()
        }
    }
}

fn plain(status: StatusCode, content_type: &'static str, body: String) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}

fn respond(answer: &Value) -> Result<Response, String> {
    let status = answer.get("statusCode").and_then(Value::as_u64).and_then(|status| u16::try_from(status).ok());
    let status = status.and_then(|status| StatusCode::from_u16(status).ok()).ok_or("the status is no HTTP status")?;
    let text = answer.get("body").and_then(Value::as_str).unwrap_or("");
    if text.len() > LARGEST_ANSWER {
        return Err(format!("the body has {} bytes", text.len()));
    }
    let encoded = answer.get("isBase64Encoded").and_then(Value::as_bool).unwrap_or(false);
    let body = if encoded {
        Body::from(STANDARD.decode(text).map_err(|error| error.to_string())?)
    } else {
        Body::from(text.to_owned())
    };
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    for (name, value) in answer.get("headers").and_then(Value::as_object).into_iter().flatten() {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let name: HeaderName = name.parse().map_err(|error| format!("the header {name:?}: {error}"))?;
        let value = HeaderValue::from_bytes(value.as_bytes()).map_err(|error| format!("the header {name}: {error}"))?;
        headers.insert(name, value);
    }
    for cookie in answer.get("cookies").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str) {
        headers.append(header::SET_COOKIE, HeaderValue::from_str(cookie).map_err(|error| error.to_string())?);
    }
    // The length follows from the body that is sent.
    headers.remove(header::CONTENT_LENGTH);
    if !text.is_empty() {
        headers.entry(header::CONTENT_TYPE).or_insert(HeaderValue::from_static("text/plain;charset=UTF-8"));
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_becomes_a_response() {
        let response = read(&json!({
            "statusCode": 201,
            "headers": { "location": "/v1/orders/ord_1", "content-type": "application/json" },
            "cookies": ["a=1", "b=2"],
            "body": "{}",
            "isBase64Encoded": false,
        }));
        assert_eq!(response.status(), StatusCode::CREATED);
        assert_eq!(response.headers()["location"], "/v1/orders/ord_1");
        assert_eq!(response.headers().get_all("set-cookie").iter().count(), 2);
    }

    #[test]
    fn an_answer_without_a_status_is_a_body() {
        let response = read(&json!({ "hello": "world" }));
        assert_eq!(
            (response.status(), &response.headers()["content-type"]),
            (StatusCode::OK, &"application/json".parse().unwrap())
        );
    }

    #[test]
    fn what_is_no_response_is_a_failure() {
        for answer in [
            json!({ "statusCode": 99 }),
            json!({ "statusCode": "200" }),
            json!({ "statusCode": 200, "headers": { "a b": "c" } }),
            json!({ "statusCode": 200, "headers": { "a": "c\nd" } }),
            json!({ "statusCode": 200, "body": "*", "isBase64Encoded": true }),
        ] {
            assert_eq!(read(&answer).status(), StatusCode::INTERNAL_SERVER_ERROR, "{answer}");
        }
    }
}
