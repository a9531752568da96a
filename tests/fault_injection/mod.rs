//! A fault at every external call of check-out and settlement, in turn; then recovery; then everything must add up.
//!
//! The calls register themselves: a proxy numbers whatever the functions call, so a new call is tested without being listed.

/// One test for each operation and kind of fault.
macro_rules! survives {
    ($($name:ident = $run:ident($fault:ident);)*) => {$(
        #[tokio::test(flavor = "multi_thread")]
        async fn $name() {
            $run(testkit::fault::Fault::$fault).await;
        }
    )*};
}

mod outages;
mod reviews;

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::orders::order::OrderStatus;
use kernel::id::OrderId;
use testkit::fault::{Fault, FaultPlan, Proxy};
use testkit::{World, WorldOptions, a_product};

/// A world whose calls to other services can fail, each by its number.
pub(crate) struct Fragile {
    pub(crate) world: World,
    pub(crate) plan: Arc<FaultPlan>,
}

/// A world in which everything the functions call goes through one plan.
pub(crate) async fn fragile() -> Fragile {
    let plan = Arc::new(FaultPlan::default());
    let (database, services) = (Proxy::open(plan.clone()).await, Proxy::open(plan.clone()).await);
    let (objects, stripe) = (Proxy::open(plan.clone()).await, Proxy::open(plan.clone()).await);
    let surroundings = [
        ("AWS_ENDPOINT_URL_DYNAMODB", &database.url),
        ("AWS_ENDPOINT_URL_SNS", &services.url),
        ("AWS_ENDPOINT_URL_SQS", &services.url),
        ("AWS_ENDPOINT_URL_SESV2", &services.url),
        ("AWS_ENDPOINT_URL_S3", &objects.url),
        ("STRIPE_BASE_URL", &stripe.url),
    ];
    let mut surroundings: BTreeMap<String, String> =
        surroundings.map(|(name, url)| (name.to_owned(), url.clone())).into();
    // Nothing is healed by trying again within the call: each fault is seen by the code that has to cope with it.
    surroundings.insert("AWS_MAX_ATTEMPTS".to_owned(), "1".to_owned());
    let world = World::with(WorldOptions { surroundings, ..WorldOptions::default() }).await;
    let stack_state = world.stack.stack_state();
    let target = |name: &str| stack_state.surroundings.get(name).expect("an endpoint").clone();
    database.lead_to(&target("AWS_ENDPOINT_URL_DYNAMODB"));
    services.lead_to(&target("AWS_ENDPOINT_URL_SNS"));
    objects.lead_to(&target("AWS_ENDPOINT_URL_S3"));
    stripe.lead_to(&format!("{}/_local/stripe", world.stack.url()));
    Fragile { world, plan }
}

survives! {
    check_out_survives_calls_that_fail = check_out_under(Before);
    check_out_survives_answers_that_are_lost = check_out_under(AnswerLost);
    check_out_survives_a_crash_before_each_call = check_out_under(CrashBefore);
    check_out_survives_a_crash_after_each_call = check_out_under(CrashAfter);
    a_free_order_survives_calls_that_fail = free_order_under(Before);
    a_free_order_survives_answers_that_are_lost = free_order_under(AnswerLost);
    a_free_order_survives_a_crash_before_each_call = free_order_under(CrashBefore);
    a_free_order_survives_a_crash_after_each_call = free_order_under(CrashAfter);
    settlement_survives_calls_that_fail = settlement_under(Before);
    settlement_survives_answers_that_are_lost = settlement_under(AnswerLost);
    settlement_survives_a_crash_before_each_call = settlement_under(CrashBefore);
    settlement_survives_a_crash_after_each_call = settlement_under(CrashAfter);
}

