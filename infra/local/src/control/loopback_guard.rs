//! Loopback guard. Who may use what only the local stack has.
//!
//! The stack listens on the loopback interface, but a browser on this machine reaches that too, and goes where any page tells it
//! to. Two headers give such a page away: `Origin`, which browsers send with every request that can change something
//! (<https://fetch.spec.whatwg.org/#origin-header>), and `Host`, which is the page's own name when its DNS entry was pointed at
//! this machine (<https://developer.chrome.com/blog/local-network-access>).

use std::net::IpAddr;

use axum::extract::Request;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::Refusal;

/// Refuses requests that were not meant for this machine, or that a page from elsewhere makes.
pub(crate) async fn from_this_machine(request: Request, next: Next) -> Response {
    match check(request.headers(), request.uri().authority()) {
        Ok(()) => next.run(request).await,
        Err(reason) => Refusal(StatusCode::FORBIDDEN, reason.to_owned()).into_response(),
    }
}

fn check(headers: &HeaderMap, target: Option<&Authority>) -> Result<(), &'static str> {
    let mut hosts = headers.get_all(header::HOST).iter();
    let (host, another) = (hosts.next(), hosts.next());
    let authority = host.and_then(text).and_then(|host| host.parse::<Authority>().ok());
    // HTTP/2 names the host in the request's target, and so may HTTP/1.1 in the absolute form.
    let named = [authority.as_ref(), target];
    let is_named = host.is_none_or(|_| authority.is_some()) && named.iter().any(Option::is_some);
    if another.is_some() || !is_named || !named.into_iter().flatten().all(|one| is_loopback(one.host())) {
        return Err("only for this machine: the Host header names another");
    }
    if headers.get_all(header::ORIGIN).iter().all(is_origin_of_this_machine) {
        return Ok(());
    }
    Err("only for this machine: the Origin header names another")
}

fn text(value: &HeaderValue) -> Option<&str> {
    value.to_str().ok()
}

/// An opaque origin, `null`, is nobody's in particular, and so not this machine's.
fn is_origin_of_this_machine(origin: &HeaderValue) -> bool {
    let uri = text(origin).and_then(|origin| origin.parse::<Uri>().ok());
    uri.is_some_and(|uri| matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some_and(is_loopback))
}

/// `localhost` is the loopback interface to every browser (<https://www.rfc-editor.org/rfc/rfc6761#section-6.3>).
fn is_loopback(host: &str) -> bool {
    let address = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    host.eq_ignore_ascii_case("localhost") || address.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passes(fields: &[(header::HeaderName, &str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in fields {
            headers.append(name, value.parse().unwrap());
        }
        check(&headers, None).is_ok()
    }

    #[test]
    fn only_hosts_of_the_loopback_interface_are_served() {
        for host in ["127.0.0.1:3000", "127.0.0.1", "localhost:3000", "LOCALHOST", "[::1]:3000", "127.8.9.10"] {
            assert!(passes(&[(header::HOST, host)]), "{host}");
        }
        for host in [
            "evil.example",
            "evil.example:3000",
            "192.168.1.2:3000",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "",
            "0.0.0.0:3000",
        ] {
            assert!(!passes(&[(header::HOST, host)]), "{host}");
        }
        assert!(!passes(&[]));
        assert!(!passes(&[(header::HOST, "localhost"), (header::HOST, "evil.example")]));
        assert!(!passes(&[(header::HOST, "evil.example@localhost.evil.example")]));
        assert!(check(&HeaderMap::new(), Some(&"localhost:3000".parse().unwrap())).is_ok());
        assert!(check(&HeaderMap::new(), Some(&"evil.example".parse().unwrap())).is_err());
    }

    #[test]
    fn pages_from_elsewhere_are_refused() {
        let from = |origin| passes(&[(header::HOST, "127.0.0.1:3000"), (header::ORIGIN, origin)]);
        for origin in ["http://127.0.0.1:3000", "http://localhost:5173", "https://localhost", "http://[::1]:3000"] {
            assert!(from(origin), "{origin}");
        }
        for origin in [
            "https://evil.example",
            "null",
            "",
            "http://127.0.0.1.evil.example",
            "file://",
            "http://localhost.evil.example:3000",
        ] {
            assert!(!from(origin), "{origin}");
        }
    }
}
