//! Query parameters; unknown ones are refused.

use axum::extract::FromRequestParts;
use http::request::Parts;
use serde::de::DeserializeOwned;

use crate::app::App;
use crate::json::pointer;
use crate::problem::Problem;
use crate::wording::plain;

/// The query string, read as a `T`.
#[derive(Clone, Copy, Debug)]
pub struct ValidQuery<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<App> for ValidQuery<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _app: &App) -> Result<Self, Problem> {
        read(parts.uri.query().unwrap_or_default()).map(Self)
    }
}

fn read<T: DeserializeOwned>(query: &str) -> Result<T, Problem> {
    let fields = serde_urlencoded::Deserializer::new(form_urlencoded::parse(query.as_bytes()));
    serde_path_to_error::deserialize(fields).map_err(|error| {
        let message = error.inner().to_string();
        if message.starts_with("unknown field") {
            Problem::with_status(400, "unknown_parameter", format!("The query is not known here: {message}."))
        } else {
            let code = if message.starts_with("missing field") { "missing_field" } else { "invalid_value" };
            Problem::invalid(pointer(error.path(), &message), code, plain(&message))
        }
    })
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Sort {
        Newest,
        Price,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only what is said of its fields matters here")]
    struct Query {
        limit: Option<u16>,
        sort: Option<Sort>,
        day: String,
    }

    #[test]
    fn a_refusal_names_the_parameter_and_what_it_may_be() {
        let refused = |query: &str| {
            let problem = read::<Query>(query).unwrap_err();
            let first = problem.errors.first().cloned();
            (problem.status, first.map(|error| (error.pointer, error.message)).unwrap_or_default())
        };
        let told = |pointer: &str, message: &str| (422, (pointer.to_owned(), message.to_owned()));
        assert_eq!(refused("day=1&sort=dearest"), told("/sort", "must be `newest` or `price`"));
        assert_eq!(refused("day=1&limit=ten"), told("/limit", "must be a whole number"));
        assert_eq!(refused("limit=1"), told("/day", "missing field `day`"));
        assert_eq!(refused("day=1&colour=red").0, 400);
    }
}
