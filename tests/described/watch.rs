//! What `cargo lambda watch` is told is what `template.yaml` says.

use testkit::World;

#[tokio::test(flavor = "multi_thread")]
async fn one_environment_does_for_every_function() {
    let world = World::new().await;
    let stack_state = world.stack.stack_state();
    let all = local::environment::of(stack_state, None).expect("no conflicts");
    for function in &stack_state.functions {
        let own = local::environment::of(stack_state, Some(&function.spec.logical_id)).expect("an environment");
        assert!(own.iter().all(|(name, value)| all.get(name) == Some(value)), "{}", function.spec.logical_id);
        assert!(own.contains_key("TABLE_NAME") && own.contains_key("AWS_ENDPOINT_URL_DYNAMODB"));
    }
    assert!(!all.contains_key("ROLE"), "each event finds its role");
    assert!(local::environment::file(&all).expect("a file").contains("\nTABLE_NAME='souk-shop'\n"));
}
