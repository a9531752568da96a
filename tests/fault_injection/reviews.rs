//! A fault at every external call of writing and of approving a review, in turn; then again; then everything must add up.

use serde_json::json;
use testkit::fault::Fault;
use testkit::{a_product, a_review};

use super::{Fragile, fragile};
use crate::reviews::{decide, decide_as, ids, listed, moderator, rating};

survives! {
    a_review_survives_calls_that_fail = review_under(Before);
    a_review_survives_answers_that_are_lost = review_under(AnswerLost);
    a_review_survives_a_crash_before_each_call = review_under(CrashBefore);
    a_review_survives_a_crash_after_each_call = review_under(CrashAfter);
    a_review_survives_other_transactions = review_under(Conflict);
    a_review_survives_throttling = review_under(Throttled);
    an_approval_survives_calls_that_fail = approval_under(Before);
    an_approval_survives_answers_that_are_lost = approval_under(AnswerLost);
    an_approval_survives_a_crash_before_each_call = approval_under(CrashBefore);
    an_approval_survives_a_crash_after_each_call = approval_under(CrashAfter);
}

async fn review_under(fault: Fault) {
    let fragile = fragile().await;
    let Fragile { world, plan } = &fragile;
    let ana = world.customer("ana@example.com").await;
    let mut number = 1;
    loop {
        let what = format!("{fault:?} at call {number} of a review");
        let lamp = world.sells(a_product(&format!("Lamp {number}"))).await;
        world.has_bought(ana.id, lamp.product).await;
        let (path, key) = (format!("/v1/products/{}/reviews", lamp.product), format!("key-{number}"));
        plan.arm(Some((number, fault)));
        let first = ana.post_once(&path, &key, a_review(4)).await;
        let calls = plan.calls().len();
        plan.arm(None);
        let again = ana.post_once(&path, &key, a_review(4)).await.expect(201);
        if first.status == 201 {
            assert_eq!(first.text("/id"), again.text("/id"), "{what}");
        } else {
            assert!(matches!(first.status, 500 | 503), "{what}: {:#}", first.body);
        }
        let history = world.store().table().history("review", again.text("/id")).await.expect("a table");
        assert_eq!(history.len(), 1, "{what}");
        let written = world.store().reviews().all_of_author(ana.id).await.expect("a table");
        assert_eq!(written.iter().filter(|review| review.product == lamp.product).count(), 1, "{what}");
        if calls < usize::try_from(number).expect("a number") {
            break;
        }
        number += 1;
    }
    assert!(number > 5, "only {number} calls were seen");
}

async fn approval_under(fault: Fault) {
    let fragile = fragile().await;
    let Fragile { world, plan } = &fragile;
    let (ana, staff) = (world.customer("ana@example.com").await, moderator(world).await);
    let mut number = 1;
    loop {
        let what = format!("{fault:?} at call {number} of an approval");
        let lamp = world.sells(a_product(&format!("Lamp {number}"))).await;
        let id = ana.reviews_as_buyer(&lamp, 4).await.expect(201).text("/id").to_owned();
        plan.arm(Some((number, fault)));
        decide_as(&staff, &id, "\"v1\"", json!({ "status": "approved" })).await;
        let calls = plan.calls().len();
        plan.arm(None);
        decide(&staff, &id, json!({ "status": "approved" })).await.expect(200);
        let list = listed(world, &lamp, "").await;
        assert_eq!((ids(&list), rating(&list)), (vec![id], (vec![0, 0, 0, 1, 0], 1, 4, Some("4.00"))), "{what}");
        if calls < usize::try_from(number).expect("a number") {
            break;
        }
        number += 1;
    }
    assert!(number > 3, "only {number} calls were seen");
}
