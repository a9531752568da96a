//! What happens around every handler: limits, ids, headers, problems, one log line.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use context::metric::Metric;
use futures_util::FutureExt as _;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use table::Usage;
use tracing::Instrument as _;
use tracing::field::Empty;
use utoipa::openapi::OpenApi;

use crate::app::App;
use crate::caller::Source;
use crate::cx::{REQUEST_ID, Scope};
use crate::guest::{CART_TOKEN, ORDER_TOKEN};
use crate::parameters::QueryParameters;
use crate::problem::{PROBLEM_JSON, Problem};
use crate::problem_page;
use crate::server_error::{self, ServerError};

/// The largest request body, in bytes.
pub const BODY_LIMIT: usize = 256 * 1024;

/// The route on which orders are made.
const CHECK_OUT: &str = "/v1/checkout";

/// The header with which a local shop tells what an answer cost.
const USAGE: HeaderName = HeaderName::from_static("x-souk-usage");

/// The router with everything around it, ready to serve; `document` describes its routes.
pub fn around(router: Router<App>, document: &OpenApi, app: &App) -> Router {
    let known = Arc::new(QueryParameters::of(document));
    router
        .fallback(|| async { Problem::not_found() })
        .method_not_allowed_fallback(|| async {
            Problem::with_status(405, "method_not_allowed", "This path does not know that method.")
        })
        .layer(from_fn_with_state((app.clone(), known), outermost))
        .with_state(app.clone())
}

async fn outermost(State((app, known)): State<(App, Arc<QueryParameters>)>, request: Request, next: Next) -> Response {
    let source = request.extensions().get::<Source>().copied();
    let scope = Scope { source, ..Scope::open(&app, request.headers()) };
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let origin = request.headers().get(header::ORIGIN).cloned();
    let route = request.extensions().get::<MatchedPath>().map_or("unmatched", MatchedPath::as_str).to_owned();
    let authenticated = shows_credentials(request.headers());
    let reads_pages = problem_page::is_wanted(request.headers());

    // The principal is known once a handler has asked for one.
    let span = tracing::error_span!("request", request.id = %scope.request_id, http.method = %method, http.route = %route, principal.id = Empty);
    let answer = if method == Method::OPTIONS && origin.is_some() {
        StatusCode::NO_CONTENT.into_response()
    } else if let Err(problem) = known.check(&method, &route, request.uri().query()) {
        problem.into_response()
    } else {
        AssertUnwindSafe(inner(scope.clone(), request, next))
            .catch_unwind()
            .instrument(span.clone())
            .await
            .unwrap_or_else(|panic| server_error::panicked(&*panic))
    };
    let server_error = ServerError::of(&answer, &method, &route, &scope);
    let mut response = span.in_scope(|| finish_problem(answer, &path, &scope, reads_pages));
    if let Some(server_error) = server_error {
        response.extensions_mut().insert(server_error);
    }
    let usage = scope.store.usage();
    secure(response.headers_mut(), authenticated);
    allow_origin(response.headers_mut(), origin.as_ref(), &app);
    tell_request(response.headers_mut(), &scope, &usage, &app);
    let (status, took) = (response.status(), app.clock.now().duration_since(scope.now));
    let duration_ms = u64::try_from(took.as_millis()).unwrap_or_default();
    span.in_scope(|| {
        measure(status, duration_ms, &usage, &scope);
        if status.as_u16() >= 400 && method == Method::POST && route == CHECK_OUT {
            Metric::CHECK_OUTS_REFUSED.put_whole(1, scope.now);
        }
        tracing::info!(
            http.status = status.as_u16(),
            duration_ms,
            dynamodb.round_trips = usage.round_trips,
            dynamodb.calls = usage.calls,
            dynamodb.read_tenths = usage.read_tenths,
            dynamodb.write_tenths = usage.write_tenths,
            "{method} {route} answered {}",
            status.as_u16()
        );
    });
    response
}

/// Tells the request's id, where its caller stands with the limits, and locally what it cost.
fn tell_request(headers: &mut HeaderMap, scope: &Scope, usage: &Usage, app: &App) {
    if let Some(standing) = scope.standing.get() {
        standing.tell(headers);
    }
    if let Ok(id) = HeaderValue::from_str(&scope.request_id) {
        headers.insert(HeaderName::from_static(REQUEST_ID), id);
    }
    if app.settings.usage_header
        && let Ok(usage) = HeaderValue::from_str(&usage.to_string())
    {
        headers.insert(USAGE, usage);
    }
}

