//! Events and their delivery.

use super::super::{Attempt, Release, Stripe, pause};
use super::{WEBHOOK_SECRET, scene};
use crate::signature;

fn ids(stripe: &Stripe) -> Vec<String> {
    stripe.events().into_iter().map(|event| event.id).collect()
}

#[tokio::test]
async fn every_step_is_told_with_a_signature_over_the_bytes() {
    let scene = scene();
    let intent = scene.captured(1999).await;
    assert_eq!(scene.stripe.deliver_pending().await, 3);
    assert_eq!(
        scene.shop.kinds(),
        ["payment_intent.created", "payment_intent.amount_capturable_updated", "payment_intent.succeeded"]
    );
    for webhook in scene.shop.arrived() {
        assert_eq!(webhook.signature, signature::header(WEBHOOK_SECRET, 1_767_225_600, &webhook.raw));
        assert_eq!(webhook.event["livemode"], false);
        assert_eq!(webhook.event["data"]["object"]["id"], intent.body["id"]);
    }
    let told = &scene.shop.arrived()[1].event["data"]["object"];
    assert_eq!((told["status"].as_str(), told["amount_capturable"].as_i64()), (Some("requires_capture"), Some(1999)));
    assert_eq!(scene.stripe.deliver_pending().await, 0);
}

#[tokio::test]
async fn declines_and_cancellations_are_told() {
    let scene = scene();
    let intent = scene.intent(1999).await;
    scene.confirm(&intent, "pm_card_chargeDeclined").await;
    scene.post(&format!("/v1/payment_intents/{}/cancel", intent.id()), "", None).await;
    scene.stripe.deliver_pending().await;
    assert_eq!(
        scene.shop.kinds(),
        ["payment_intent.created", "payment_intent.payment_failed", "payment_intent.canceled"]
    );
}

#[tokio::test]
async fn an_event_that_is_not_taken_comes_again_with_a_new_signature() {
    let scene = scene();
    scene.shop.answers(503);
    scene.intent(1999).await;
    assert_eq!(scene.stripe.deliver_pending().await, 1);
    assert_eq!(scene.stripe.deliver_pending().await, 0);
    scene.clock.advance(5);
    assert_eq!(scene.stripe.deliver_pending().await, 1);
    scene.shop.answers(200);
    scene.clock.advance(29);
    assert_eq!(scene.stripe.deliver_pending().await, 0);
    scene.clock.advance(1);
    assert_eq!(scene.stripe.deliver_pending().await, 1);
    assert_eq!(scene.stripe.pending_webhooks(), 0);

    let arrived = scene.shop.arrived();
    assert_eq!(arrived[0].raw, arrived[2].raw);
    assert_ne!(arrived[0].signature, arrived[2].signature);
    let statuses: Vec<u16> = scene.stripe.webhook_attempts().iter().map(|Attempt { status, .. }| *status).collect();
    assert_eq!(statuses, [503, 503, 200]);
}

#[tokio::test]
async fn delivery_is_given_up_after_three_days() {
    let scene = scene();
    scene.shop.answers(0);
    scene.intent(1999).await;
    for _ in 0..20 {
        scene.stripe.deliver_pending().await;
        scene.clock.advance(86_400);
    }
    assert_eq!((scene.shop.arrived().len(), scene.stripe.pending_webhooks()), (10, 0));
}

#[tokio::test]
async fn held_events_go_out_as_they_are_released() {
    for (release, expected) in [
        (Release::InOrder, vec![0, 1, 2]),
        (Release::Reversed, vec![2, 1, 0]),
        (Release::Duplicated(2), vec![0, 0, 1, 1, 2, 2]),
    ] {
        let scene = scene();
        scene.stripe.hold_webhooks();
        scene.captured(1999).await;
        assert_eq!(scene.stripe.deliver_pending().await, 0);
        scene.stripe.release_webhooks(&release);
        scene.stripe.deliver_pending().await;
        let ids = ids(&scene.stripe);
        let arrived: Vec<usize> = scene
            .shop
            .arrived()
            .iter()
            .map(|webhook| ids.iter().position(|id| webhook.event["id"] == **id).unwrap())
            .collect();
        assert_eq!(arrived, expected, "{release:?}");
    }
}

#[tokio::test]
async fn chosen_events_can_go_out_alone() {
    let scene = scene();
    scene.stripe.hold_webhooks();
    scene.captured(1999).await;
    let ids = ids(&scene.stripe);
    scene.stripe.release_webhooks(&Release::Listed(vec![ids[2].clone(), ids[0].clone()]));
    scene.stripe.deliver_pending().await;
    assert_eq!(scene.shop.kinds(), ["payment_intent.succeeded", "payment_intent.created"]);
    scene.stripe.release_webhooks(&Release::InOrder);
    assert_eq!(scene.stripe.deliver_pending().await, 1);
}

#[tokio::test]
async fn dropped_events_are_listed_and_can_be_sent_again() {
    let scene = scene();
    scene.stripe.drop_webhooks();
    let intent = scene.intent(1999).await;
    assert_eq!(scene.stripe.deliver_pending().await, 0);
    let event = scene.stripe.events().remove(0);
    assert_eq!((event.kind.as_str(), event.payment_intent), ("payment_intent.created", Some(intent.id())));
    scene.stripe.redeliver(&event.id).unwrap();
    scene.stripe.redeliver(&event.id).unwrap();
    assert_eq!(scene.stripe.deliver_pending().await, 2);
    assert!(scene.stripe.redeliver("evt_none").is_err());

    let listed = scene.get("/v1/events?type=payment_intent.created&limit=1").await;
    assert_eq!(listed.text("/data/0/id"), event.id);
    assert_eq!(scene.get(&format!("/v1/events/{}", event.id)).await.text("/type"), "payment_intent.created");
}

#[tokio::test]
async fn an_altered_event_is_signed_and_a_forged_one_is_not() {
    let scene = scene();
    scene.stripe.hold_webhooks();
    scene.captured(1999).await;
    let event = ids(&scene.stripe)[2].clone();
    scene.shop.answers(204);
    assert_eq!(scene.stripe.deliver_altered(&event, 1).await, Ok(204));
    assert_eq!(scene.stripe.deliver_forged(&event).await, Ok(204));
    let arrived = scene.shop.arrived();
    let right = |place: usize| signature::header(WEBHOOK_SECRET, 1_767_225_600, &arrived[place].raw);
    assert_eq!(arrived[0].signature, right(0));
    assert_ne!(arrived[1].signature, right(1));
    let altered = &arrived[0].event;
    assert_ne!(altered["id"], event);
    assert_eq!(altered["data"]["object"]["amount"], 1);
    assert_eq!(altered["data"]["object"]["amount_received"], 1);
    assert_eq!(altered["data"]["object"]["amount_capturable"], 0);
}

#[tokio::test]
async fn the_background_delivers_by_itself() {
    let scene = scene();
    let stripe = scene.stripe.clone();
    let background = tokio::spawn(async move { stripe.deliver_in_background().await });
    scene.intent(1999).await;
    for _ in 0..100 {
        if !scene.shop.arrived().is_empty() {
            break;
        }
        pause(10).await;
    }
    background.abort();
    assert_eq!(scene.shop.kinds(), ["payment_intent.created"]);
}
