//! Failures on purpose, planned through the control routes or the methods.

use http_body_util::BodyExt as _;
use serde_json::json;

use super::super::{Alteration, Call, Fault, Operation, pause};
use super::{posting, scene};

const FORM: &str = "amount=1999&currency=usd&capture_method=manual";
const PATH: &str = "/v1/payment_intents";

#[tokio::test]
async fn a_500_before_the_work_leaves_the_key_unused_and_one_at_work_uses_it() {
    let scene = scene();
    scene.stripe.fail_next(Operation::Create, Fault::Error500, 2);
    for _ in 0..2 {
        let failed = scene.post(PATH, FORM, Some("k")).await;
        assert_eq!((failed.status, failed.text("/error/type")), (500, "api_error"));
    }
    assert_eq!(scene.post(PATH, FORM, Some("k")).await.status, 200);

    scene.stripe.fail_next(Operation::Create, Fault::Error500Kept, 1);
    assert_eq!(scene.post(PATH, FORM, Some("kept")).await.status, 500);
    let replayed = scene.post(PATH, FORM, Some("kept")).await;
    assert_eq!((replayed.status, replayed.replayed), (500, true));
    assert_eq!(scene.stripe.ledger().len(), 1);
}

#[tokio::test]
async fn an_answer_is_lost_with_and_without_its_effect() {
    let scene = scene();
    for (fault, effects) in
        [(Fault::Timeout { millis: 1 }, 0), (Fault::TimeoutAfterApply { millis: 1 }, 1), (Fault::DropAnswer, 1)]
    {
        let key = format!("{fault:?}");
        let before = scene.stripe.ledger().len();
        scene.stripe.fail_next(Operation::Create, fault, 1);
        let lost = scene.send(posting(PATH, FORM, Some(&key))).await;
        assert!(lost.into_body().collect().await.is_err(), "{key}");
        assert_eq!(scene.stripe.ledger().len() - before, effects, "{key}");
        let again = scene.post(PATH, FORM, Some(&key)).await;
        assert_eq!((again.status, again.replayed), (200, effects == 1), "{key}");
        assert_eq!(scene.stripe.ledger().len() - before, 1, "{key}");
    }
}

#[tokio::test]
async fn a_hanging_capture_is_applied_even_when_the_caller_leaves() {
    let scene = scene();
    let intent = scene.authorized(1999).await;
    scene.stripe.fail_next(Operation::Capture, Fault::TimeoutAfterApply { millis: 60_000 }, 1);
    let path = format!("{PATH}/{}/capture", intent.id());
    let patience = std::time::Duration::from_millis(20);
    let call = scene.send(posting(&path, "", Some("ord_1:capture:1")));
    assert!(tokio::time::timeout(patience, call).await.is_err());
    let again = scene.post(&path, "", Some("ord_1:capture:1")).await;
    assert_eq!((again.text("/status"), again.replayed), ("succeeded", true));
    assert_eq!(scene.stripe.ledger()[0].captured, 1999);
}

#[tokio::test]
async fn slow_work_ends_after_its_caller_has_left() {
    let scene = scene();
    let intent = scene.authorized(1999).await;
    scene.stripe.fail_next(Operation::Capture, Fault::Slow { millis: 50 }, 1);
    let call = scene.send(posting(&format!("{PATH}/{}/capture", intent.id()), "", None));
    assert!(tokio::time::timeout(std::time::Duration::from_millis(10), call).await.is_err());
    assert_eq!(scene.stripe.ledger()[0].captured, 0);
    pause(150).await;
    assert_eq!(scene.stripe.ledger()[0].captured, 1999);
}

#[tokio::test]
async fn declines_can_be_planned_for_every_operation() {
    let scene = scene();
    scene.stripe.fail_next(Operation::Create, Fault::Decline, 1);
    assert_eq!(scene.post(PATH, FORM, None).await.status, 402);
    let intent = scene.intent(1999).await;
    scene.stripe.fail_next(Operation::Confirm, Fault::Decline, 1);
    assert_eq!(scene.confirm(&intent, "pm_card_visa").await.status, 402);
    scene.confirm(&intent, "pm_card_visa").await;
    for (operation, name) in [(Operation::Capture, "capture"), (Operation::Cancel, "cancel")] {
        scene.stripe.fail_next(operation, Fault::Decline, 1);
        assert_eq!(scene.post(&format!("{PATH}/{}/{name}", intent.id()), "", None).await.status, 402);
    }
    assert_eq!(scene.stripe.ledger()[0].capturable, 1999);
    assert!(scene.stripe.ledger()[0].balances());
}

