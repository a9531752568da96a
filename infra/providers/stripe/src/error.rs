//! Stripe's error objects, <https://docs.stripe.com/api/errors>.

use serde_json::{Map, Value, json};

/// A refusal with its HTTP status.
#[derive(Clone, Debug, Default)]
pub(super) struct ApiError {
    pub(super) status: u16,
    pub(super) kind: &'static str,
    pub(super) code: Option<&'static str>,
    pub(super) message: String,
    pub(super) param: Option<Box<str>>,
    pub(super) decline_code: Option<&'static str>,
    pub(super) charge: Option<Box<str>>,
    pub(super) payment_intent: Option<Box<Value>>,
    /// Whether the endpoint had begun its work, so that an idempotency key keeps this answer.
    pub(super) execution: Execution,
}

/// How far a request came before it was refused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Execution {
    /// Refused at the door; a key stays usable.
    #[default]
    NotBegun,
    /// Refused while working; a key replays the refusal.
    Begun,
}

impl ApiError {
    fn request(status: u16, code: Option<&'static str>, message: String) -> Self {
        Self { status, kind: "invalid_request_error", code, message, ..Self::default() }
    }

    /// 401: no key, or one that is not ours.
    pub(super) fn unauthorized(message: &str) -> Self {
        Self::request(401, None, message.to_owned())
    }

    /// 401: a publishable key where the secret one is needed.
    pub(super) fn secret_key_required() -> Self {
        let message = "This API call cannot be made with a publishable API key. Please use a secret API key.";
        Self::request(401, Some("secret_key_required"), message.to_owned())
    }

    /// 400: a required parameter is absent.
    pub(super) fn missing(param: &str) -> Self {
        Self::request(400, Some("parameter_missing"), format!("Missing required param: {param}.")).at(param)
    }

    /// 400: a parameter that this simulator does not take.
    pub(super) fn unknown(param: &str) -> Self {
        Self::request(400, Some("parameter_unknown"), format!("Received unknown parameter: {param}")).at(param)
    }

    /// 400: a parameter with an unusable value.
    pub(super) fn invalid(param: &str, code: Option<&'static str>, message: impl Into<String>) -> Self {
        Self::request(400, code, message.into()).at(param)
    }

    /// No object of that id: 404 when the path names it, 400 when a parameter does.
    pub(super) fn no_such(noun: &str, param: &str, id: &str) -> Self {
        let status = if matches!(param, "intent" | "id") { 404 } else { 400 };
        Self::request(status, Some("resource_missing"), format!("No such {noun}: '{id}'")).at(param)
    }

    /// 404: no such endpoint.
    pub(super) fn no_such_url(method: &str, path: &str) -> Self {
        Self::request(404, None, format!("Unrecognized request URL ({method}: {path})."))
    }

    /// 400: the object is in a state that does not allow the operation.
    pub(super) fn unexpected_state(message: String, intent: Value) -> Self {
        let code = Some("payment_intent_unexpected_state");
        Self { payment_intent: Some(Box::new(intent)), ..Self::request(400, code, message).begun() }
    }

    /// 400: the idempotency key was used for something else.
    pub(super) fn key_reused(message: String) -> Self {
        Self { kind: "idempotency_error", ..Self::request(400, None, message) }
    }

    /// 409: a request with the same key is still running.
    pub(super) fn key_in_use(key: &str) -> Self {
        let message = format!("There is currently another in-progress request using this Idempotent Key: {key}.");
        Self { kind: "idempotency_error", ..Self::request(409, Some("idempotency_key_in_use"), message) }
    }

    /// 402: the card's issuer said no.
    pub(super) fn declined(code: &'static str, decline_code: Option<&'static str>, message: &str) -> Self {
        Self { kind: "card_error", decline_code, ..Self::request(402, Some(code), message.to_owned()).begun() }
    }

    /// 500: an error inside Stripe.
    pub(super) fn server() -> Self {
        let message = "An unknown error occurred on Stripe's servers. Please try again.";
        Self { status: 500, kind: "api_error", message: message.to_owned(), ..Self::default() }
    }

    /// The same refusal, raised after the endpoint had begun.
    pub(super) fn begun(self) -> Self {
        Self { execution: Execution::Begun, ..self }
    }

    fn at(self, param: &str) -> Self {
        Self { param: Some(param.into()), ..self }
    }

    /// The body, `{"error": {…}}`; absent members are left out, as Stripe does.
    pub(super) fn body(&self) -> Value {
        json!({ "error": self.object() })
    }

    /// The inner object, which is also what `last_payment_error` holds.
    pub(super) fn object(&self) -> Map<String, Value> {
        let mut error = Map::new();
        let mut put = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                error.insert(name.to_owned(), value);
            }
        };
        put("charge", self.charge.as_deref().map(Value::from));
        put("code", self.code.map(Value::from));
        put("decline_code", self.decline_code.map(Value::from));
        put(
            "doc_url",
            self.code.map(|code| format!("https://stripe.com/docs/error-codes/{}", code.replace('_', "-")).into()),
        );
        put("message", Some(self.message.clone().into()));
        put("param", self.param.as_deref().map(Value::from));
        put("payment_intent", self.payment_intent.as_deref().cloned());
        put("type", Some(self.kind.into()));
        error
    }
}
