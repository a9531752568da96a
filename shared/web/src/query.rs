//! Query parameters; unknown ones are refused.

use axum::extract::FromRequestParts;
use http::request::Parts;
use serde::de::DeserializeOwned;

use crate::app::App;
use crate::problem::Problem;

/// The query string, read as a `T`.
#[derive(Clone, Copy, Debug)]
pub struct ValidQuery<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<App> for ValidQuery<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _app: &App) -> Result<Self, Problem> {
        serde_urlencoded::from_str(parts.uri.query().unwrap_or_default()).map(Self).map_err(|error| {
            let message = error.to_string();
            if message.starts_with("unknown field") {
                Problem::with_status(400, "unknown_parameter", format!("The query is not known here: {message}."))
            } else {
                Problem::invalid("", "invalid_value", format!("the query string cannot be read: {message}"))
            }
        })
    }
}
