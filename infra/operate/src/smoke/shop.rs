//! Requests to the shop, and answers that are what the contract says.

use std::time::Duration;

use reqwest::{Client, Method, RequestBuilder};
use serde_json::Value;

use super::{ShopUrl, SmokeFailure};

/// How long one answer may take; API Gateway gives a function no longer.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often a request with an idempotency key is sent if its outcome is open.
const ATTEMPTS: usize = 3;

/// A shop that is asked.
pub(super) struct Shop<'a> {
    url: &'a ShopUrl,
    http: Client,
}

/// A body that the shop answered.
pub(super) struct Body {
    step: &'static str,
    value: Value,
}

impl<'a> Shop<'a> {
    pub(super) fn at(url: &'a ShopUrl) -> Result<Self, SmokeFailure> {
        // The TLS library wants one cryptography provider for the process, spoken or not; whoever comes first installs it.
        drop(rustls::crypto::ring::default_provider().install_default());
        let client = Client::builder().timeout(PATIENCE).redirect(reqwest::redirect::Policy::none());
        // Plain HTTP is for shops on this machine: no certificates are needed, and no proxy would find the way back.
        let client = if url.is_encrypted() { client } else { client.no_proxy().tls_certs_only([]) };
        let client = client.build().map_err(|error| unreachable("start", &error))?;
        Ok(Self { url, http: client })
    }

    /// A request that is about to be sent.
    pub(super) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.url.as_str()))
    }

    /// A request about the cart of this token.
    pub(super) fn in_cart(&self, token: &str, method: Method, path: &str) -> RequestBuilder {
        self.request(method, path).header("x-cart-token", token)
    }

    /// Sends a request; anything but success fails the step with what the shop says.
    pub(super) async fn ask(&self, step: &'static str, request: RequestBuilder) -> Result<Body, SmokeFailure> {
        let answer = request.send().await.map_err(|error| unreachable(step, &error))?;
        let status = answer.status();
        // Of the function that answered or, if none did, of API Gateway.
        let request_id = ["x-request-id", "apigw-requestid"].iter().find_map(|name| answer.headers().get(*name));
        let request_id = request_id.and_then(|id| id.to_str().ok()).map(str::to_owned);
        let text = answer.text().await.map_err(|error| unreachable(step, &error))?;
        let value: Value = serde_json::from_str(&text).unwrap_or_default();
        if status.is_success() {
            return Ok(Body { step, value });
        }
        let member = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
        Err(SmokeFailure::Refused {
            step,
            status: status.as_u16(),
            code: member("code").unwrap_or_else(|| "no_problem_document".to_owned()),
            detail: member("detail").or(member("title")).or(member("message")).unwrap_or_default(),
            request_id: member("request_id").or(request_id).unwrap_or_else(|| "unknown".to_owned()),
        })
    }

    /// Sends a request that has its effect once, again while its outcome is open.
    pub(super) async fn ask_until_known(
        &self,
        step: &'static str,
        request: impl Fn() -> RequestBuilder,
    ) -> Result<Body, SmokeFailure> {
        let mut answer = self.ask(step, request()).await;
        for _ in 1..ATTEMPTS {
            match &answer {
                Err(failure) if failure.is_open() => answer = self.ask(step, request()).await,
                _ => break,
            }
        }
        answer
    }
}

/// An error with its causes; the outermost alone says little more than the URL.
fn unreachable(step: &'static str, error: &reqwest::Error) -> SmokeFailure {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    SmokeFailure::Unreachable { step, error: text }
}

impl Body {
    /// The text at a JSON pointer, which must be there.
    pub(super) fn text(&self, pointer: &str) -> Result<&str, SmokeFailure> {
        let text = self.value.pointer(pointer).and_then(Value::as_str);
        text.ok_or_else(|| self.unexpected(format!("the answer has no text at {pointer}")))
    }

    /// What is at a JSON pointer, which must be there.
    pub(super) fn value(&self, pointer: &str) -> Result<&Value, SmokeFailure> {
        self.value.pointer(pointer).ok_or_else(|| self.unexpected(format!("the answer has nothing at {pointer}")))
    }

    /// The entries of the array at a JSON pointer; none if there is no array.
    pub(super) fn list(&self, pointer: &str) -> &[Value] {
        self.value.pointer(pointer).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    /// Fails the step of this answer.
    pub(super) fn unexpected(&self, detail: impl Into<String>) -> SmokeFailure {
        SmokeFailure::Unexpected { step: self.step, detail: detail.into() }
    }
}
