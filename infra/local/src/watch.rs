//! The routes of the template as `cargo lambda watch` wants them written.
//!
//! Its router is one of `matchit`: the rest of a path is `{*name}` there, and `{name+}` would be one segment of that strange
//! name. A route that is a function's name takes every method; one that lists methods takes those, in upper case, and no other
//! (<https://docs.rs/cargo-lambda-metadata/1.9.2/cargo_lambda_metadata/cargo/watch/index.html>).

use std::collections::BTreeMap;

use emulator::template::{FunctionSpec, MethodSpec};

/// The heading of the section, in a file that `--global` names.
const HEADING: &str = "[watch.router]";
/// The methods that stand for any method beside a route that names its own.
const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/// The functions behind one path.
#[derive(Default)]
struct Targets<'a> {
    any: Option<&'a str>,
    only: BTreeMap<&'a str, &'a str>,
}

/// The configuration of `cargo lambda watch` that routes like the template.
pub fn router(functions: &[FunctionSpec]) -> String {
    let mut paths: BTreeMap<String, Targets<'_>> = BTreeMap::new();
    let all: Vec<&str> = functions.iter().flat_map(|function| &function.routes).map(|route| &*route.path).collect();
    for function in functions {
        for route in &function.routes {
            for path in written(&route.path, &all) {
                let targets = paths.entry(path).or_default();
                match &route.method {
                    MethodSpec::Any => targets.any = Some(&function.package),
                    MethodSpec::Only(method) => {
                        targets.only.insert(method, &function.package);
                    }
                }
            }
        }
    }
    let lines = paths.iter().map(|(path, targets)| format!("\"{path}\" = {}\n", targets.written()));
    format!("{HEADING}\n{}", lines.collect::<String>())
}

impl Targets<'_> {
    fn written(&self) -> String {
        if let (Some(function), true) = (self.any, self.only.is_empty()) {
            return format!("\"{function}\"");
        }
        let mut all = self.only.clone();
        if let Some(function) = self.any {
            for method in METHODS {
                all.entry(method).or_insert(function);
            }
        }
        let entries =
            all.iter().map(|(method, function)| format!("{{ function = \"{function}\", method = \"{method}\" }}"));
        format!("[{}]", entries.collect::<Vec<_>>().join(", "))
    }
}

/// The path as `matchit` reads it; the default route is two, since a rest is never empty.
///
/// A rest cannot stand beside a variable there: where another of `all` has one in its place, the rest is divided into that
/// variable and what follows it.
fn written(path: &str, all: &[&str]) -> Vec<String> {
    if path == "$default" {
        return vec!["/".to_owned(), "/{*rest}".to_owned()];
    }
    let rest = path.strip_suffix("+}").and_then(|path| path.rsplit_once('{'));
    let Some((above, name)) = rest else { return vec![path.to_owned()] };
    let variable = |other: &&str| {
        let segment = other.strip_prefix(above)?.split('/').next()?;
        (segment.starts_with('{') && !segment.ends_with("+}")).then(|| segment.to_owned())
    };
    match all.iter().find_map(variable) {
        Some(variable) => vec![format!("{above}{variable}"), format!("{above}{variable}/{{*{name}}}")],
        None => vec![format!("{above}{{*{name}}}")],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use emulator::template::RouteSpec;

    fn function(package: &str, routes: &[(&str, &str)]) -> FunctionSpec {
        let routes = routes.iter().map(|(method, path)| RouteSpec {
            method: if *method == "ANY" { MethodSpec::Any } else { MethodSpec::Only((*method).to_owned()) },
            path: (*path).to_owned(),
        });
        FunctionSpec {
            logical_id: package.to_owned(),
            arn: String::new(),
            role_arn: String::new(),
            package: package.to_owned(),
            environment: BTreeMap::new(),
            timeout_seconds: 3,
            memory_megabytes: 128,
            routes: routes.collect(),
            queues: Vec::new(),
            streams: Vec::new(),
            schedules: Vec::new(),
        }
    }

    #[test]
    fn routes_are_written_as_cargo_lambda_reads_them() {
        let functions = [
            function("orders", &[("ANY", "/v1/orders"), ("ANY", "/v1/orders/{proxy+}"), ("GET", "/orders/{id}")]),
            function("portal", &[("ANY", "$default"), ("POST", "/v1/orders")]),
        ];
        let expected = r#"[watch.router]
"/" = "portal"
"/orders/{id}" = [{ function = "orders", method = "GET" }]
"/v1/orders" = [{ function = "orders", method = "DELETE" }, { function = "orders", method = "GET" }, { function = "orders", method = "HEAD" }, { function = "orders", method = "OPTIONS" }, { function = "orders", method = "PATCH" }, { function = "portal", method = "POST" }, { function = "orders", method = "PUT" }]
"/v1/orders/{*proxy}" = "orders"
"/{*rest}" = "portal"
"#;
        assert_eq!(router(&functions), expected);
    }

    #[test]
    fn a_rest_is_divided_where_another_function_has_a_variable_in_its_place() {
        let functions = [
            function("catalog", &[("ANY", "/v1/products"), ("ANY", "/v1/products/{proxy+}")]),
            function("reviews", &[("ANY", "/v1/products/{product_id}/reviews")]),
        ];
        let expected = r#"[watch.router]
"/v1/products" = "catalog"
"/v1/products/{product_id}" = "catalog"
"/v1/products/{product_id}/reviews" = "reviews"
"/v1/products/{product_id}/{*proxy}" = "catalog"
"#;
        assert_eq!(router(&functions), expected);
    }
}
