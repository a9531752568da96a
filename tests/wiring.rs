//! Every wiring fact comes from the template: what is taken out there is gone here.

use testkit::{World, WorldOptions, a_product};

/// The template without one resource.
fn without(resource: &str) -> String {
    let template = testkit::world::template();
    let start = template.find(&format!("\n  {resource}:\n")).unwrap_or_else(|| panic!("{resource} in the template"));
    let rest = &template[start + 1..];
    let end = rest
        .match_indices("\n  ")
        .map(|(at, _)| at)
        .find(|at| !rest[at + 3..].starts_with([' ', '\n', '#']))
        .unwrap_or(rest.len());
    format!("{}{}", &template[..start], &rest[end..])
}

#[tokio::test(flavor = "multi_thread")]
async fn without_its_subscription_no_mail_is_sent() {
    for (template, mails) in [(testkit::world::template(), 1), (without("NotificationsOrderEvents"), 0)] {
        let world = World::with(WorldOptions { template: Some(template), ..WorldOptions::default() }).await;
        let lamp = world.sells(a_product("Desk Lamp")).await;
        let order = world.guest_with(&[&lamp], 1).await.check_out().await.expect(201);
        world.confirm(&order, "pm_card_visa").await.expect(200);
        world.settle().await;
        assert_eq!(world.mail_to("guest@example.com").len(), mails);
    }
}
