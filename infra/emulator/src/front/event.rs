//! A request as the event that API Gateway makes of it
//! (<https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html>).

use std::net::IpAddr;

use axum::body::Bytes;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kernel::time::Timestamp;
use serde_json::{Map, Value, json};

use super::Match;
use crate::template::ACCOUNT;

/// A request that arrived.
pub(super) struct Arrival<'a> {
    /// Its line and headers.
    pub(super) parts: &'a Parts,
    /// Its path, decoded: so HTTP APIs hand it over.
    pub(super) path: &'a str,
    /// Its body.
    pub(super) body: &'a Bytes,
    /// Where it came from.
    pub(super) source: IpAddr,
    /// When it came.
    pub(super) now: Timestamp,
    /// The id it is given.
    pub(super) id: String,
}

impl Arrival<'_> {
    /// The event, payload format 2.0.
    pub(super) fn event<T>(&self, route: &Match<'_, T>) -> Value {
        let (parts, path) = (self.parts, self.path);
        let query = parts.uri.query().unwrap_or("");
        let (cookies, headers) = self.headers();
        let host = parts.headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
        let mut event = json!({
            "version": "2.0",
            "routeKey": route.key,
            "rawPath": path,
            "rawQueryString": query,
            "headers": headers,
            "requestContext": {
                "accountId": ACCOUNT,
                "apiId": "local",
                "domainName": host,
                "domainPrefix": "local",
                "http": {
                    "method": parts.method.as_str(),
                    "path": path,
                    "protocol": format!("{:?}", parts.version),
                    "sourceIp": self.source.to_string(),
                    "userAgent": text(&parts.headers, &header::USER_AGENT),
                },
                "requestId": self.id,
                "routeKey": route.key,
                "stage": "$default",
                "time": self.now.strftime("%d/%b/%Y:%H:%M:%S +0000").to_string(),
                "timeEpoch": self.now.as_millisecond(),
            },
            "isBase64Encoded": false,
        });
        if let Some(fields) = event.as_object_mut() {
            let mut put = |name: &str, value: Value| fields.insert(name.to_owned(), value);
            if !cookies.is_empty() {
                put("cookies", Value::from(cookies));
            }
            if !query.is_empty() {
                put("queryStringParameters", Value::Object(query_parameters(query)));
            }
            if !route.parameters.is_empty() {
                let named = route.parameters.iter().map(|(name, value)| (name.clone(), Value::from(value.clone())));
                put("pathParameters", Value::Object(named.collect()));
            }
            if !self.body.is_empty() {
                let (body, encoded) = body(&parts.headers, self.body);
                put("body", Value::from(body));
                put("isBase64Encoded", Value::from(encoded));
            }
        }
        event
    }

    /// Cookies, and the other headers: names in lower case, values of one name joined by commas.
    fn headers(&self) -> (Vec<String>, Map<String, Value>) {
        let mut cookies = Vec::new();
        let mut joined: std::collections::BTreeMap<String, String> = std::collections::BTreeMap::new();
        for (name, value) in &self.parts.headers {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            if name == header::COOKIE {
                cookies.extend(
                    value.split(';').map(|cookie| cookie.trim().to_owned()).filter(|cookie| !cookie.is_empty()),
                );
                continue;
            }
            joined
                .entry(name.as_str().to_owned())
                .and_modify(|all| {
                    all.push(',');
                    all.push_str(&value);
                })
                .or_insert(value);
        }
        joined.insert("x-forwarded-for".to_owned(), self.source.to_string());
        joined.insert("x-forwarded-proto".to_owned(), "http".to_owned());
        (cookies, joined.into_iter().map(|(name, value)| (name, Value::from(value))).collect())
    }
}

fn text(headers: &HeaderMap, name: &header::HeaderName) -> String {
    headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()).unwrap_or_default()
}

