//! One request and its answer: API keys, idempotency keys, planned faults, headers.

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::stream;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use serde_json::Value;

use super::error::{ApiError, Execution};
use super::faults::{Fault, Operation, Verdict};
use super::form::Params;
use super::idempotency::{Answer, Claim};
use super::ledger::Ledger;
use super::moment::Moment;
use super::{Call, State, Stripe, pause};

/// How many of the latest calls are remembered.
const MOST_CALLS: usize = 1_000;

/// A request as the endpoints see it.
pub(super) struct Exchange {
    pub(super) method: Method,
    /// The path without the host's prefix, `/v1/…`.
    pub(super) path: String,
    pub(super) headers: HeaderMap,
    /// From the body of a POST, from the query of everything else.
    pub(super) params: Params,
}

/// Who is asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Caller {
    /// The shop, with the secret key.
    Merchant,
    /// A browser, with the publishable key: it needs the client secret of what it asks for.
    Buyer,
}

/// The work of one endpoint.
pub(super) trait Work:
    FnOnce(&mut Ledger, &Moment<'_>, &Params, Verdict) -> Result<Value, ApiError> + Send + 'static
{
}

impl<F> Work for F where
    F: FnOnce(&mut Ledger, &Moment<'_>, &Params, Verdict) -> Result<Value, ApiError> + Send + 'static
{
}

impl<S: Send + Sync> FromRequest<S> for Exchange {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        let headers = request.headers().clone();
        let form = if method == Method::POST {
            Bytes::from_request(request, state).await.map_err(axum::response::IntoResponse::into_response)?
        } else {
            request.uri().query().unwrap_or_default().to_owned().into()
        };
        let exchange = Self { method, path, headers, params: Params::default() };
        match Params::parse(&form) {
            Ok(params) => Ok(Self { params, ..exchange }),
            Err(refusal) => Err(exchange.answer(&refusal.into())),
        }
    }
}

impl Exchange {
    fn key(&self) -> Option<&str> {
        if self.method != Method::POST {
            return None;
        }
        self.headers.get("idempotency-key")?.to_str().ok().filter(|key| !key.is_empty())
    }

    /// The API key: a bearer token, the user name of basic authentication, or the `key` parameter that browsers send.
    fn api_key(&self) -> Option<String> {
        let Some(given) = self.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()) else {
            return self.params.text("key").map(str::to_owned);
        };
        if let Some(token) = given.strip_prefix("Bearer ") {
            return Some(token.trim().to_owned());
        }
        let pair = STANDARD.decode(given.strip_prefix("Basic ")?.trim()).ok()?;
        let pair = String::from_utf8(pair).ok()?;
        Some(pair.split(':').next().unwrap_or_default().to_owned())
    }

    /// The response made for this request.
    pub(super) fn answer(&self, answer: &Answer) -> Response {
        let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Body::from(answer.body.to_string())).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        headers.insert("stripe-version", HeaderValue::from_static(super::outbox::API_VERSION));
        if let Some(key) = self.key().and_then(|key| HeaderValue::from_str(key).ok()) {
            headers.insert("idempotency-key", key);
        }
        response
    }

    /// The response made for an earlier request with the same key.
    fn replay(&self, answer: &Answer) -> Response {
        let mut response = self.answer(answer);
        response.headers_mut().insert("idempotent-replayed", HeaderValue::from_static("true"));
        response
    }
}

impl Stripe {
    /// Carries out `work` for the shop alone.
    pub(super) async fn by_merchant(&self, operation: Operation, exchange: Exchange, work: impl Work) -> Response {
        match self.merchant(&exchange) {
            Ok(()) => self.perform(operation, exchange, work).await,
            Err(refusal) => exchange.answer(&refusal.into()),
        }
    }

    /// Carries out `work` for the shop, or for a browser that brings the client secret of the `PaymentIntent`.
    pub(super) async fn by_holder(
        &self,
        operation: Operation,
        intent: &str,
        exchange: Exchange,
        work: impl Work,
    ) -> Response {
        match self.holder(&exchange, intent) {
            Ok(()) => self.perform(operation, exchange, work).await,
            Err(refusal) => exchange.answer(&refusal.into()),
        }
    }

    /// Refuses browsers.
    pub(super) fn merchant(&self, exchange: &Exchange) -> Result<(), ApiError> {
        match self.caller(exchange)? {
            Caller::Merchant => Ok(()),
            Caller::Buyer => Err(ApiError::secret_key_required()),
        }
    }

    fn holder(&self, exchange: &Exchange, intent: &str) -> Result<(), ApiError> {
        if self.caller(exchange)? == Caller::Merchant {
            return Ok(());
        }
        let secret = exchange.params.required("client_secret")?;
        if self.state().ledger.intent(intent, "intent")?.client_secret == secret {
            return Ok(());
        }
        let message = "The client_secret provided does not match the client_secret associated with the PaymentIntent.";
        Err(ApiError::invalid("client_secret", Some("payment_intent_invalid_parameter"), message))
    }

