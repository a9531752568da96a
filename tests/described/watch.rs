//! What `cargo lambda watch` and `sam local invoke` are told is what `template.yaml` says.

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

#[tokio::test(flavor = "multi_thread")]
async fn sam_is_given_every_variable_that_a_function_needs_here_and_the_template_names() {
    let world = World::new().await;
    let stack_state = world.stack.stack_state();
    let told = local::environment::for_sam(stack_state);
    assert_eq!(told.len(), stack_state.functions.len());
    for function in &stack_state.functions {
        let (own, spec) = (&told[&function.spec.logical_id], &function.spec);
        let named: Vec<&String> = spec.environment.keys().collect();
        assert_eq!(own.keys().collect::<Vec<_>>(), named, "{}: SAM passes on what the template names", spec.logical_id);
        assert_eq!(own["TABLE_NAME"], "souk-shop");
        assert_eq!(own["AWS_ENDPOINT_URL_DYNAMODB"], stack_state.surroundings["AWS_ENDPOINT_URL_DYNAMODB"]);
        assert_eq!(own["AWS_ENDPOINT_URL_S3"], stack_state.surroundings["AWS_ENDPOINT_URL_S3"]);
        for service in ["SNS", "SQS", "SESV2"] {
            let listener = &stack_state.surroundings[&format!("AWS_ENDPOINT_URL_{service}")];
            assert_eq!(own["AWS_ENDPOINT_URL"], *listener, "one listener answers for {service}");
        }
        assert!(own.values().all(|value| !value.contains("{{resolve:")), "{}", spec.logical_id);
    }
    assert_eq!(told["OrdersWorkerFunction"]["ROLE"], "worker");
}
