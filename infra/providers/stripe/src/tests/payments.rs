//! The life of a `PaymentIntent`.

use axum::body::Body;
use http::Request;

use super::super::IntentStatus;
use super::{PUBLISHABLE_KEY, SECRET_KEY, scene};

#[tokio::test]
async fn a_payment_is_authorized_by_the_buyer_and_captured_by_the_shop() {
    let scene = scene();
    let intent = scene.intent(1999).await;
    assert_eq!((intent.text("/status"), intent.text("/currency")), ("requires_payment_method", "usd"));
    assert!(intent.id().starts_with("pi_") && intent.text("/client_secret").starts_with(&intent.id()));

    let authorized = scene.confirm(&intent, "pm_card_visa").await;
    assert_eq!(authorized.text("/status"), "requires_capture");
    assert_eq!((authorized.number("/amount_capturable"), authorized.number("/amount_received")), (1999, 0));

    let path = format!("/v1/payment_intents/{}/capture", intent.id());
    let captured = scene.post(&path, "amount_to_capture=1999&expand[]=latest_charge", None).await;
    assert_eq!(captured.text("/status"), "succeeded");
    assert_eq!((captured.number("/amount_capturable"), captured.number("/amount_received")), (0, 1999));
    assert_eq!(captured.number("/latest_charge/amount_captured"), 1999);
    assert_eq!(captured.text("/metadata/order_id"), "ord_1");

    let entry = scene.stripe.ledger().remove(0);
    assert_eq!((entry.authorized, entry.capturable, entry.captured, entry.refunded), (1999, 0, 1999, 0));
    assert!(entry.balances());
}

#[tokio::test]
async fn an_automatic_payment_is_captured_at_once() {
    let scene = scene();
    let intent = scene.post("/v1/payment_intents", "amount=500&currency=usd", None).await;
    assert_eq!(scene.confirm(&intent, "pm_card_visa").await.text("/status"), "succeeded");
    assert_eq!(scene.stripe.ledger()[0].captured, 500);
}

#[tokio::test]
async fn a_partial_capture_releases_the_rest() {
    let scene = scene();
    let intent = scene.authorized(1999).await;
    let path = format!("/v1/payment_intents/{}/capture", intent.id());
    let too_much = scene.post(&path, "amount_to_capture=2000", None).await;
    assert_eq!((too_much.status, too_much.text("/error/code")), (400, "amount_too_large"));
    let captured = scene.post(&path, "amount_to_capture=1500", None).await;
    assert_eq!(captured.number("/amount_received"), 1500);
    let entry = scene.stripe.ledger().remove(0);
    assert_eq!((entry.captured, entry.released), (1500, 499));
    assert!(entry.balances());
}

#[tokio::test]
async fn a_declined_card_leaves_the_payment_open_for_another() {
    let scene = scene();
    let intent = scene.intent(1999).await;
    for (card, code, decline_code) in [
        ("pm_card_chargeDeclined", "card_declined", "generic_decline"),
        ("pm_card_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"),
        ("pm_card_visa_chargeDeclinedLostCard", "card_declined", "lost_card"),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card", ""),
    ] {
        let declined = scene.confirm(&intent, card).await;
        assert_eq!(declined.status, 402, "{card}");
        assert_eq!(declined.text("/error/type"), "card_error");
        assert_eq!((declined.text("/error/code"), declined.text("/error/decline_code")), (code, decline_code));
        assert_eq!(declined.text("/error/payment_intent/status"), "requires_payment_method");
        assert_eq!(declined.text("/error/payment_intent/last_payment_error/code"), code);
    }
    assert_eq!(scene.confirm(&intent, "pm_card_visa").await.text("/status"), "requires_capture");
    let entry = scene.stripe.ledger().remove(0);
    assert_eq!((entry.authorized, entry.capturable), (1999, 1999));
}

#[tokio::test]
async fn a_card_may_ask_the_buyer_to_authenticate() {
    let scene = scene();
    let intent = scene.intent(1999).await;
    let path = format!("/v1/payment_intents/{}/_complete_action", intent.id());
    let form = |outcome: &str| {
        format!("key={PUBLISHABLE_KEY}&client_secret={}&outcome={outcome}", intent.text("/client_secret"))
    };
    let content_type = "application/x-www-form-urlencoded";

    let challenged = scene.confirm(&intent, "pm_card_authenticationRequired").await;
    assert_eq!(
        (challenged.text("/status"), challenged.text("/next_action/type")),
        ("requires_action", "use_stripe_sdk")
    );
    let failed = scene.post_openly(&path, content_type, &form("fail")).await;
    assert_eq!(failed.text("/last_payment_error/code"), "payment_intent_authentication_failure");

    scene.confirm(&intent, "pm_card_authenticationRequired").await;
    let completed = scene.post_openly(&path, content_type, &form("succeed")).await;
    assert_eq!(completed.text("/status"), "requires_capture");
    assert_eq!(scene.post_openly(&path, content_type, &form("succeed")).await.status, 400);
}

