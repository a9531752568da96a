//! Every template has room for what is to come.
//!
//! `CloudFormation` takes 500 resources in a stack and counts each nested stack by itself
//! (<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html>). What SAM makes of a resource is
//! what its transform does (<https://github.com/aws/serverless-application-model>, checked with 1.115.0); `.ci/resources` asks it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::infrastructure::{Stack, at};
use super::{files, read, root};

/// No template may have more; the rest is for what somebody adds by hand.
const MOST_RESOURCES: usize = 400;
/// The areas that the shop will have.
const AREAS: usize = 26;
/// Their functions: one by HTTP in each area, the others by queue, stream or schedule.
const FUNCTIONS: usize = 47;
/// Version, alias and deployment group, once new code is let in by and by (`AutoPublishAlias`, `DeploymentPreference`).
const RELEASED: usize = 3;
/// What all deployment groups share: the application, and the role that `CodeDeploy` acts in.
const RELEASES: usize = 2;
/// API Gateway takes as many routes of an API, and as many integrations
/// (<https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html>).
const MOST_ROUTES: usize = 300;

/// What SAM makes of one resource of a template.
fn made_of(resource: &Value) -> usize {
    let properties = &resource["Properties"];
    let events = || at(properties, "/Events").as_object().into_iter().flatten().map(|(_, event)| &event["Type"]);
    match resource["Type"].as_str().expect("a type") {
        "AWS::Serverless::Function" => {
            // A queue or stream is read by a mapping; a schedule is a rule, and the permission to call.
            let sources: usize = events().map(|kind| if kind == "Schedule" { 2 } else { 1 }).sum();
            1 + sources + usize::from(properties["EventInvokeConfig"].is_object())
        }
        // With its stage; routes and integrations stand in its body.
        "AWS::Serverless::HttpApi" => 2,
        kind => {
            assert!(!kind.starts_with("AWS::Serverless::"), "nobody has counted what SAM makes of an {kind}");
            1
        }
    }
}

/// The resources of a template that are of one type.
fn of_kind<'a>(template: &'a Value, kind: &str) -> impl Iterator<Item = (&'a String, &'a Value)> {
    at(template, "/Resources").as_object().into_iter().flatten().filter(move |(_, resource)| resource["Type"] == kind)
}

/// The resources of each template, after SAM's transform.
fn counts(stack: &Stack) -> BTreeMap<&str, usize> {
    let count =
        |template: &Value| at(template, "/Resources").as_object().into_iter().flatten().map(|(_, r)| made_of(r)).sum();
    stack.files.iter().map(|(name, template)| (name.as_str(), count(template))).collect()
}

#[test]
fn every_template_is_far_from_the_limit() {
    let stack = Stack::ours();
    for (name, count) in counts(&stack) {
        assert!((1..=MOST_RESOURCES).contains(&count), "{name}.yaml has {count} resources");
    }
}

/// The root template has the functions, since SAM wires sources only within one template. With `f` functions of which `a`
/// are by HTTP, one an area, it will have
///
/// `rest + a · (stack + function + permission) + (f - a) · worker + f · released + releases`
///
/// where a worker costs what today's cost on average with their sources, and `rest` is all that is no area's.
#[test]
fn the_root_template_has_room_for_every_area() {
    let stack = Stack::ours();
    let root = stack.files.get("template").expect("template.yaml");
    let functions: Vec<usize> =
        of_kind(root, "AWS::Serverless::Function").map(|(_, function)| made_of(function)).collect();
    let by_http = of_kind(root, "AWS::Lambda::Permission").count();
    let areas = of_kind(root, "AWS::CloudFormation::Stack").filter(|(name, _)| name.ends_with("Area")).count();
    // A function by HTTP has no source here, so whatever is above one each is the workers'.
    let workers = functions.len() - by_http;
    let of_workers = functions.iter().sum::<usize>() - by_http;
    let of_areas = areas + 2 * by_http + of_workers;
    let rest = counts(&stack)["template"] - of_areas;

    let (http, working) = (AREAS, FUNCTIONS - AREAS);
    let projected = rest + 3 * http + (working * of_workers).div_ceil(workers) + FUNCTIONS * RELEASED + RELEASES;
    assert!(areas >= by_http && by_http > 0 && workers > 0, "{areas} areas, {by_http} by HTTP, {workers} workers");
    assert!(
        projected <= MOST_RESOURCES,
        "{projected} resources in template.yaml with {AREAS} areas: {rest} and theirs"
    );
}

/// An area's template grows by its queues and by what they are watched for, not by its nouns: with four times the queues and
/// alarms of today's largest it must still fit.
#[test]
fn an_area_has_room_to_grow() {
    let stack = Stack::ours();
    let largest = counts(&stack).into_iter().filter(|(name, _)| *name != "template").map(|(_, count)| count).max();
    assert!(4 * largest.expect("nested templates") <= MOST_RESOURCES, "{largest:?} resources in an area's template");
}

#[test]
fn the_api_has_room_for_the_routes_of_every_area() {
    let stack = Stack::ours();
    let body = at(&stack.template, "/Resources/Api/Properties/DefinitionBody");
    let count = |pointer: &str| at(body, pointer).as_object().map_or(0, serde_json::Map::len);
    let (paths, integrations) = (count("/paths"), count("/components/x-amazon-apigateway-integrations"));
    assert!(paths > 0 && integrations > 0);
    // Twice as many areas by HTTP and more, each with the paths of today's.
    assert!((paths * AREAS).div_ceil(integrations) <= MOST_ROUTES, "{paths} paths of {integrations} areas");
    const { assert!(AREAS <= MOST_ROUTES) };
}

/// The SAM CLI reads nested templates before it builds, and fails at `Fn::ForEach`: `'list' object has no attribute 'get'`.
#[test]
fn no_template_loops_so_that_sam_can_build() {
    for path in files(&root().join("infra"), ".yaml").into_iter().chain([root().join("template.yaml")]) {
        let text = read(&path);
        assert!(!text.contains("Fn::ForEach") && !text.contains("LanguageExtensions"), "{}", path.display());
    }
}
