//! What `cargo lambda watch` is told in `Cargo.toml` is what `template.yaml` says.

use testkit::World;

use super::{read, root};

#[tokio::test(flavor = "multi_thread")]
async fn cargo_lambda_routes_like_the_template() {
    let world = World::new().await;
    let manifest = read(&root().join("Cargo.toml"));
    let found = manifest.find(local::watch::HEADING).map(|start| manifest.split_at(start).1).expect("the section");
    let end = found.find("\n\n").map_or(found.len(), |end| end + 1);
    let expected = local::watch::router(&world.stack.stack_state().template.functions);
    assert_eq!(&found[..end], expected, "`cargo run -- router` prints what should stand there");
}

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