/// Notes what a request cost, and whether it went wrong.
fn measure(status: StatusCode, duration_ms: u64, usage: &Usage, scope: &Scope) {
    let tenths = |tenths: u64| f64::from(u32::try_from(tenths).unwrap_or(u32::MAX)) / 10.0;
    // No latency is zero: it is what requests are counted by.
    Metric::LATENCY.put_whole(duration_ms.max(1), scope.now);
    Metric::CLIENT_ERRORS.put_whole(status.is_client_error().into(), scope.now);
    Metric::SERVER_ERRORS.put_whole(status.is_server_error().into(), scope.now);
    Metric::ROUND_TRIPS.put_whole(usage.round_trips, scope.now);
    for (metric, used) in [(Metric::READ_UNITS, usage.read_tenths), (Metric::WRITE_UNITS, usage.write_tenths)] {
        if used > 0 {
            metric.put(tenths(used), scope.now);
        }
    }
}

/// Reads the body within its limit, then lets the handler work.
async fn inner(scope: Scope, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    parts.extensions.insert(scope);
    match limited(body).await {
        Ok(bytes) => next.run(Request::from_parts(parts, Body::from(bytes))).await,
        Err(problem) => problem.into_response(),
    }
}

async fn limited(body: Body) -> Result<Bytes, Problem> {
    match Limited::new(body, BODY_LIMIT).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => {
            Err(Problem::with_status(413, "payload_too_large", format!("A body may have at most {BODY_LIMIT} bytes.")))
        }
        Err(_) => Err(Problem::with_status(400, "malformed_json", "The body could not be read.")),
    }
}

/// Writes the document of a problem, or its page for whoever reads pages, and logs its internals once.
fn finish_problem(mut response: Response, path: &str, scope: &Scope, reads_pages: bool) -> Response {
    let Some(problem) = response.extensions_mut().remove::<Problem>() else { return response };
    if let Some(metric) = Metric::of_problem(problem.code) {
        metric.put_whole(1, scope.now);
    }
    if let Some(internal) = &problem.internal {
        tracing::error!(problem.code = problem.code, problem.internal = internal, "{}", problem.code);
    }
    let view = problem.view(path, &scope.request_id);
    let (mut parts, _) = response.into_parts();
    parts.headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    parts.headers.remove(header::CONTENT_LENGTH);
    if reads_pages {
        return problem_page::answer(parts, &view);
    }
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
    Response::from_parts(parts, Body::from(serde_json::to_vec(&view).unwrap_or_default()))
}

/// Whether the caller shows who they are, in whatever way: the answer is theirs alone.
fn shows_credentials(headers: &HeaderMap) -> bool {
    headers.contains_key(header::AUTHORIZATION) || headers.contains_key(CART_TOKEN) || headers.contains_key(ORDER_TOKEN)
}

/// Headers that keep browsers from guessing (OWASP Secure Headers Project). A handler's own choice stands.
fn secure(headers: &mut HeaderMap, authenticated: bool) {
    let defaults = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
        (header::CONTENT_LANGUAGE, "en"),
    ];
    for (name, value) in defaults {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if authenticated || !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}

/// Lets the pages of listed origins read the answer.
fn allow_origin(headers: &mut HeaderMap, origin: Option<&HeaderValue>, app: &App) {
    // One header with all names: of two headers of one name, Lambda's answer keeps one.
    let others = headers.get(header::VARY).and_then(|others| others.to_str().ok());
    let varies = others.and_then(|others| HeaderValue::from_str(&format!("{others}, origin")).ok());
    headers.insert(header::VARY, varies.unwrap_or_else(|| HeaderValue::from_static("origin")));
    let Some(origin) =
        origin.filter(|origin| origin.to_str().is_ok_and(|origin| app.settings.cors_origins.allows(origin)))
    else {
        return;
    };
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
    let listed = [
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, PUT, PATCH, DELETE"),
        (
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            "authorization, content-type, idempotency-key, if-match, if-none-match, x-cart-token, x-order-token, x-request-id",
        ),
        (
            header::ACCESS_CONTROL_EXPOSE_HEADERS,
            "etag, location, retry-after, idempotent-replayed, ratelimit, ratelimit-policy, x-cart-token, x-request-id",
        ),
        (header::ACCESS_CONTROL_MAX_AGE, "600"),
    ];
    for (name, value) in listed {
        headers.insert(name, HeaderValue::from_static(value));
    }
}
