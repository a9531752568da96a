//! Every wiring fact comes from the template: what is taken out there is gone here.

mod partitions;
mod permissions;
mod roles;
mod subscriptions;

use emulator::template::TemplateText;
use reqwest::Method;
use testkit::{World, WorldOptions, a_product};

/// The template without one resource, or without one part of it: the first key of that name, with what stands below.
fn without(resource: &str, part: Option<&str>) -> TemplateText {
    let own = format!("  {resource}:");
    let mut template = testkit::world::template();
    let has_it = |text: &String| text.lines().any(|line| line.trim_end() == own);
    let text = match template.nested.values_mut().find(|text| has_it(text)) {
        Some(nested) => nested,
        None => &mut template.root,
    };
    *text = cut(text, resource, part);
    template
}

/// A text without one resource, or without one part of it.
fn cut(text: &str, resource: &str, part: Option<&str>) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let block = block(&lines, 0, lines.len(), &format!("  {resource}:"));
    let (start, end) = match part {
        None => block,
        Some(part) => {
            let inside = lines.iter().take(block.1).skip(block.0);
            let line = inside.map(|line| line.trim_end()).find(|line| {
                let text = line.trim_start();
                text == part || text.starts_with(&format!("{part}:"))
            });
            let line = line.unwrap_or_else(|| panic!("{part} in {resource}"));
            self::block(&lines, block.0, block.1, line)
        }
    };
    let kept = lines.iter().enumerate().filter(|(at, _)| !(start..end).contains(at)).map(|(_, line)| *line);
    kept.collect::<Vec<_>>().join("\n")
}

/// Where the block that begins with `line` starts and ends, between two lines.
fn block(lines: &[&str], from: usize, to: usize, line: &str) -> (usize, usize) {
    let start = lines.iter().take(to).skip(from).position(|candidate| candidate.trim_end() == line);
    let start = from + start.unwrap_or_else(|| panic!("{line:?} in the template"));
    let indent = |line: &str| line.len() - line.trim_start().len();
    let below = lines.iter().take(to).skip(start + 1);
    let below = below.take_while(|below| below.trim().is_empty() || indent(below) > indent(line));
    (start, start + 1 + below.count())
}

/// A shop as the template has it, and one with another template.
async fn shops(changed: TemplateText) -> [World; 2] {
    let changed = WorldOptions { template: Some(changed), ..WorldOptions::default() };
    [World::new().await, World::with(changed).await]
}

/// Sees that the shop as the template has it confirms an order by mail, and the changed one does not.
async fn only_the_whole_shop_mails(changed: TemplateText) {
    for (world, mails) in shops(changed).await.iter().zip([1, 0]) {
        let lamp = world.sells(a_product("Desk Lamp")).await;
        let order = world.guest_with(&[&lamp], 1).await.check_out().await.expect(201);
        world.confirm(&order, "pm_card_visa").await.expect(200);
        world.settle().await;
        assert_eq!(world.mail_to("guest@example.com").len(), mails);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_its_subscription_no_mail_is_sent() {
    only_the_whole_shop_mails(without("NotificationsOrderEvents", None)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_its_route_a_path_is_nobody_s() {
    let [whole, changed] = shops(without("Api", Some("/v1/taxes"))).await;
    whole.send(Method::GET, "/v1/taxes", &[], None).await.expect(200);
    changed.send(Method::GET, "/v1/taxes", &[], None).await.expect_problem(404, "not_found");
    changed.send(Method::GET, "/v1/admin/prices/var_1", &[], None).await.expect_problem(401, "unauthenticated");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_default_route_the_front_answers_for_paths_that_are_nobody_s() {
    let [whole, changed] = shops(without("Api", Some("/$default"))).await;
    whole.send(Method::GET, "/nowhere", &[], None).await.expect_problem(404, "not_found");
    let answer = changed.send(Method::GET, "/nowhere", &[], None).await.expect(404);
    assert_eq!(answer.text("/message"), "Not Found", "the front answers, not a function: {:#}", answer.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_its_key_a_function_refuses_what_needs_it() {
    let [whole, changed] = shops(without("OrdersHttpFunction", Some("LINK_KEY"))).await;
    let (path, token) = ("/v1/orders/ord_01JD8ZQ4T5M6N7P8Q9R0S1T2V3", [("x-order-token", "somebody's")]);
    whole.send(Method::GET, path, &token, None).await.expect_problem(404, "not_found");
    changed.send(Method::GET, path, &token, None).await.expect_problem(500, "internal");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_its_event_source_the_relay_publishes_nothing() {
    for (world, status) in
        shops(without("RelayWorkerFunction", Some("Events"))).await.iter().zip(["placed", "pending_payment"])
    {
        let lamp = world.sells(a_product("Desk Lamp")).await;
        let order = world.guest_with(&[&lamp], 1).await.check_out().await.expect(201);
        world.confirm(&order, "pm_card_visa").await.expect(200);
        world.settle().await;
        let path = format!("/v1/orders/{}", order.text("/id"));
        let page = world.send(Method::GET, &path, &[("x-order-token", order.text("/order_token"))], None).await;
        assert_eq!(page.expect(200).text("/status"), status);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_its_schedule_nobody_tidies_up_after_orders() {
    let shops = shops(without("OrdersWorkerFunction", Some("ExpireOrders"))).await;
    for (world, status) in shops.iter().zip(["expired", "pending_payment"]) {
        let lamp = world.sells(a_product("Desk Lamp")).await;
        let order = world.guest_with(&[&lamp], 1).await.check_out().await.expect(201);
        world.pass(900 + 60).await;
        let path = format!("/v1/orders/{}", order.text("/id"));
        let page = world.send(Method::GET, &path, &[("x-order-token", order.text("/order_token"))], None).await;
        assert_eq!(page.expect(200).text("/status"), status);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_simulator_s_keys_no_function_asks_stripe_itself() {
    for (parameter, value) in
        [("StripeBaseUrl", "https://api.stripe.com"), ("StripeBaseUrl", "https://API.stripe.com:443")]
    {
        let parameters = [(parameter.to_owned(), value.to_owned())].into();
        let refused = World::open(WorldOptions { parameters, ..WorldOptions::default() }).await.err();
        let words = refused.expect("a shop that does not open").to_string();
        assert!(words.contains("simulated") && !words.contains("sk_test_simulated_"), "{words}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shop_whose_alarms_are_mailed_opens_here_too() {
    let parameters = [("AlarmEmail".to_owned(), "ana@example.com".to_owned())].into();
    let world = World::with(WorldOptions { parameters, ..WorldOptions::default() }).await;
    world.send(Method::GET, "/health", &[], None).await.expect(200);
}
