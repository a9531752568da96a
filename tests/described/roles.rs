//! Each function has a role of its own.

use std::collections::BTreeMap;

use testkit::World;

/// Managed policies that a role may have
/// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>); one of its own comes on top.
const MOST_POLICIES: usize = 10;

#[tokio::test(flavor = "multi_thread")]
async fn each_function_has_a_role_of_its_own_with_no_more_policies_than_a_role_takes() {
    let world = World::new().await;
    let template = &world.stack.stack_state().template;
    let mut functions: BTreeMap<&str, &str> = BTreeMap::new();
    for function in &template.functions {
        if let Some(other) = functions.insert(&function.role_arn, &function.logical_id) {
            panic!("{other} and {} share a role", function.logical_id);
        }
    }
    for (arn, role) in &template.roles {
        assert!(functions.contains_key(arn.as_str()), "nobody acts in {}", role.name);
        assert!(role.policies.len() <= MOST_POLICIES + 1, "{} has {} policies", role.name, role.policies.len());
    }
}
