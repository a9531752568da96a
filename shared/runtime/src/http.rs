//! From an API Gateway event to the router, and back through `lambda_http`'s own adapter.
//!
//! The adapter is hidden from the crate's documentation, so its version is pinned and it is touched here alone. It gives
//! the answer its shape; the request is made here, for two reasons. The adapter's conversion panics where an event makes no
//! request: over a `Host` that is none, or over a body that is not base64. And it reads the path as one that is still
//! percent-encoded, as REST APIs and function URLs hand it over, while an HTTP API hands over the decoded path
//! (<https://github.com/fastify/aws-lambda-fastify/issues/169>): a `#` would end it, and a `%` would be decoded twice.

use std::sync::{Arc, OnceLock};

use axum::http::uri::PathAndQuery;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Uri};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lambda_http::aws_lambda_events::apigw::ApiGatewayV2httpRequest;
use lambda_http::request::LambdaRequest;
use lambda_http::{Adapter, Body, Context, LambdaEvent, Request};
use serde_json::Value;
use tower::{Service as _, ServiceExt as _};
use web::caller::Source;
use web::server_error::ServerError;

/// The payload format that is read
/// (<https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html>).
const FORMAT: &str = "2.0";

/// Whether an event is a request of API Gateway, in whatever payload format.
pub(crate) fn is_request(event: &Value) -> bool {
    event.pointer("/requestContext/http").is_some() || event.get("httpMethod").is_some()
}

/// Answers one API Gateway event (HTTP API, payload 2.0) with `router`, and says what went wrong if that is our fault.
pub(crate) async fn call(router: axum::Router, event: Value) -> Result<(Value, Option<ServerError>), String> {
    let mut request = Some(request(event)?);
    let server_error = Arc::new(OnceLock::new());
    let noted = server_error.clone();
    let service = router.map_request(move |_: Request| request.take().unwrap_or_default()).map_response(
        move |response: axum::response::Response| {
            if let Some(fault) = response.extensions().get::<ServerError>() {
                let _first = noted.set(fault.clone());
            }
            response
        },
    );
    let carrier = LambdaRequest::ApiGatewayV2(ApiGatewayV2httpRequest::default());
    // The adapter itself is let go before waiting: it may not move between threads, what it answers with may.
    let answering = Adapter::from(service).call(LambdaEvent::new(carrier, Context::default()));
    let answer = match answering.await {
        Ok(answer) => answer,
        Err(never) => match never {},
    };
    let answer = serde_json::to_value(answer).map_err(|error| error.to_string())?;
    Ok((answer, server_error.get().cloned()))
}

/// The request that an event tells of. Its cookies are left out: nothing here reads one.
fn request(mut event: Value) -> Result<Request, String> {
    let format = event.get("version").and_then(Value::as_str);
    if !is_request(&event) || format.is_none() {
        return Err("it is no request of an HTTP API".to_owned());
    }
    if format != Some(FORMAT) {
        return Err(format!("its payload format is not {FORMAT}"));
    }
    let text = |pointer: &str| event.pointer(pointer).and_then(Value::as_str);
    let method = text("/requestContext/http/method").and_then(|method| method.parse().ok());
    let uri = uri(text("/rawPath").unwrap_or_default(), text("/rawQueryString").unwrap_or_default())?;
    let headers = event.get("headers").map_or_else(|| Ok(HeaderMap::new()), headers)?;
    let source = text("/requestContext/http/sourceIp").and_then(|address| address.parse().ok());
    let encoded = event.get("isBase64Encoded").and_then(Value::as_bool).unwrap_or_default();
    let mut request = Request::new(body(event.get_mut("body").map(Value::take), encoded)?);
    *request.method_mut() = method.ok_or("its method is none of HTTP")?;
    *request.uri_mut() = uri;
    *request.headers_mut() = headers;
    // What API Gateway saw, and not what a header says: those are the caller's to write.
    if let Some(address) = source {
        request.extensions_mut().insert(Source(address));
    }
    Ok(request)
}

