//! Idempotency keys.

use super::super::{Fault, Operation, pause};
use super::scene;

const FORM: &str = "amount=1999&currency=usd&capture_method=manual";
const PATH: &str = "/v1/payment_intents";

#[tokio::test]
async fn a_key_has_one_effect_and_one_answer() {
    let scene = scene();
    let first = scene.post(PATH, FORM, Some("ord_1:create:1")).await;
    let reordered = "capture_method=manual&currency=usd&amount=1999";
    let again = scene.post(PATH, reordered, Some("ord_1:create:1")).await;
    assert_eq!((first.status, first.replayed), (200, false));
    assert_eq!((again.status, again.replayed), (200, true));
    assert_eq!(first.body, again.body);
    assert_eq!(scene.stripe.ledger().len(), 1);
    assert_eq!(scene.stripe.events().len(), 1);
}

#[tokio::test]
async fn a_key_is_bound_to_its_parameters_and_its_endpoint() {
    let scene = scene();
    let intent = scene.post(PATH, FORM, Some("k")).await;
    let other = scene.post(PATH, "amount=2000&currency=usd&capture_method=manual", Some("k")).await;
    assert_eq!((other.status, other.text("/error/type")), (400, "idempotency_error"));
    let elsewhere = scene.post(&format!("{PATH}/{}/cancel", intent.id()), FORM, Some("k")).await;
    assert_eq!((elsewhere.status, elsewhere.text("/error/type")), (400, "idempotency_error"));
    assert_eq!(scene.stripe.ledger().len(), 1);
}

#[tokio::test]
async fn a_refusal_at_the_door_leaves_the_key_unused_and_one_at_work_uses_it() {
    let scene = scene();
    assert_eq!(scene.post(PATH, "currency=usd", Some("k")).await.status, 400);
    let intent = scene.post(PATH, FORM, Some("k")).await;
    assert_eq!(intent.status, 200);

    let capture = format!("{PATH}/{}/capture", intent.id());
    assert_eq!(scene.post(&capture, "", Some("c")).await.status, 400);
    scene.confirm(&intent, "pm_card_visa").await;
    let replayed = scene.post(&capture, "", Some("c")).await;
    assert_eq!((replayed.status, replayed.replayed), (400, true));
    assert_eq!(scene.post(&capture, "", Some("d")).await.status, 200);
}

#[tokio::test]
async fn a_key_is_forgotten_after_a_day() {
    let scene = scene();
    let first = scene.post(PATH, FORM, Some("k")).await;
    scene.clock.advance(24 * 60 * 60 - 1);
    assert_eq!(scene.post(PATH, FORM, Some("k")).await.id(), first.id());
    scene.clock.advance(1);
    assert_ne!(scene.post(PATH, FORM, Some("k")).await.id(), first.id());
}

#[tokio::test]
async fn a_twin_is_refused_while_the_first_is_running() {
    let scene = scene();
    scene.stripe.fail_next(Operation::Create, Fault::Slow { millis: 100 }, 1);
    let (first, twin) = tokio::join!(scene.post(PATH, FORM, Some("k")), async {
        pause(20).await;
        scene.post(PATH, FORM, Some("k")).await
    });
    assert_eq!((twin.status, twin.text("/error/code")), (409, "idempotency_key_in_use"));
    assert_eq!(first.status, 200);
    assert_eq!(scene.post(PATH, FORM, Some("k")).await.id(), first.id());
    assert_eq!(scene.stripe.ledger().len(), 1);
}

#[tokio::test]
async fn keys_of_reading_requests_and_overlong_keys_mean_nothing() {
    let scene = scene();
    assert_eq!(scene.post(PATH, FORM, Some(&"k".repeat(256))).await.status, 400);
    assert_eq!(scene.post(PATH, FORM, Some(&"k".repeat(255))).await.status, 200);
}
