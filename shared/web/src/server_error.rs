//! Server error. A request that failed through a fault of ours: what those who mend it want to know, for whoever
//! called the router.

use std::any::Any;

use axum::response::{IntoResponse as _, Response};
use http::Method;

use crate::cx::Scope;
use crate::problem::Problem;

/// What is known of a request that was answered with 500; the response carries it as an extension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerError {
    /// The code of the problem.
    pub code: &'static str,
    /// The fault and its causes, as the log has them.
    pub words: String,
    /// Method and template of the route.
    pub place: String,
    /// The request's id, which the caller is told.
    pub request_id: String,
    /// Whether a handler gave up, or answered with a fault.
    pub how: How,
}

/// How a handler failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// It answered with a fault of ours.
    Answered,
    /// It panicked.
    Panicked,
}

impl ServerError {
    /// What there is to say of `answer`, if it is a 500.
    pub(crate) fn of(answer: &Response, method: &Method, route: &str, scope: &Scope) -> Option<Self> {
        if answer.status().as_u16() != 500 {
            return None;
        }
        let problem = answer.extensions().get::<Problem>();
        let words = problem.and_then(|problem| problem.internal.clone());
        Some(Self {
            code: problem.map_or("internal", |problem| problem.code),
            words: words.unwrap_or_else(|| "a handler answered without a problem".to_owned()),
            place: format!("{method} {route}"),
            request_id: scope.request_id.to_string(),
            how: answer.extensions().get::<How>().copied().unwrap_or(How::Answered),
        })
    }
}

/// The answer of a handler that panicked.
pub(crate) fn panicked(panic: &(dyn Any + Send)) -> Response {
    let mut answer = Problem::internal(format!("a handler panicked: {}", last_words(panic))).into_response();
    answer.extensions_mut().insert(How::Panicked);
    answer
}

/// What code said when it panicked.
pub fn last_words(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("it did not say why")
}