/// The target of a request for a decoded path and a query that is still encoded.
fn uri(path: &str, query: &str) -> Result<Uri, String> {
    let mut target = String::with_capacity(path.len() + query.len() + 2);
    if !path.starts_with('/') {
        target.push('/');
    }
    escape(path, |byte| byte.is_ascii_alphanumeric() || b"/-._~!$&'()*+,;=:@".contains(&byte), &mut target);
    if !query.is_empty() {
        target.push('?');
        escape(query, |byte| byte.is_ascii_graphic() && !b"\"#<>".contains(&byte), &mut target);
    }
    let target: PathAndQuery = target.parse().map_err(|error| format!("its path cannot be read: {error}"))?;
    Ok(target.into())
}

/// Writes `text` with everything percent-encoded that may not stand there.
fn escape(text: &str, stands: impl Fn(u8) -> bool, target: &mut String) {
    for byte in text.bytes() {
        if stands(byte) {
            target.push(char::from(byte));
        } else {
            let digit = |half: u8| char::from_digit(half.into(), 16).unwrap_or_default().to_ascii_uppercase();
            target.extend(['%', digit(byte >> 4), digit(byte & 0xF)]);
        }
    }
}

/// The headers: each has one value, several of one name are joined by commas.
fn headers(fields: &Value) -> Result<HeaderMap, String> {
    let mut headers = HeaderMap::new();
    for (name, value) in fields.as_object().into_iter().flatten() {
        let unreadable = || format!("its header {name:?} cannot be read");
        let text = value.as_str().ok_or_else(unreadable)?;
        let field: HeaderName = name.parse().map_err(|_| unreadable())?;
        headers.insert(field, HeaderValue::from_bytes(text.as_bytes()).map_err(|_| unreadable())?);
    }
    Ok(headers)
}

