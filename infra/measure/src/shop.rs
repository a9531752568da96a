//! The shop that the binaries serve: its table, and the environment that the template gives each of them.

use std::collections::BTreeMap;

use kernel::time::Clock as _;
use runtime::clock::SystemClock;
use serde_json::{Map, Value, json};
use store::catalog::product::ProductRecord;
use testkit::{World, a_product};

use crate::binary::{Binary, Build, Request};
use crate::process::Fault;

/// The function that the others are measured beside.
pub(crate) const MINIMAL: &str = "minimal";

/// A shop with one product, one cart and one customer.
pub(crate) struct Shop {
    world: World,
    requests: BTreeMap<&'static str, Request>,
}

impl Shop {
    /// Opens it, at the time of this machine: the binaries have no other.
    pub(crate) async fn open() -> Self {
        let world = World::new().await;
        world.stack.set_clock(SystemClock.now());
        let lamp = world.sells(a_product("Walnut lamp")).await;
        let cart = world.guest_with(&[&lamp], 1).await.token;
        let bearer = format!("Bearer {}", world.customer("ana@example.com").await.access_token);
        let key = ProductRecord::at(lamp.product);
        let item = format!("/items/{}/{}", key.pk.replace('#', "%23"), key.sk.replace('#', "%23"));
        let get = |route, path: &str, headers: &[(&str, &str)]| Request { route, event: event(path, headers) };
        let requests = BTreeMap::from([
            (MINIMAL, get("GET /items/{pk}/{sk}", &item, &[])),
            ("catalog", get("GET /v1/products/{id}", &format!("/v1/products/{}", lamp.product), &[])),
            ("shopping", get("GET /v1/cart", "/v1/cart", &[("x-cart-token", &cart)])),
            ("identity", get("GET /v1/me", "/v1/me", &[("authorization", &bearer)])),
            ("portal", get("GET /v1/store", "/v1/store", &[])),
        ]);
        Self { world, requests }
    }

    /// The binaries of a build, each with its environment and its request.
    pub(crate) fn binaries(&self, build: &Build) -> Result<Vec<Binary>, Fault> {
        let mut found = Vec::new();
        // Beginning with the one that the others are measured beside.
        for function in std::iter::once(MINIMAL).chain(functions::ALL.iter().map(|area| area.name)) {
            let path = build.folder.join(function);
            if path.is_file() {
                let request = self.requests.get(function).cloned();
                found.push(Binary::at(path, build, function, self.environment(function), request)?);
            }
        }
        if found.is_empty() { Err(Fault::Nothing(build.folder.display().to_string())) } else { Ok(found) }
    }

    /// What the template and Lambda set for the HTTP part of a function, or its only part.
    fn environment(&self, function: &str) -> BTreeMap<String, String> {
        let stack_state = self.world.stack.stack_state();
        // The minimal one needs a table's name, as any of them has it.
        let package = if function == MINIMAL { "catalog" } else { function };
        let specs = stack_state.functions.iter().map(|hosted| &hosted.spec).filter(|spec| spec.package == package);
        let spec = specs.max_by_key(|spec| spec.environment.get("ROLE").is_some_and(|role| role == "http"));
        let mut environment = spec.map(|spec| spec.environment.clone()).unwrap_or_default();
        environment.extend(stack_state.surroundings.clone());
        environment
    }
}

/// A GET request as the event that API Gateway makes of it, payload format 2.0
/// (<https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html>).
fn event(path: &str, headers: &[(&str, &str)]) -> Value {
    let mut all = Map::from_iter([
        ("host".to_owned(), json!("api.shop.example")),
        ("accept".to_owned(), json!("application/json")),
        ("user-agent".to_owned(), json!("measure")),
        ("x-amzn-trace-id".to_owned(), json!("Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700")),
        ("x-forwarded-for".to_owned(), json!("192.0.2.1")),
        ("x-forwarded-port".to_owned(), json!("443")),
        ("x-forwarded-proto".to_owned(), json!("https")),
    ]);
    all.extend(headers.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value))));
    json!({
        "version": "2.0",
        "routeKey": "ANY /{proxy+}",
        "rawPath": path,
        "rawQueryString": "",
        "headers": all,
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "api",
            "domainName": "api.shop.example",
            "domainPrefix": "api",
            "http": { "method": "GET", "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1", "userAgent": "measure" },
            "requestId": "JKJaXmPLvHcESHA=",
            "routeKey": "ANY /{proxy+}",
            "stage": "$default",
            "time": "01/Jan/2026:00:00:00 +0000",
            "timeEpoch": 1_767_225_600_000_i64,
        },
        "isBase64Encoded": false,
    })
}