/// The decoded parameters, values of one name joined by commas.
fn query_parameters(query: &str) -> Map<String, Value> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap_or_default();
    let mut parameters: Map<String, Value> = Map::new();
    for (name, value) in pairs {
        let joined = match parameters.get(&name).and_then(Value::as_str) {
            Some(earlier) => format!("{earlier},{value}"),
            None => value,
        };
        parameters.insert(name, Value::from(joined));
    }
    parameters
}

/// The body as text where its type is text, in base64 elsewhere.
fn body(headers: &HeaderMap, body: &Bytes) -> (String, bool) {
    let kind = text(headers, &header::CONTENT_TYPE).to_ascii_lowercase();
    let kind = kind.split(';').next().unwrap_or("").trim();
    let is_text = kind.is_empty()
        || kind.starts_with("text/")
        || kind.ends_with("+json")
        || kind.ends_with("+xml")
        || matches!(kind, "application/json" | "application/javascript" | "application/xml");
    match std::str::from_utf8(body) {
        Ok(text) if is_text => (text.to_owned(), false),
        _ => (STANDARD.encode(body), true),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    fn event(request: Request<&'static [u8]>) -> Value {
        let (parts, body) = request.into_parts();
        let route =
            Match { target: &(), key: "ANY /v1/{proxy+}", parameters: vec![("proxy".to_owned(), "cart".to_owned())] };
        let arrival = Arrival {
            parts: &parts,
            path: "/v1/a path",
            body: &Bytes::from_static(body),
            source: [127, 0, 0, 1].into(),
            now: "2026-01-02T03:04:05Z".parse().unwrap(),
            id: "r-1".to_owned(),
        };
        arrival.event(&route)
    }

    #[test]
    fn a_request_becomes_an_event_of_format_two() {
        let request = Request::post("/v1/cart?tag=a&tag=b&q=red%20shirt")
            .header("Content-Type", "application/json")
            .header("X-Tag", "one")
            .header("X-Tag", "two")
            .header("Cookie", "a=1; b=2")
            .header("User-Agent", "curl/8")
            .body(&b"{\"x\":1}"[..]);
        let event = event(request.unwrap());
        assert_eq!(event["version"], "2.0");
        assert_eq!(event["routeKey"], "ANY /v1/{proxy+}");
        assert_eq!(event["rawPath"], "/v1/a path");
        assert_eq!(event["rawQueryString"], "tag=a&tag=b&q=red%20shirt");
        assert_eq!(event["queryStringParameters"], json!({ "tag": "a,b", "q": "red shirt" }));
        assert_eq!(event["headers"]["x-tag"], "one,two");
        assert!(event["headers"].get("cookie").is_none());
        assert_eq!(event["cookies"], json!(["a=1", "b=2"]));
        assert_eq!(event["pathParameters"], json!({ "proxy": "cart" }));
        assert_eq!(event["body"], "{\"x\":1}");
        assert_eq!(event["isBase64Encoded"], false);
        let http = &event["requestContext"]["http"];
        assert_eq!(http["path"], "/v1/a path");
        assert_eq!((http["method"].as_str(), http["sourceIp"].as_str()), (Some("POST"), Some("127.0.0.1")));
        assert_eq!(event["requestContext"]["time"], "02/Jan/2026:03:04:05 +0000");
        assert_eq!(event["requestContext"]["stage"], "$default");
    }

    #[test]
    fn what_is_no_text_travels_in_base64() {
        let form =
            Request::post("/v1/cart").header("Content-Type", "application/x-www-form-urlencoded").body(&b"a=1"[..]);
        let form = event(form.unwrap());
        assert_eq!((form["body"].as_str(), form["isBase64Encoded"].as_bool()), (Some("YT0x"), Some(true)));

        let broken = Request::post("/v1/cart").header("Content-Type", "application/json").body(&b"\xff"[..]);
        assert_eq!(event(broken.unwrap())["isBase64Encoded"], true);
    }

    #[test]
    fn a_request_without_a_body_has_none() {
        let event = event(Request::get("/v1/cart").body(&b""[..]).unwrap());
        assert!(event.get("body").is_none() && event.get("queryStringParameters").is_none());
    }
}
