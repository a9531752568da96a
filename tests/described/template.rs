//! `template.yaml` and the routers say the same.

use std::collections::{BTreeMap, BTreeSet};

use emulator::front::Routes;
use serde_json::Value;
use testkit::World;
use utoipa_axum::router::OpenApiRouter;
use web::App;

/// A method and a path that a router serves.
pub(crate) type Served = (String, String);

/// What each function's router serves.
pub(crate) fn served() -> BTreeMap<&'static str, Vec<Served>> {
    let routers = functions::ALL.iter().filter_map(|area| Some((area.name, area.router?)));
    let document = |router: fn() -> OpenApiRouter<App>| serde_json::to_value(router().into_openapi());
    routers.map(|(name, router)| (name, operations(&document(router).expect("a document")))).collect()
}

fn operations(document: &Value) -> Vec<Served> {
    let paths = document.pointer("/paths").and_then(Value::as_object).expect("paths").clone();
    let methods = ["get", "put", "post", "patch", "delete"];
    paths
        .iter()
        .flat_map(|(path, item)| {
            let used = methods.iter().filter(|method| item.get(**method).is_some());
            used.map(|method| (method.to_ascii_uppercase(), path.clone())).collect::<Vec<_>>()
        })
        .collect()
}

/// A path as a caller writes it: something stands for each variable.
fn concrete(path: &str) -> String {
    path.split('/')
        .map(|segment| if segment.starts_with('{') { "something" } else { segment })
        .collect::<Vec<_>>()
        .join("/")
}

#[tokio::test(flavor = "multi_thread")]
async fn template_and_routers_agree_in_both_directions() {
    let world = World::new().await;
    let mut routes = Routes::default();
    for function in &world.stack.stack_state().functions {
        for route in &function.spec.routes {
            routes.add(route, function.spec.package.clone());
        }
    }
    let mut used = BTreeSet::new();
    for (function, operations) in served() {
        for (method, path) in operations {
            let found = routes.find(&method, &concrete(&path));
            let found = found.filter(|found| found.key != "$default");
            let found = found.unwrap_or_else(|| panic!("{method} {path} of {function} has no route in template.yaml"));
            assert_eq!(found.target, function, "{method} {path} leads to another function, by {}", found.key);
            used.insert(found.key.to_owned());
        }
    }
    // What nobody serves is the portal's to say, by the fallback that every router has.
    let unknown = routes.find("GET", "/nowhere").expect("a route for what no other takes");
    assert_eq!((unknown.key, unknown.target.as_str()), ("$default", "portal"));
    used.insert(unknown.key.to_owned());
    // An area owns what is below its paths, whether a noun is there yet or not: there its router says that nothing is.
    let is_used = |key: &str| used.contains(key) || used.contains(key.trim_end_matches("/{proxy+}"));
    let owns = |key: &str| used.iter().any(|used| used.starts_with(&format!("{key}/")));
    let unserved: Vec<&str> = routes.keys().filter(|key| !is_used(key) && !owns(key)).collect();
    assert!(unserved.is_empty(), "no router serves {unserved:?}");
}

#[test]
fn the_published_document_has_every_operation_of_every_router_and_no_other() {
    let routers: BTreeSet<Served> = served().into_values().flatten().collect();
    let published: BTreeSet<Served> =
        operations(&serde_json::from_str(portal::DOCUMENT).expect("a document")).into_iter().collect();
    assert_eq!(routers, published);
}