#[tokio::test]
async fn a_payment_can_be_altered_behind_the_shops_back() {
    let scene = scene();
    let open = scene.intent(1999).await;
    let cheaper = Alteration { amount: Some(100), ..Alteration::default() };
    scene.stripe.alter_intent(&open.id(), cheaper.clone()).unwrap();
    assert_eq!(scene.confirm(&open, "pm_card_visa").await.number("/amount_capturable"), 100);
    let authorized = scene.authorized(1999).await;
    scene.stripe.alter_intent(&authorized.id(), cheaper).unwrap();
    let other = Alteration { metadata: [("order_id".to_owned(), "ord_2".to_owned())].into(), ..Alteration::default() };
    scene.stripe.alter_intent(&authorized.id(), other).unwrap();
    let seen = scene.get(&format!("{PATH}/{}", authorized.id())).await;
    assert_eq!((seen.number("/amount_capturable"), seen.text("/metadata/order_id")), (100, "ord_2"));
    assert!(scene.stripe.ledger().iter().all(super::super::LedgerEntry::balances));
    assert!(scene.stripe.alter_intent("pi_none", Alteration::default()).is_err());
}

#[tokio::test]
async fn everything_can_be_controlled_over_http() {
    let scene = scene();
    let control = async |path: &str, body: serde_json::Value| {
        scene.post_openly(&format!("/_control/{path}"), "application/json", &body.to_string()).await
    };
    let plan = json!({ "operation": "capture", "fault": "timeout_after_apply", "millis": 1 });
    assert_eq!(control("faults", plan).await.status, 204);
    assert_eq!(control("faults", json!({ "operation": "create", "fault": "error_500", "times": 1 })).await.status, 204);
    assert_eq!(control("faults", json!({ "operation": "create", "fault": "explode" })).await.status, 422);
    let planned = scene.get("/_control/faults").await;
    assert_eq!(planned.body["planned"]["capture"], json!([{ "fault": "timeout_after_apply", "millis": 1 }]));
    assert_eq!(scene.post(PATH, FORM, None).await.status, 500);

    assert_eq!(control("webhooks/mode", json!({ "mode": "hold" })).await.status, 204);
    let intent = scene.intent(1999).await;
    let alter = format!("payment_intents/{}/alter", intent.id());
    assert_eq!(control(&alter, json!({ "amount": 2000 })).await.status, 204);
    assert_eq!(control("webhooks/release", json!("reversed")).await.status, 204);
    assert_eq!(control("webhooks/release", json!({ "duplicated": 2 })).await.status, 204);
    assert_eq!(control("webhooks/deliver", json!({})).await.body, json!({ "attempts": 1 }));
    let event = scene.stripe.events().remove(0).id;
    assert_eq!(control(&format!("events/{event}/redeliver"), json!({})).await.status, 204);
    assert_eq!(
        control(&format!("events/{event}/deliver_altered"), json!({ "amount": 1 })).await.body,
        json!({ "status": 200 })
    );
    assert_eq!(control(&format!("events/{event}/deliver_forged"), json!({})).await.body, json!({ "status": 200 }));
    assert_eq!(control("events/evt_none/redeliver", json!({})).await.status, 404);

    let ledger = scene.get("/_control/ledger").await;
    assert_eq!((ledger.number("/items/0/amount"), ledger.text("/items/0/status")), (2000, "requires_payment_method"));
    let webhooks = scene.get("/_control/webhooks").await;
    assert_eq!((webhooks.text("/mode"), webhooks.body["pending"].as_array().map(Vec::len)), ("hold", Some(1)));
    let failed = Call {
        operation: Operation::Create,
        path: PATH.to_owned(),
        idempotency_key: None,
        fault: Some(Fault::Error500),
    };
    assert_eq!(scene.stripe.calls()[0], failed);
    assert_eq!(scene.get("/_control/calls").await.text("/items/0/operation"), "create");
}

#[tokio::test]
async fn many_callers_move_every_unit_once() {
    let scene = scene();
    let intent = scene.authorized(1999).await;
    let path = format!("{PATH}/{}", intent.id());
    let (capture, cancel) = (format!("{path}/capture"), format!("{path}/cancel"));
    let calls = (0..40).map(|n| scene.post(if n % 2 == 0 { &capture } else { &cancel }, "", None));
    let done = futures_util::future::join_all(calls).await;
    assert_eq!(done.iter().filter(|reply| reply.status == 200).count(), 1);
    assert!(scene.stripe.ledger()[0].balances());
}