async fn check_out_under(fault: Fault) {
    let fragile = fragile().await;
    let Fragile { world, plan } = &fragile;
    let mut number = 1;
    loop {
        let what = format!("{fault:?} at call {number} of check-out");
        let lamp = world.sells(a_product(&format!("Lamp {number} {fault:?}")).stock(5)).await;
        let guest = world.guest_with(&[&lamp], 1).await;
        plan.arm(Some((number, fault)));
        let first = guest.check_out().await;
        let calls = plan.calls().len();
        plan.arm(None);
        // The buyer tries again, as a storefront does, once the lease of a dead process is over.
        world.advance(40);
        let order = guest.check_out().await.expect(201);
        if first.status == 201 {
            assert_eq!(first.text("/id"), order.text("/id"), "{what}");
        }
        world.confirm(&order, "pm_card_visa").await.expect(200);
        world.settle().await;
        let id: OrderId = order.text("/id").parse().unwrap();
        let placed = world.store().orders().by_id(id).await.unwrap().unwrap();
        assert_eq!(placed.head.status, OrderStatus::Placed, "{what}");
        world.pass(1000).await;
        let (on_hand, available, held) = World::sums(&world.cells_of(&lamp).await);
        assert_eq!((on_hand, available, held), (4, 4, 0), "{what}");
        if calls < usize::try_from(number).unwrap() {
            break;
        }
        number += 1;
    }
    assert!(number > 5, "only {number} calls were seen");
    let ledger = world.stripe().ledger();
    assert!(ledger.iter().all(|entry| entry.capturable == 0));
}

/// What costs nothing is placed by check-out itself: from its first call to its mail.
async fn free_order_under(fault: Fault) {
    let fragile = fragile().await;
    let Fragile { world, plan } = &fragile;
    let mut number = 1;
    loop {
        let what = format!("{fault:?} at call {number} of a free order");
        let sticker =
            world.sells(a_product(&format!("Sticker {number} {fault:?}")).price(0).stock(5).downloaded()).await;
        let guest = world.guest_with(&[&sticker], 1).await;
        plan.arm(Some((number, fault)));
        let first = guest.check_out().await;
        world.settle().await;
        let calls = plan.calls().len();
        plan.arm(None);
        world.advance(40);
        let order = guest.check_out().await.expect(201);
        if first.status == 201 {
            assert_eq!(first.text("/id"), order.text("/id"), "{what}");
        }
        assert_eq!(order.text("/status"), "placed", "{what}");
        for _ in 0..6 {
            world.pass(300).await;
        }
        assert_eq!(World::sums(&world.cells_of(&sticker).await), (4, 4, 0), "{what}");
        assert_eq!(guest.get("/v1/cart").await.expect(200).number("/unit_count"), 0, "{what}");
        let mails = world.mail_to(&guest.email).into_iter().filter(|mail| mail.subject.contains(order.text("/number")));
        // SES knows no idempotency key: a mail whose answer is lost is sent once more.
        let most = if matches!(fault, Fault::AnswerLost | Fault::CrashAfter) { 2 } else { 1 };
        assert!((1..=most).contains(&mails.count()), "{what}");
        if calls < usize::try_from(number).unwrap() {
            break;
        }
        number += 1;
    }
    assert!(number > 10, "only {number} calls were seen");
    assert!(world.stripe().calls().is_empty());
}

async fn settlement_under(fault: Fault) {
    let fragile = fragile().await;
    let Fragile { world, plan } = &fragile;
    let mut number = 1;
    loop {
        let what = format!("{fault:?} at call {number} of settlement");
        let lamp = world.sells(a_product(&format!("Lamp {number} {fault:?}")).stock(5)).await;
        let order = world.guest_with(&[&lamp], 1).await.check_out().await.expect(201);
        world.confirm(&order, "pm_card_visa").await.expect(200);
        plan.arm(Some((number, fault)));
        world.settle().await;
        let calls = plan.calls().len();
        plan.arm(None);
        // What was not acknowledged is delivered again once its visibility ends; schedules look after the rest.
        for _ in 0..6 {
            world.pass(300).await;
        }
        let id: OrderId = order.text("/id").parse().unwrap();
        let end = world.store().orders().by_id(id).await.unwrap().unwrap();
        assert!(matches!(end.head.status, OrderStatus::Placed | OrderStatus::Expired), "{what}: {:?}", end.head.status);
        let (on_hand, available, held) = World::sums(&world.cells_of(&lamp).await);
        let sold = i64::from(end.head.status == OrderStatus::Placed);
        assert_eq!((on_hand, available, held), (5 - sold, 5 - sold, 0), "{what}");
        let reference = order.text("/payment/reference");
        let entry = world.stripe().ledger().into_iter().find(|entry| entry.intent == reference).expect("an intent");
        let paid = if sold == 1 { order.number("/totals/total/amount") } else { 0 };
        assert_eq!((entry.captured - entry.refunded, entry.capturable), (paid, 0), "{what}");
        if calls < usize::try_from(number).unwrap() {
            break;
        }
        number += 1;
    }
    assert!(number > 10, "only {number} calls were seen");
}