    fn caller(&self, exchange: &Exchange) -> Result<Caller, ApiError> {
        let Some(key) = exchange.api_key() else {
            return Err(ApiError::unauthorized("You did not provide an API key."));
        };
        if kernel::secret::same_secret(key.as_bytes(), self.0.config.secret_key.as_bytes()) {
            Ok(Caller::Merchant)
        } else if key == self.0.config.publishable_key {
            Ok(Caller::Buyer)
        } else {
            Err(ApiError::unauthorized("Invalid API Key provided."))
        }
    }

    /// Carries out `work` with the fault that is planned for it, if any.
    async fn perform(&self, operation: Operation, exchange: Exchange, work: impl Work) -> Response {
        let fault = self.arrival(operation, &exchange);
        match fault {
            None => self.carry_out(&exchange, work, Verdict::Proceed),
            Some(Fault::Decline) => self.carry_out(&exchange, work, Verdict::Decline),
            Some(Fault::Error500) => exchange.answer(&ApiError::server().into()),
            Some(Fault::Error500Kept) => self.carry_out(&exchange, broken, Verdict::Proceed),
            Some(Fault::Timeout { millis }) => {
                pause(millis).await;
                dropped()
            }
            Some(Fault::TimeoutAfterApply { millis }) => {
                self.carry_out(&exchange, work, Verdict::Proceed);
                pause(millis).await;
                dropped()
            }
            Some(Fault::DropAnswer) => {
                self.carry_out(&exchange, work, Verdict::Proceed);
                dropped()
            }
            Some(Fault::Slow { millis }) => self.carry_out_slowly(exchange, work, millis).await,
        }
    }

    fn arrival(&self, operation: Operation, exchange: &Exchange) -> Option<Fault> {
        let mut state = self.state();
        let fault = state.faults.take(operation);
        let (path, idempotency_key) = (exchange.path.clone(), exchange.key().map(str::to_owned));
        if state.calls.len() == MOST_CALLS {
            state.calls.pop_front();
        }
        state.calls.push_back(Call { operation, path, idempotency_key, fault });
        fault
    }

    /// Claims the key, works and keeps the answer under one lock.
    fn carry_out(&self, exchange: &Exchange, work: impl Work, verdict: Verdict) -> Response {
        let moment = self.moment();
        let mut state = self.state();
        let response = match claim(&mut state, exchange, &moment) {
            Claim::First => exchange.answer(&self.finish(&mut state, exchange, work, verdict)),
            Claim::Replay(answer) => exchange.replay(&answer),
            Claim::Refused(refusal) => exchange.answer(&refusal.into()),
        };
        drop(state);
        self.0.bell.notify_one();
        response
    }

    /// Claims the key, works after a while, and ends even when the caller has gone.
    async fn carry_out_slowly(&self, exchange: Exchange, work: impl Work, millis: u64) -> Response {
        let claimed = claim(&mut self.state(), &exchange, &self.moment());
        match claimed {
            Claim::First => {}
            Claim::Replay(answer) => return exchange.replay(&answer),
            Claim::Refused(refusal) => return exchange.answer(&refusal.into()),
        }
        let stripe = self.clone();
        let task = tokio::spawn(async move {
            pause(millis).await;
            let answer = stripe.finish(&mut stripe.state(), &exchange, work, Verdict::Proceed);
            stripe.0.bell.notify_one();
            exchange.answer(&answer)
        });
        task.await.unwrap_or_else(|_| dropped())
    }

    /// Works, tells of it, keeps the answer with the key, and writes everything to the books.
    fn finish(&self, state: &mut State, exchange: &Exchange, work: impl Work, verdict: Verdict) -> Answer {
        let moment = self.moment();
        let outcome = work(&mut state.ledger, &moment, &exchange.params, verdict);
        let mut entries = state.ledger.take_touched();
        let news = state.ledger.take_news();
        entries.extend(state.outbox.add(&moment, news, exchange.key()));
        let began = !matches!(&outcome, Err(refusal) if refusal.execution == Execution::NotBegun);
        let answer = match outcome {
            Ok(body) => Answer { status: 200, body },
            Err(refusal) => refusal.into(),
        };
        match exchange.key() {
            Some(key) if began => entries.extend(state.keys.keep(key, answer.clone())),
            Some(key) => state.keys.forget(key),
            None => {}
        }
        self.0.provider_store.keep(&entries);
        answer
    }
}

fn claim(state: &mut State, exchange: &Exchange, moment: &Moment<'_>) -> Claim {
    match exchange.key() {
        Some(key) => state.keys.claim(key, &exchange.path, &exchange.params.canonical(), moment.now),
        None => Claim::First,
    }
}

/// An endpoint that fails once it has begun.
fn broken(_: &mut Ledger, _: &Moment<'_>, _: &Params, _: Verdict) -> Result<Value, ApiError> {
    Err(ApiError::server().begun())
}

impl From<ApiError> for Answer {
    fn from(refusal: ApiError) -> Self {
        Self { status: refusal.status, body: refusal.body() }
    }
}

/// No answer: the body fails before its first byte, which makes the server close the connection.
fn dropped() -> Response {
    let broken = async { Err::<Bytes, _>(std::io::Error::other("the simulator drops this connection")) };
    Response::new(Body::from_stream(stream::once(broken)))
}
