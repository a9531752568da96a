//! The stack stays small enough to be deployed, and can be built.

use super::{files, read, root};

/// `CloudFormation` takes 500 resources in a stack; the rest is room for those that somebody adds by hand.
const MOST_RESOURCES: usize = 450;

/// Counts what SAM makes of the templates, every nested one included, and rounds up.
#[test]
fn the_stack_stays_below_the_limit_of_its_resources() {
    let templates = ["template.yaml", "infra/roles.yaml", "infra/alarms.yaml"].map(|path| read(&root().join(path)));
    let kinds =
        templates.iter().flat_map(|text| text.lines()).filter_map(|line| line.trim_start().strip_prefix("Type: "));
    let resources: usize = kinds
        .map(|kind| match kind.trim() {
            // With role, invoke configuration and its destination; with stage, domain and log settings.
            "AWS::Serverless::Function" | "AWS::Serverless::HttpApi" => 4,
            // A permission beside a route, a mapping or a rule.
            "HttpApi" | "SQS" | "DynamoDB" | "Schedule" => 2,
            kind => usize::from(kind.starts_with("AWS::")),
        })
        .sum();
    assert!((100..=MOST_RESOURCES).contains(&resources), "{resources} resources");
}

/// The SAM CLI reads nested templates before it builds, and fails at `Fn::ForEach`: `'list' object has no attribute 'get'`.
#[test]
fn no_template_loops_so_that_sam_can_build() {
    for path in files(&root().join("infra"), ".yaml").into_iter().chain([root().join("template.yaml")]) {
        let text = read(&path);
        assert!(!text.contains("Fn::ForEach") && !text.contains("LanguageExtensions"), "{}", path.display());
    }
}
