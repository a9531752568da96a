//! Which function a request belongs to: API Gateway's choice among the template's routes.
//!
//! The most specific route wins: a literal segment before a `{name}`, that before a closing `{name+}`, and `$default`
//! last; the route of one method before one of any method
//! (<https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html>).

use crate::template::{MethodSpec, RouteSpec};

/// The routes of an API and what each leads to.
pub struct Routes<T> {
    routes: Vec<Route<T>>,
}

struct Route<T> {
    method: MethodSpec,
    path: Vec<Segment>,
    key: String,
    target: T,
}

/// A part of a route's path, the most specific first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Segment {
    Literal(String),
    One(String),
    Rest(String),
    Default,
}

/// A route that takes a request.
pub struct Match<'a, T> {
    /// What the route leads to.
    pub target: &'a T,
    /// The route as API Gateway names it, such as `ANY /v1/orders/{proxy+}`.
    pub key: &'a str,
    /// What the path's variables stand for.
    pub parameters: Vec<(String, String)>,
}

impl<T> Default for Routes<T> {
    fn default() -> Self {
        Self { routes: Vec::new() }
    }
}

impl<T> Routes<T> {
    /// Adds a route.
    pub fn add(&mut self, spec: &RouteSpec, target: T) {
        let method = match &spec.method {
            MethodSpec::Any => "ANY",
            MethodSpec::Only(method) => method,
        };
        let key = if spec.path == "$default" { spec.path.clone() } else { format!("{method} {}", spec.path) };
        self.routes.push(Route { method: spec.method.clone(), path: segments(&spec.path), key, target });
    }

    /// The route for a request, if one takes it; `path` is decoded.
    pub fn find(&self, method: &str, path: &str) -> Option<Match<'_, T>> {
        let asked: Vec<&str> = path.strip_prefix('/').unwrap_or(path).split('/').collect();
        let candidates = self.routes.iter().filter(|route| route.takes(method));
        let matching = candidates.filter_map(|route| Some((route, parameters(&route.path, &asked)?)));
        let (route, parameters) = matching.min_by_key(|(route, _)| route.rank())?;
        Some(Match { target: &route.target, key: &route.key, parameters })
    }

    /// Every route as API Gateway names it, in the template's order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.routes.iter().map(|route| route.key.as_str())
    }
}

impl<T> Route<T> {
    fn takes(&self, method: &str) -> bool {
        match &self.method {
            MethodSpec::Any => true,
            MethodSpec::Only(only) => only == method,
        }
    }

    /// Smaller is more specific.
    fn rank(&self) -> (Vec<u8>, bool) {
        let kinds = self.path.iter().map(|segment| match segment {
            Segment::Literal(_) => 0,
            Segment::One(_) => 1,
            Segment::Rest(_) => 2,
            Segment::Default => 3,
        });
        (kinds.collect(), self.method == MethodSpec::Any)
    }
}

fn segments(path: &str) -> Vec<Segment> {
    if path == "$default" {
        return vec![Segment::Default];
    }
    let parts = path.strip_prefix('/').unwrap_or(path).split('/');
    parts
        .map(|part| match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
            Some(name) => match name.strip_suffix('+') {
                Some(name) => Segment::Rest(name.to_owned()),
                None => Segment::One(name.to_owned()),
            },
            None => Segment::Literal(part.to_owned()),
        })
        .collect()
}

/// What the variables of a route stand for, if the route takes the path.
fn parameters(route: &[Segment], asked: &[&str]) -> Option<Vec<(String, String)>> {
    let mut parameters = Vec::new();
    let mut rest = asked;
    for segment in route {
        let (first, others) = match segment {
            Segment::Default => return Some(parameters),
            _ => rest.split_first()?,
        };
        match segment {
            Segment::Literal(literal) if literal == first => {}
            Segment::One(name) if !first.is_empty() => parameters.push((name.clone(), (*first).to_owned())),
            Segment::Rest(name) if !first.is_empty() || !others.is_empty() => {
                parameters.push((name.clone(), rest.join("/")));
                return Some(parameters);
            }
            _ => return None,
        }
        rest = others;
    }
    rest.is_empty().then_some(parameters)
}