fn body(body: Option<Value>, encoded: bool) -> Result<Body, String> {
    match body {
        None | Some(Value::Null) => Ok(Body::Empty),
        Some(Value::String(text)) if encoded => {
            STANDARD.decode(text).map(Body::Binary).map_err(|_| "its body is not base64".to_owned())
        }
        Some(Value::String(text)) => Ok(Body::Text(text)),
        Some(_) => Err("its body is no text".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use axum::extract::{Path, RawQuery};
    use axum::http::Method;
    use axum::routing::any;
    use serde_json::json;

    use super::*;

    /// Says what arrived.
    fn mirror() -> axum::Router {
        let things = |Path(name): Path<String>, RawQuery(query): RawQuery| async move { format!("{name}|{query:?}") };
        let all = |method: Method, headers: HeaderMap, body: String| async move {
            let tag = headers.get("x-tag").map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
            format!("{method}|{tag:?}|{:?}|{body}", headers.get("cookie"))
        };
        axum::Router::new().route("/things/{name}", any(things)).route("/", any(all))
    }

    fn event(path: &str) -> Value {
        json!({ "version": "2.0", "rawPath": path, "requestContext": { "http": { "method": "GET", "path": path } } })
    }

    async fn status_and_body(event: Value) -> (u64, String) {
        let (answer, _) = call(mirror(), event).await.unwrap();
        let body = answer.get("body").and_then(Value::as_str).unwrap_or_default().to_owned();
        (answer["statusCode"].as_u64().unwrap(), body)
    }

    #[tokio::test]
    async fn a_path_is_read_as_it_was_meant_before_api_gateway_decoded_it() {
        for (path, name) in [
            ("/things/lamp", "lamp"),
            ("/things/red lamp", "red lamp"),
            ("/things/größe-ü", "größe-ü"),
            ("/things/50%", "50%"),
            ("/things/a%2Fb", "a%2Fb"),
            ("/things/a#b", "a#b"),
            ("/things/a?b=1", "a?b=1"),
            ("/things/..", ".."),
            ("/things/\u{0}\"<>\\", "\u{0}\"<>\\"),
        ] {
            assert_eq!(status_and_body(event(path)).await, (200, format!("{name}|None")), "{path}");
        }
        assert_eq!(status_and_body(event("/things/a/b")).await.0, 404, "an encoded slash divides segments");
        assert_eq!(status_and_body(event("")).await.0, 200);
    }

    #[tokio::test]
    async fn a_query_is_passed_on_as_it_was_sent() {
        for (sent, passed) in [
            ("q=a%20b&limit=1", "q=a%20b&limit=1"),
            ("q=a+b&q=c", "q=a+b&q=c"),
            ("q=a b", "q=a%20b"),
            ("q=\"ü\"#x", "q=%22%C3%BC%22%23x"),
        ] {
            let mut event = event("/things/lamp");
            event["rawQueryString"] = json!(sent);
            assert_eq!(status_and_body(event).await, (200, format!("lamp|Some({passed:?})")), "{sent}");
        }
    }

    #[tokio::test]
    async fn headers_and_bodies_come_in_every_form() {
        let sent = |fields: Value| async move {
            let mut event = event("/");
            event.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
            status_and_body(event).await
        };
        assert_eq!(sent(json!({})).await.1, "GET|None|None|");
        assert_eq!(sent(json!({ "headers": null, "body": null, "cookies": null })).await.1, "GET|None|None|");
        assert_eq!(sent(json!({ "body": "", "isBase64Encoded": false })).await.1, "GET|None|None|");
        assert_eq!(sent(json!({ "body": "hello" })).await.1, "GET|None|None|hello");
        assert_eq!(sent(json!({ "body": "aGVsbG8=", "isBase64Encoded": true })).await.1, "GET|None|None|hello");
        assert_eq!(sent(json!({ "headers": { "X-Tag": "one,two" } })).await.1, "GET|Some(\"one,two\")|None|");
        assert_eq!(sent(json!({ "headers": { "x-tag": "größe" } })).await.1, "GET|Some(\"größe\")|None|");
        for host in ["", "a b", "[", "%zz", "xn--a", "h:99999"] {
            let fields = json!({ "headers": { "host": host, "x-forwarded-proto": "a b" } });
            assert_eq!(sent(fields).await.0, 200, "{host:?}");
        }
        assert_eq!(sent(json!({ "cookies": ["a=1", "b=2"] })).await.1, "GET|None|None|");
    }

    #[tokio::test]
    async fn what_makes_no_request_is_refused_without_a_panic() {
        let with = |name: &str, value: Value| {
            let mut event = event("/");
            event[name] = value;
            event
        };
        for (event, reason) in [
            (Value::Null, "it is no request of an HTTP API"),
            (json!("hello"), "it is no request of an HTTP API"),
            (json!([1, 2]), "it is no request of an HTTP API"),
            (json!({ "Records": [] }), "it is no request of an HTTP API"),
            (json!({ "httpMethod": "GET", "path": "/" }), "it is no request of an HTTP API"),
            (json!({ "version": "1.0", "httpMethod": "GET", "path": "/" }), "its payload format is not 2.0"),
            (with("version", json!("3.0")), "its payload format is not 2.0"),
            (with("requestContext", json!({ "http": { "method": "G T" } })), "its method is none of HTTP"),
            (with("requestContext", json!({ "http": {} })), "its method is none of HTTP"),
            (with("headers", json!({ "x-tag": ["one", "two"] })), "its header \"x-tag\" cannot be read"),
            (with("headers", json!({ "x-tag": "one\ntwo" })), "its header \"x-tag\" cannot be read"),
            (with("headers", json!({ "x tag": "one" })), "its header \"x tag\" cannot be read"),
            (with("body", json!({ "quantity": 1 })), "its body is no text"),
            (
                json!({ "version": "2.0", "body": "no base64!", "isBase64Encoded": true,
                "requestContext": { "http": { "method": "PUT" } } }),
                "its body is not base64",
            ),
        ] {
            assert_eq!(call(mirror(), event.clone()).await.unwrap_err(), reason, "{event}");
        }
        assert!(call(mirror(), event(&"x".repeat(70_000))).await.unwrap_err().starts_with("its path cannot be read"));
    }
}
