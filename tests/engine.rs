//! The table engine against a real table: conditions, pages, shards, what the emulator cannot show by itself.

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::catalog::product::Listing;
use kernel::currency::Currency;
use kernel::id::{OrderId, ProductId, UserId};
use kernel::key::Part;
use kernel::money::Money;
use kernel::secret::LinkKey;
use store::catalog::listing::{ListingRecord, Sort};
use table::unique::{Claimed, Unique};
use table::work::WorkQueue;
use table::{Index, PageRequest, Partition, Query, Tx, TxFault};
use testkit::fault::{Fault, FaultPlan, Proxy};
use testkit::{World, WorldOptions};

/// A kind of unique value.
const TEST: Partition = Partition::engine("UNIQ#TEST");
/// A queue of due work.
const DUE: WorkQueue = WorkQueue { partition: Partition::engine("WORK#THINGS"), shards: 4 };

#[derive(Debug, PartialEq, Eq)]
enum Taken {
    Address,
}

fn claim(world: &World, value: &str) -> Claimed {
    Claimed::new(TEST, &Part::sha(value), UserId::mint(&*world.ids, world.now()))
}

fn page(limit: u16, cursor: Option<String>) -> PageRequest {
    PageRequest {
        limit,
        cursor,
        seal: LinkKey::from_hex(&"07".repeat(32)).unwrap(),
        scope: "ana /v1/things".to_owned(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_condition_becomes_the_callers_own_fault_and_leaves_nothing_behind() {
    let world = World::new().await;
    let store = world.store();
    let (ana, bob) = (claim(&world, "ana"), claim(&world, "bob"));
    Tx::<Taken>::new().create::<Unique>(&ana).commit(store.table()).await.unwrap();
    let again = Tx::new().create::<Unique>(&bob).create::<Unique>(&ana).or(Taken::Address).commit(store.table()).await;
    assert!(matches!(again, Err(TxFault::Refused(Taken::Address))), "{again:?}");
    assert!(store.table().owner_of(TEST, &Part::sha("bob")).await.unwrap().is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn two_actions_on_one_item_are_refused_before_they_are_sent() {
    let world = World::new().await;
    let ana = claim(&world, "ana");
    let twice = Tx::<Taken>::new().create::<Unique>(&ana).put::<Unique>(&ana).commit(world.store().table()).await;
    assert!(matches!(twice, Err(TxFault::Table(table::TableFault::Malformed(_)))), "{twice:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stale_value_is_not_written() {
    let world = World::new().await;
    let store = world.store();
    Tx::<Taken>::new().create::<Unique>(&claim(&world, "ana")).commit(store.table()).await.unwrap();
    let read = store.table().owner_of(TEST, &Part::sha("ana")).await.unwrap().unwrap();
    Tx::<Taken>::new().replace(&read, &read).commit(store.table()).await.unwrap();
    let stale = Tx::<Taken>::new().replace(&read, &read).commit(store.table()).await;
    assert!(matches!(stale, Err(TxFault::Stale)), "{stale:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_consumer_sees_an_event_for_the_first_time_once() {
    let world = World::new().await;
    let store = world.store();
    let see = |consumer| Tx::new().first_time(consumer, "evt_1", world.now()).or(Taken::Address).commit(store.table());
    see("mail").await.unwrap();
    see("metrics").await.unwrap();
    assert!(matches!(see("mail").await, Err(TxFault::Refused(Taken::Address))));
}

fn listing(world: &World, number: i64) -> Listing {
    let price = Money::new(number % 7, Currency::USD);
    Listing {
        product: ProductId::mint(&*world.ids, world.now()),
        category: None,
        slug: format!("thing-{number}").parse().unwrap(),
        title: format!("Thing {number}"),
        image_url: None,
        price,
        price_to: price,
        compare_at: None,
        created_at: world.now(),
    }
}

/// M03-T02
#[tokio::test(flavor = "multi_thread")]
async fn pages_have_neither_holes_nor_repetitions_while_somebody_inserts() {
    let world = World::new().await;
    let store = world.store();
    let mut before = BTreeSet::new();
    for number in 0..120 {
        let listing = listing(&world, number);
        before.insert(listing.product);
        Tx::<Taken>::new().create::<ListingRecord>(&listing).commit(store.table()).await.unwrap();
    }
    let (mut seen, mut cursor, mut number) = (Vec::new(), None, 1000);
    loop {
        let found = store.products().listed(None, 1, Sort::PriceAscending, &page(9, cursor)).await.unwrap();
        seen.extend(found.items.iter().map(|listing| (listing.price.minor(), listing.product)));
        Tx::<Taken>::new().create::<ListingRecord>(&listing(&world, number)).commit(store.table()).await.unwrap();
        number += 1;
        match found.next_cursor {
            Some(next) => cursor = Some(next),
            None => break,
        }
    }
    assert!(seen.is_sorted());
    let products: BTreeSet<ProductId> = seen.iter().map(|(_, product)| *product).collect();
    assert_eq!(products.len(), seen.len(), "something was listed twice");
    assert!(before.is_subset(&products), "something was left out");
}

#[tokio::test(flavor = "multi_thread")]
async fn shards_are_merged_in_order_and_go_on_with_one_cursor() {
    let world = World::new().await;
    let store = world.store();
    let mut dues = Vec::new();
    for minute in 0..40 {
        let order = OrderId::mint(&*world.ids, world.now());
        let due = kernel::time::after(world.now(), minute * 60);
        let entry = DUE.entry(&order, due);
        assert!(entry.pk.starts_with("WORK#THINGS#"));
        dues.push(entry);
    }
    let partitions: BTreeSet<&str> = dues.iter().map(|key| key.pk.as_str()).collect();
    assert!(partitions.len() > 1, "{partitions:?}");

    for number in 0..30 {
        Tx::<Taken>::new().create::<ListingRecord>(&listing(&world, number)).commit(store.table()).await.unwrap();
    }
    // The same list asked for twice is two shards with equal entries: each page takes from both, in order.
    let list = || Query::of(Index::Relation, "CATEGORY#ALL#NEW#00".to_owned()).descending();
    let (mut seen, mut cursor) = (Vec::new(), None);
    loop {
        let found = store.table().page_sharded::<ListingRecord>(&[list(), list()], &page(7, cursor)).await.unwrap();
        seen.extend(found.items.iter().map(|listing| listing.product));
        match found.next_cursor {
            Some(next) => cursor = Some(next),
            None => break,
        }
    }
    assert_eq!(seen.len(), 60);
    assert!(seen.is_sorted_by(|left, right| left >= right));
}

/// A world whose database answers as the plan says.
async fn planned() -> (World, Arc<FaultPlan>) {
    let plan = Arc::new(FaultPlan::default());
    let database = Proxy::open(plan.clone()).await;
    let surroundings = [("AWS_ENDPOINT_URL_DYNAMODB".to_owned(), database.url.clone())].into();
    let world = World::with(WorldOptions { surroundings, ..WorldOptions::default() }).await;
    let target = world.stack.stack_state().surroundings.get("AWS_ENDPOINT_URL_DYNAMODB").expect("an endpoint");
    database.lead_to(target);
    (world, plan)
}

/// A lost answer is not a lost write: the same token makes the repeated transaction the same one.
#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_whose_answer_was_lost_is_applied_once() {
    let (world, plan) = planned().await;
    let store = world.store();
    for (number, values) in [(1, vec!["ana"]), (2, vec!["bob", "cyd"])] {
        plan.arm(Some((1, Fault::AnswerLost)));
        let tx = values
            .iter()
            .fold(Tx::<Taken>::new(), |tx, value| tx.create::<Unique>(&claim(&world, value)).or(Taken::Address));
        tx.commit(store.table()).await.unwrap_or_else(|fault| panic!("write {number}: {fault:?}"));
        assert_eq!(plan.calls().len(), 2, "write {number} was not tried again");
    }
}

/// The SDK retries neither: the engine does, and the caller never hears of it.
#[tokio::test(flavor = "multi_thread")]
async fn conflicts_and_throttling_are_tried_again() {
    let (world, plan) = planned().await;
    let store = world.store();
    for (fault, names) in [(Fault::Conflict, ["ana", "bob"]), (Fault::Throttled, ["cyd", "dan"])] {
        plan.arm(Some((1, fault)));
        let [left, right] = names.map(|name| claim(&world, name));
        let tx = Tx::<Taken>::new().create::<Unique>(&left).create::<Unique>(&right).or(Taken::Address);
        tx.commit(store.table()).await.unwrap_or_else(|found| panic!("{fault:?}: {found:?}"));
        assert_eq!(plan.calls().len(), 2, "{fault:?}");
    }
}

/// A start must not wait for retries, and a refusal comes through the connection that was wanted.
#[tokio::test(flavor = "multi_thread")]
async fn connecting_is_one_call_that_no_request_is_charged_for() {
    let (world, plan) = planned().await;
    let store = world.store();
    for fault in [None, Some((1, Fault::Throttled)), Some((1, Fault::Before))] {
        plan.arm(fault);
        store.table().connect().await.unwrap_or_else(|found| panic!("{fault:?}: {found:?}"));
        assert_eq!(plan.calls().len(), 1, "{fault:?}");
    }
    assert_eq!(store.usage(), table::Usage::default());
}

#[tokio::test]
async fn a_function_without_a_table_connects_to_nothing_and_finds_nothing() {
    let none = table::Table::absent();
    assert!(none.connect().await.is_ok());
    let found = none.owner_of(TEST, &Part::sha("ana")).await;
    assert!(matches!(found, Err(table::TableFault::Absent)), "{found:?}");
}
