//! Query parameters that an operation's description does not name, or that are given twice, are refused before its handler
//! is asked.

use std::collections::{BTreeMap, BTreeSet};

use http::Method;
use utoipa::openapi::path::{Operation, Parameter, ParameterIn, PathItem};
use utoipa::openapi::{OpenApi, RefOr};

use crate::problem::Problem;

/// Where the API begins; pages for people are reached by links to which others may add what they like.
const API: &str = "/v1/";

/// The query parameters of every operation of a function, by method and route.
#[derive(Clone, Debug, Default)]
pub struct QueryParameters {
    known: BTreeMap<String, BTreeMap<&'static str, BTreeSet<String>>>,
}

impl QueryParameters {
    /// The parameters that `document` names.
    pub fn of(document: &OpenApi) -> Self {
        let described = document.paths.paths.iter().filter(|(path, _)| path.starts_with(API));
        Self { known: described.map(|(path, item)| (path.clone(), by_method(item))).collect() }
    }

    /// Refuses a `query` with a parameter that the operation behind `method` and `route` does not have, or with a second of
    /// one that it has: nobody could say which of the two was meant.
    pub fn check(&self, method: &Method, route: &str, query: Option<&str>) -> Result<(), Box<Problem>> {
        let method = if method == Method::HEAD { Method::GET.as_str() } else { method.as_str() };
        let Some(known) = self.known.get(route).and_then(|methods| methods.get(method)) else { return Ok(()) };
        let sent: Vec<(String, String)> = serde_urlencoded::from_str(query.unwrap_or_default()).unwrap_or_default();
        let mut seen = BTreeSet::new();
        for (name, _) in &sent {
            if !known.contains(name) {
                return refused(format!("There is no query parameter {name:?} here."));
            }
            if !seen.insert(name) {
                return refused(format!("There is only one query parameter {name:?} here, and it was given twice."));
            }
        }
        Ok(())
    }
}

fn refused(detail: String) -> Result<(), Box<Problem>> {
    Err(Box::new(Problem::with_status(400, "unknown_parameter", detail)))
}

fn by_method(item: &PathItem) -> BTreeMap<&'static str, BTreeSet<String>> {
    let PathItem { get, put, post, delete, patch, .. } = item;
    let operations = [("GET", get), ("PUT", put), ("POST", post), ("DELETE", delete), ("PATCH", patch)];
    operations.into_iter().filter_map(|(method, operation)| Some((method, names(operation.as_ref()?)))).collect()
}

fn names(operation: &Operation) -> BTreeSet<String> {
    let inline = |parameter: &RefOr<Parameter>| match parameter {
        RefOr::T(parameter) if parameter.parameter_in == ParameterIn::Query => Some(parameter.name.clone()),
        _ => None,
    };
    operation.parameters.iter().flatten().filter_map(inline).collect()
}

#[cfg(test)]
mod tests {
    use utoipa::OpenApi as _;

    use super::*;

    #[expect(dead_code, reason = "only its description matters here")]
    #[utoipa::path(get, path = "/v1/things", params(("limit" = Option<u16>, Query), ("X-Tag" = Option<String>, Header)))]
    fn list_things() {}

    #[derive(utoipa::OpenApi)]
    #[openapi(paths(list_things))]
    struct Things;

    #[test]
    fn a_parameter_that_is_not_described_or_given_twice_is_refused() {
        let known = QueryParameters::of(&Things::openapi());
        let code = |method: Method, route: &str, query: &str| {
            known.check(&method, route, Some(query)).map_err(|problem| problem.code)
        };
        assert_eq!(code(Method::GET, "/v1/things", "limit=1"), Ok(()));
        for unknown in
            ["colour=red", "limit=1&colour=red", "Limit=1", "X-Tag=1", "limit%00=1", "=1", "colour", "limit=1&limit=1"]
        {
            assert_eq!(code(Method::GET, "/v1/things", unknown), Err("unknown_parameter"), "{unknown}");
            assert_eq!(code(Method::HEAD, "/v1/things", unknown), Err("unknown_parameter"), "{unknown}");
        }
        // What does not exist is refused for that.
        assert_eq!(code(Method::POST, "/v1/things", "colour=red"), Ok(()));
        assert_eq!(code(Method::GET, "unmatched", "colour=red"), Ok(()));
    }
}
