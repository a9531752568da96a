//! The test order after a deployment: what it leaves behind, and what it says when a shop does not work.

use std::sync::Arc;

use operate::smoke::{self, SmokeFailure};
use stripe_simulator::{Fault as ProviderFault, Operation};
use testkit::fault::{Fault, FaultPlan, Proxy};
use testkit::{Sold, World, a_product};

/// A test order at `url`, with the lines that were said.
async fn order_at(url: &str) -> (Result<(), SmokeFailure>, Vec<String>) {
    let mut lines = Vec::new();
    let (url, email) = (url.parse().unwrap(), "smoke@example.com".parse().unwrap());
    let outcome = smoke::run(&url, &email, &mut |line| lines.push(line.to_owned())).await;
    (outcome, lines)
}

/// Demands that no order holds stock, none waits, and nobody's money was taken.
async fn expect_tidy(world: &World, lamp: &Sold, stock: i64, what: &str) {
    world.settle().await;
    assert_eq!(World::sums(&world.cells_of(lamp).await), (stock, stock, 0), "{what}");
    let ledger = world.stripe().ledger();
    assert!(ledger.iter().all(|entry| (entry.captured, entry.capturable) == (0, 0)), "{what}: {ledger:?}");
    assert_eq!(world.dead_letters(), 0, "{what}");
}

#[tokio::test(flavor = "multi_thread")]
async fn at_a_shop_that_works_it_is_cancelled_and_nothing_is_charged() {
    let world = World::new().await;
    let _sold_out = world.sells(a_product("Wool Rug").stock(0)).await;
    let lamp = world.sells(a_product("Desk Lamp").stock(3)).await;
    let (outcome, lines) = order_at(&format!("{}/", world.stack.url())).await;
    outcome.unwrap();
    let steps: Vec<&str> = lines.iter().filter_map(|line| line.split(" ms  ").nth(1)?.split(':').next()).collect();
    let expected = [
        "health",
        "store",
        "product",
        "cart",
        "delivery",
        "quote",
        "check-out",
        "order",
        "cancellation",
        "cancelled order",
    ];
    assert_eq!(steps, expected, "{lines:#?}");
    expect_tidy(&world, &lamp, 3, "a test order").await;
    assert_eq!(world.stripe().ledger().len(), 1);
    assert_eq!(world.mail_to("smoke@example.com").len(), 1, "that it was cancelled");
}

#[tokio::test(flavor = "multi_thread")]
async fn at_a_shop_without_stock_it_says_so() {
    let world = World::new().await;
    let (outcome, _) = order_at(world.stack.url()).await;
    assert_eq!(outcome.unwrap_err().to_string(), "products: none of 0 products is in stock");
    world.sells(a_product("Desk Lamp").stock(0)).await;
    let (outcome, _) = order_at(world.stack.url()).await;
    assert_eq!(outcome.unwrap_err().to_string(), "products: none of 1 products is in stock");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_that_the_provider_refuses_is_named_by_its_code() {
    let world = World::new().await;
    let lamp = world.sells(a_product("Desk Lamp").stock(1)).await;
    world.stripe().fail_next(Operation::Create, ProviderFault::Decline, 1);
    let (outcome, lines) = order_at(world.stack.url()).await;
    let failure = outcome.unwrap_err().to_string();
    assert!(failure.starts_with("check-out: 402 payment_declined: "), "{failure}");
    assert!(lines.last().unwrap().ends_with("cart: emptied"), "{lines:#?}");
    expect_tidy(&world, &lamp, 1, "a declined test order").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nobody_answers_it_says_so() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let (outcome, lines) = order_at(&url).await;
    let failure = outcome.unwrap_err().to_string();
    assert!(failure.starts_with("health: the shop does not answer: "), "{failure}");
    assert!(lines.is_empty());
}

/// One request after the other fails, or loses its answer: whatever was made is taken back.
#[tokio::test(flavor = "multi_thread")]
async fn whichever_request_fails_nothing_is_left_behind() {
    let world = World::new().await;
    let lamp = world.sells(a_product("Desk Lamp").stock(1)).await;
    let plan = Arc::new(FaultPlan::default());
    let proxy = Proxy::open(plan.clone()).await;
    proxy.lead_to(world.stack.url());
    for fault in [Fault::Before, Fault::AnswerLost] {
        let mut number = 1;
        loop {
            plan.arm(Some((number, fault)));
            let (outcome, lines) = order_at(&proxy.url).await;
            let calls = plan.calls();
            let what = format!("{fault:?} at {number}: {outcome:?} {lines:#?}");
            expect_tidy(&world, &lamp, 1, &what).await;
            if calls.len() < usize::try_from(number).unwrap() {
                break;
            }
            let name = &calls[usize::try_from(number - 1).unwrap()];
            let heals = name.starts_with("POST /v1/checkout") || name.contains("/cancel");
            assert_eq!(outcome.is_ok(), heals, "{name}: {what}");
            number += 1;
        }
        assert_eq!(number, 13, "{fault:?}: so many requests and one");
    }
}
