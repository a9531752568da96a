//! Routes of an HTTP API, as its definition body says them.
//!
//! Routes are no resources: they stand in the body, and each names one of the integrations that the body's components
//! have. Whether API Gateway may call the function behind it says a permission, one for all of its routes.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::fault::TemplateFault;
use super::function::{FunctionSpec, MethodSpec, RouteSpec};
use super::intrinsics::{Scope, arn};
use super::property;
use super::{ACCOUNT, REGION};

/// Where a route says what answers it.
const INTEGRATION: &str = "x-amazon-apigateway-integration";
/// How routes name the integrations of the body's components.
const NAMED: &str = "#/components/x-amazon-apigateway-integrations/";
/// The path of the route that takes what no other takes.
const DEFAULT: &str = "/$default";
/// The methods that a path may name.
const METHODS: [&str; 7] = ["get", "head", "post", "put", "patch", "delete", "options"];

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ApiProperties {
    definition_body: Definition,
}

#[derive(Deserialize)]
struct Definition {
    paths: Map<String, Value>,
    components: Components,
}

#[derive(Deserialize)]
struct Components {
    #[serde(rename = "x-amazon-apigateway-integrations")]
    integrations: BTreeMap<String, Integration>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Integration {
    uri: String,
    payload_format_version: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PermissionProperties {
    function_name: String,
    principal: String,
    source_arn: Option<String>,
}

/// Gives each function the routes of the API that lead to it.
pub(super) fn connect(
    scope: &Scope<'_>,
    logical: &str,
    properties: &Value,
    functions: &mut [FunctionSpec],
) -> Result<(), TemplateFault> {
    let at = format!("Resources.{logical}");
    // The rest (logging, throttling) may use anything CloudFormation knows.
    let body = properties.get("DefinitionBody").cloned().unwrap_or(Value::Null);
    let body = Value::Object(Map::from_iter([("DefinitionBody".to_owned(), body)]));
    let definition = property::read::<ApiProperties>(scope, &body, &at)?.definition_body;
    let source = format!("{}/*", arn("execute-api", &scope.name_of(logical, &at, 0)?));
    let callable = callable(scope, &source)?;
    for (path, methods) in &definition.paths {
        let at = format!("{at}.DefinitionBody.paths.{path}");
        for (method, operation) in methods.as_object().into_iter().flatten() {
            let target = target(&definition.components, operation, &at)?;
            let Some(function) = functions.iter_mut().find(|function| function.arn == target) else {
                return Err(TemplateFault::Unknown { at, name: target });
            };
            if !callable.contains(&function.arn) {
                let reason = format!("{} lets {source} not call it: a permission is missing", function.logical_id);
                return Err(TemplateFault::malformed(&at, reason));
            }
            function.routes.push(route(path, method, operation, &at)?);
        }
    }
    Ok(())
}

/// The ARNs of the functions that API Gateway may call for this source.
fn callable(scope: &Scope<'_>, source: &str) -> Result<Vec<String>, TemplateFault> {
    let mut callable = Vec::new();
    for (logical, _, properties) in scope.resources()?.iter().filter(|(_, kind, _)| *kind == "AWS::Lambda::Permission")
    {
        let read: PermissionProperties = property::read(scope, properties, &format!("Resources.{logical}"))?;
        if read.principal == "apigateway.amazonaws.com" && read.source_arn.as_deref() == Some(source) {
            callable.push(read.function_name);
        }
    }
    Ok(callable)
}

/// The ARN of the function that answers an operation.
fn target(components: &Components, operation: &Value, at: &str) -> Result<String, TemplateFault> {
    let named = operation.get(INTEGRATION).and_then(|integration| integration.get("$ref")).and_then(Value::as_str);
    let Some(name) = named.and_then(|named| named.strip_prefix(NAMED)) else {
        return Err(TemplateFault::unsupported(at, format!("an integration that is no $ref to {NAMED}…")));
    };
    let Some(integration) = components.integrations.get(name) else {
        return Err(TemplateFault::Unknown { at: at.to_owned(), name: name.to_owned() });
    };
    if integration.payload_format_version != "2.0" {
        return Err(TemplateFault::unsupported(at, "events of another payload format than 2.0"));
    }
    let invocations = format!("arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions/");
    let function = integration.uri.strip_prefix(&invocations).and_then(|rest| rest.strip_suffix("/invocations"));
    let own = function.filter(|function| function.contains(ACCOUNT));
    own.map(str::to_owned).ok_or_else(|| TemplateFault::unsupported(at, format!("the integration {}", integration.uri)))
}

fn route(path: &str, method: &str, operation: &Value, at: &str) -> Result<RouteSpec, TemplateFault> {
    let is_default = operation.get("isDefaultRoute").and_then(Value::as_bool).unwrap_or(false);
    if is_default != (path == DEFAULT) {
        return Err(TemplateFault::malformed(at, format!("isDefaultRoute belongs to {DEFAULT}, and nowhere else")));
    }
    let method = match method {
        "x-amazon-apigateway-any-method" => MethodSpec::Any,
        method if METHODS.contains(&method) => MethodSpec::Only(method.to_ascii_uppercase()),
        other => return Err(TemplateFault::malformed(at, format!("{other} is no method"))),
    };
    let path = if is_default { path.trim_start_matches('/') } else { path };
    Ok(RouteSpec { method, path: path.to_owned() })
}
