//! Who hears of what: a subscription lets through what its consumer acts on, and nothing else.

use emulator::template::{FilterScope, SubscriptionSpec, Template};
use events::Topic;
use serde_json::json;
use testkit::World;

/// Whether a subscription brings events of `kind`, which are published to one topic alone.
fn brings(template: &Template, subscription: &SubscriptionSpec, kind: &str) -> bool {
    let topic = template.topics.iter().find(|topic| topic.arn == subscription.topic_arn).expect("a topic");
    let of_orders = topic.name.ends_with("-order-events");
    assert!(of_orders || topic.name.ends_with("-domain-events"), "{}", topic.name);
    assert_eq!(subscription.scope, FilterScope::Attributes);
    let lets_through = subscription.filter.as_ref().is_none_or(|filter| filter.matches(Some(&json!({ "kind": kind }))));
    (Topic::of(kind) == Topic::Orders) == of_orders && lets_through
}

/// The kinds of events that a queue gets.
fn heard(template: &Template, queue: &str) -> Vec<&'static str> {
    let to_it = template.subscriptions.iter().filter(|subscription| subscription.queue_arn.ends_with(queue));
    let to_it: Vec<&SubscriptionSpec> = to_it.collect();
    assert!(!to_it.is_empty(), "nothing is subscribed to {queue}");
    let is_heard = |kind: &&str| to_it.iter().any(|subscription| brings(template, subscription, kind));
    let mut heard: Vec<&str> = events::all_kinds().map(|(kind, _)| kind).filter(is_heard).collect();
    heard.sort_unstable();
    heard
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_told_of_exactly_the_events_that_have_a_mail_or_a_text() {
    let world = World::new().await;
    let mut told: Vec<&str> = notifications::kinds().collect();
    told.sort_unstable();
    assert_eq!(heard(&world.stack.stack_state().template, "-notifications-events"), told);
}
