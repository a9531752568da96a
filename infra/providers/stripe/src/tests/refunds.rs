//! Money given back.

use super::super::{Fault, Operation};
use super::scene;

#[tokio::test]
async fn refunds_never_pass_what_was_captured() {
    let scene = scene();
    let intent = scene.captured(1999).await;
    let form = |amount: i64| format!("payment_intent={}&amount={amount}&metadata[refund_id]=rfd_1", intent.text("/id"));

    let first = scene.post("/v1/refunds", &form(1000), None).await;
    assert_eq!((first.text("/status"), first.number("/amount")), ("succeeded", 1000));
    let excess = scene.post("/v1/refunds", &form(1000), None).await;
    assert_eq!((excess.status, excess.text("/error/param")), (400, "amount"));
    let rest = scene.post("/v1/refunds", &format!("payment_intent={}", intent.text("/id")), None).await;
    assert_eq!(rest.number("/amount"), 999);
    let nothing_left = scene.post("/v1/refunds", &form(1), None).await;
    assert_eq!(nothing_left.text("/error/code"), "charge_already_refunded");

    let entry = scene.stripe.ledger().remove(0);
    assert_eq!((entry.captured, entry.refunded), (1999, 1999));
    let found = scene.get(&format!("/v1/refunds/{}", first.id())).await;
    assert_eq!(found.text("/metadata/refund_id"), "rfd_1");
    let listed = scene.get(&format!("/v1/refunds?payment_intent={}", intent.id())).await;
    assert_eq!(listed.body["data"].as_array().map(Vec::len), Some(2));
    assert_eq!(listed.text("/data/0/id"), rest.text("/id"));
}

#[tokio::test]
async fn only_captured_money_can_be_given_back() {
    let scene = scene();
    let open = scene.intent(1999).await;
    let authorized = scene.authorized(1999).await;
    for intent in [open, authorized] {
        let refused = scene.post("/v1/refunds", &format!("payment_intent={}", intent.id()), None).await;
        assert_eq!(refused.status, 400);
    }
    assert_eq!(scene.post("/v1/refunds", "", None).await.text("/error/code"), "parameter_missing");
    assert_eq!(scene.post("/v1/refunds", "payment_intent=pi_none", None).await.text("/error/code"), "resource_missing");
}

#[tokio::test]
async fn a_refund_that_the_bank_does_not_take_moves_nothing() {
    let scene = scene();
    let intent = scene.captured(1999).await;
    scene.stripe.fail_next(Operation::Refund, Fault::Decline, 1);
    let failed = scene.post("/v1/refunds", &format!("payment_intent={}", intent.id()), None).await;
    assert_eq!(
        (failed.status, failed.text("/status"), failed.text("/failure_reason")),
        (200, "failed", "expired_or_canceled_card")
    );
    assert_eq!(scene.stripe.ledger()[0].refunded, 0);
    scene.stripe.deliver_pending().await;
    assert_eq!(scene.shop.kinds().last().map(String::as_str), Some("refund.failed"));
}

#[tokio::test]
async fn a_refund_tells_of_itself_and_of_its_charge() {
    let scene = scene();
    let intent = scene.captured(1999).await;
    scene.stripe.deliver_pending().await;
    scene.post("/v1/refunds", &format!("payment_intent={}&amount=500", intent.id()), Some("rfd_1")).await;
    scene.stripe.deliver_pending().await;
    let told = scene.shop.arrived();
    let (refund, charge) = (&told[told.len() - 2].event, &told[told.len() - 1].event);
    assert_eq!((refund["type"].as_str(), charge["type"].as_str()), (Some("refund.created"), Some("charge.refunded")));
    assert_eq!(charge["data"]["object"]["amount_refunded"], 500);
    assert_eq!(charge["data"]["object"]["payment_intent"], intent.body["id"]);
    assert_eq!(refund["request"]["idempotency_key"], "rfd_1");
}