#[tokio::test]
async fn a_cancelled_payment_releases_its_authorization_and_is_over() {
    let scene = scene();
    let intent = scene.authorized(1999).await;
    let path = format!("/v1/payment_intents/{}", intent.id());
    let canceled = scene.post(&format!("{path}/cancel"), "cancellation_reason=abandoned", None).await;
    assert_eq!((canceled.text("/status"), canceled.text("/cancellation_reason")), ("canceled", "abandoned"));
    let entry = scene.stripe.ledger().remove(0);
    assert_eq!((entry.capturable, entry.released, entry.captured), (0, 1999, 0));
    assert!(entry.balances());

    for operation in ["cancel", "capture"] {
        let refused = scene.post(&format!("{path}/{operation}"), "", None).await;
        assert_eq!(
            (refused.status, refused.text("/error/code")),
            (400, "payment_intent_unexpected_state"),
            "{operation}"
        );
        assert_eq!(refused.text("/error/payment_intent/status"), "canceled");
    }
    assert_eq!(scene.confirm(&intent, "pm_card_visa").await.text("/error/code"), "payment_intent_unexpected_state");
}

#[tokio::test]
async fn a_paid_payment_cannot_be_cancelled() {
    let scene = scene();
    let intent = scene.captured(1999).await;
    let refused = scene.post(&format!("/v1/payment_intents/{}/cancel", intent.id()), "", None).await;
    assert_eq!((refused.status, refused.text("/error/payment_intent/status")), (400, "succeeded"));
    assert_eq!(scene.stripe.ledger()[0].status, IntentStatus::Succeeded);
}

#[tokio::test]
async fn requests_that_make_no_sense_are_refused() {
    let scene = scene();
    for (form, code, param) in [
        ("currency=usd", "parameter_missing", "amount"),
        ("amount=1999", "parameter_missing", "currency"),
        ("amount=x&currency=usd", "parameter_invalid_integer", "amount"),
        ("amount=0&currency=usd", "parameter_invalid_integer", "amount"),
        ("amount=49&currency=usd", "amount_too_small", "amount"),
        ("amount=100000000&currency=usd", "amount_too_large", "amount"),
        ("amount=10000000000&currency=jpy", "amount_too_large", "amount"),
        ("amount=1999&currency=usd&amout=1", "parameter_unknown", "amout"),
        ("amount=1999&currency=xxy", "", "currency"),
        ("amount=1999&currency=usd&capture_method=never", "", "capture_method"),
    ] {
        let refused = scene.post("/v1/payment_intents", form, None).await;
        assert_eq!((refused.status, refused.text("/error/type")), (400, "invalid_request_error"), "{form}");
        assert_eq!((refused.text("/error/code"), refused.text("/error/param")), (code, param), "{form}");
    }
    let missing = scene.get("/v1/payment_intents/pi_none").await;
    assert_eq!((missing.status, missing.text("/error/code")), (404, "resource_missing"));
    assert_eq!(scene.get("/v1/customers").await.status, 404);
    assert!(scene.stripe.ledger().is_empty());
}

#[tokio::test]
async fn a_browser_needs_the_client_secret_and_can_do_no_more_than_confirm() {
    let scene = scene();
    let intent = scene.intent(1999).await;
    let (path, form) = (format!("/v1/payment_intents/{}", intent.id()), "application/x-www-form-urlencoded");
    let wrong = format!("key={PUBLISHABLE_KEY}&client_secret=pi_1_secret_1&payment_method=pm_card_visa");
    assert_eq!(scene.post_openly(&format!("{path}/confirm"), form, &wrong).await.text("/error/param"), "client_secret");
    let browser = format!("key={PUBLISHABLE_KEY}");
    for path in [format!("{path}/capture"), format!("{path}/cancel"), "/v1/refunds".to_owned()] {
        let refused = scene.post_openly(&path, form, &browser).await;
        assert_eq!((refused.status, refused.text("/error/code")), (401, "secret_key_required"), "{path}");
    }
    assert_eq!(scene.post_openly("/v1/payment_intents", form, "key=sk_test_other").await.status, 401);
    assert_eq!(scene.post_openly("/v1/payment_intents", form, "").await.status, 401);
}

#[tokio::test]
async fn basic_authentication_works_as_well() {
    use base64::Engine as _;
    let scene = scene();
    let pair = base64::engine::general_purpose::STANDARD.encode(format!("{SECRET_KEY}:"));
    let request =
        Request::get("/v1/events").header("authorization", format!("Basic {pair}")).body(Body::empty()).unwrap();
    assert_eq!(scene.send(request).await.status(), 200);
}

#[tokio::test]
async fn a_person_can_pay_on_a_page() {
    let scene = scene();
    let intent = scene.intent(1999).await;
    let page = |secret: &str| {
        Request::get(format!("/pay/{}?client_secret={secret}", intent.id())).body(Body::empty()).unwrap()
    };
    let shown = scene.send(page(intent.text("/client_secret"))).await;
    assert_eq!(shown.status(), 200);
    let html = http_body_util::BodyExt::collect(shown.into_body()).await.unwrap().to_bytes();
    let html = String::from_utf8(html.to_vec()).unwrap();
    assert!(html.contains("Pay 19.99 USD") && !html.contains("{{"));
    assert_eq!(scene.send(page("wrong")).await.status(), 404);
}