/// A path as API Gateway reads it: percent-decoded once, and up to a decoded question mark.
///
/// So an encoded slash divides segments (<https://github.com/fastify/aws-lambda-fastify/issues/169>); for the question mark
/// see <https://github.com/middleapi/standard-server/pull/93>.
pub(super) fn decoded(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((&first, others)) = rest.split_first() {
        let code =
            (first == b'%').then(|| others.get(..2)).flatten().filter(|code| code.iter().all(u8::is_ascii_hexdigit));
        let code = code.and_then(|code| u8::from_str_radix(std::str::from_utf8(code).ok()?, 16).ok());
        bytes.push(code.unwrap_or(first));
        rest = others.get(if code.is_some() { 2 } else { 0 }..).unwrap_or_default();
    }
    let end = bytes.iter().position(|byte| *byte == b'?').unwrap_or(bytes.len());
    String::from_utf8_lossy(bytes.get(..end).unwrap_or_default()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn routes(specs: &[(&str, &str)]) -> Routes<String> {
        let mut routes = Routes::default();
        for (method, path) in specs {
            let method = if *method == "ANY" { MethodSpec::Any } else { MethodSpec::Only((*method).to_owned()) };
            let spec = RouteSpec { method, path: (*path).to_owned() };
            routes.add(&spec, (*path).to_owned());
        }
        routes
    }

    fn target(routes: &Routes<String>, method: &str, path: &str) -> Option<String> {
        routes.find(method, path).map(|found| found.key.to_owned())
    }

    #[test]
    fn the_most_specific_route_wins_whatever_the_order() {
        let mut specs = [
            ("ANY", "/v1/products/{proxy+}"),
            ("ANY", "/v1/products/{id}"),
            ("ANY", "/v1/products/top"),
            ("GET", "/v1/products/{id}"),
            ("ANY", "$default"),
        ];
        for _ in 0..2 {
            let routes = routes(&specs);
            assert_eq!(target(&routes, "GET", "/v1/products/top").unwrap(), "ANY /v1/products/top");
            assert_eq!(target(&routes, "GET", "/v1/products/prd_1").unwrap(), "GET /v1/products/{id}");
            assert_eq!(target(&routes, "PUT", "/v1/products/prd_1").unwrap(), "ANY /v1/products/{id}");
            assert_eq!(target(&routes, "GET", "/v1/products/prd_1/media").unwrap(), "ANY /v1/products/{proxy+}");
            assert_eq!(target(&routes, "GET", "/nothing").unwrap(), "$default");
            specs.reverse();
        }
    }

    #[test]
    fn a_path_without_a_route_is_nobody_s() {
        let routes = routes(&[("ANY", "/v1/cart"), ("ANY", "/v1/cart/{proxy+}"), ("POST", "/v1/checkout")]);
        for path in ["/", "/v1", "/v1/carts", "/v1/cart/", "/v1/cartitems/x", "/V1/cart"] {
            assert_eq!(target(&routes, "GET", path), None, "{path}");
        }
        assert_eq!(target(&routes, "GET", "/v1/checkout"), None);
        assert!(target(&routes, "POST", "/v1/checkout").is_some());
    }

    #[test]
    fn the_last_variable_takes_the_rest() {
        let routes = routes(&[("ANY", "/v1/{noun}/{proxy+}")]);
        let found = routes.find("GET", "/v1/red shirts/a/b/c/").unwrap();
        let expected = [("noun", "red shirts"), ("proxy", "a/b/c/")];
        assert_eq!(found.parameters, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }

    #[test]
    fn a_path_is_decoded_once() {
        for (sent, read) in [
            ("/v1/red%20shirts", "/v1/red shirts"),
            ("/v1/a%2Fb%2fc", "/v1/a/b/c"),
            ("/v1/a%252Fb", "/v1/a%2Fb"),
            ("/v1/gr%C3%B6%C3%9Fe", "/v1/größe"),
            ("/v1/größe", "/v1/größe"),
            ("/v1/a%3Fb=1", "/v1/a"),
            ("/v1/a%23b", "/v1/a#b"),
            ("/v1/%zz%+1%", "/v1/%zz%+1%"),
            ("/v1/%FF", "/v1/\u{FFFD}"),
        ] {
            assert_eq!(decoded(sent), read, "{sent}");
        }
    }
}
