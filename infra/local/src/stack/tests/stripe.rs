//! The real adapter against the simulated Stripe, over a real connection.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use gateways::outgoing::Patience;
use gateways::payment::stripe::{Stripe as Adapter, StripeConfig};
use gateways::payment::{
    GatewayFault, NewIntent, PaymentGateway as _, ProviderPayment, ProviderRefund, ProviderRefundStatus,
    ProviderStatus, Secret,
};
use kernel::currency::Currency;
use kernel::money::Money;
use kernel::time::{Clock, Timestamp};
use providers::WebhookTarget;
use providers::provider_store::ProviderStore;
use stripe_simulator::{Alteration, Fault, Operation, Stripe, StripeConfig as Account};
use tokio::net::TcpListener;
use tower::ServiceExt as _;

use emulator::clock::LocalClock;
use emulator::counted::CountedIds;

const SECRET_KEY: &str = "sk_test_simulated";
const WEBHOOK_SECRET: &str = "whsec_simulated";
const PATIENCE: Patience = Patience { connect: Duration::from_millis(600), attempt: Duration::from_millis(600) };
/// Longer than the adapter waits.
const LATE: u64 = 900;
/// Longer than the test lasts.
const HANG: u64 = 60_000;

/// A webhook as it arrived.
#[derive(Clone)]
struct Arrived {
    signature: String,
    raw: Vec<u8>,
}

/// The shop's end of the webhooks.
#[derive(Default)]
struct Shop(Mutex<Vec<Arrived>>);

#[async_trait]
impl WebhookTarget for Shop {
    async fn deliver(&self, path: &str, headers: Vec<(String, String)>, body: Vec<u8>) -> u16 {
        assert_eq!(path, "/v1/webhooks/stripe");
        let signature = headers.into_iter().find(|(name, _)| name == "stripe-signature").unwrap().1;
        self.0.lock().unwrap().push(Arrived { signature, raw: body });
        200
    }
}

/// One account and everything around it.
struct Scene {
    stripe: Stripe,
    account: Account,
    clock: Arc<LocalClock>,
    shop: Arc<Shop>,
}

fn scene() -> Scene {
    let clock = Arc::new(LocalClock::standing("2026-01-01T00:00:00Z".parse::<Timestamp>().unwrap()));
    let shop = Arc::new(Shop::default());
    let account = Account {
        secret_key: SECRET_KEY.to_owned(),
        publishable_key: "pk_test_simulated".to_owned(),
        webhook_secret: WEBHOOK_SECRET.to_owned(),
    };
    let (ids, books) = (Arc::new(CountedIds::default()), ProviderStore::in_memory().unwrap());
    let stripe = Stripe::new(clock.clone(), ids, shop.clone(), account.clone(), books).unwrap();
    Scene { stripe, account, clock, shop }
}

#[expect(clippy::disallowed_methods, reason = "the adapter waits in real time, and so does whoever waits for it")]
async fn pause(millis: u64) {
    tokio::time::sleep(Duration::from_millis(millis)).await;
}

fn adapter(base_url: String) -> Adapter {
    let config = StripeConfig {
        base_url,
        secret_key: Secret::new(SECRET_KEY),
        webhook_secrets: vec![Secret::new("whsec_retired"), Secret::new(WEBHOOK_SECRET)],
        patience: PATIENCE,
    };
    Adapter::new(config).unwrap()
}

async fn serve(scene: &Scene) -> Adapter {
    let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = axum::Router::new().nest("/_local/stripe", scene.stripe.router());
    tokio::spawn(async move { axum::serve(listener, router).await });
    adapter(format!("http://{address}/_local/stripe"))
}

fn dollars(minor: i64) -> Money {
    Money::new(minor, Currency::USD)
}

fn new_intent(amount: Money, key: &str) -> NewIntent {
    NewIntent {
        order: "ord_01JD8ZQ4T5M6N7P8Q9R0S1T2V3".parse().unwrap(),
        payment: "pay_01JD8ZQ4T5M6N7P8Q9R0S1T2V3".parse().unwrap(),
        order_version: "1".to_owned(),
        amount,
        idempotency_key: key.to_owned(),
    }
}

fn refund(payment: &ProviderPayment, amount: Money, key: &str) -> ProviderRefund {
    let refund = "rfd_01JD8ZQ4T5M6N7P8Q9R0S1T2V3".parse().unwrap();
    ProviderRefund { reference: payment.reference.clone(), refund, amount, idempotency_key: key.to_owned() }
}

/// The buyer pays on the simulator's side.
async fn buyer_confirms(scene: &Scene, payment: &ProviderPayment, card: &str) {
    let request = http::Request::post(format!("/v1/payment_intents/{}/confirm", payment.reference))
        .header("authorization", format!("Bearer {SECRET_KEY}"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(axum::body::Body::from(format!("payment_method={card}")));
    scene.stripe.router().oneshot(request.unwrap()).await.unwrap();
}

#[tokio::test]
async fn a_payment_is_opened_captured_and_given_back() {
    let scene = scene();
    let stripe = serve(&scene).await;
    let opened = stripe.create(new_intent(dollars(1999), "ord_1:create:1")).await.unwrap();
    assert_eq!(opened.status, ProviderStatus::RequiresPaymentMethod { last_error: None });
    assert!(opened.client_secret.as_ref().unwrap().expose().contains("_secret_"));
    let intent = new_intent(dollars(1999), "");
    assert_eq!(
        (opened.order, opened.payment, opened.amount),
        (Some(intent.order), Some(intent.payment), intent.amount)
    );
    assert_eq!(opened.order_version.as_deref(), Some("1"));

    buyer_confirms(&scene, &opened, "pm_card_visa").await;
    assert_eq!(stripe.find(&opened.reference).await.unwrap().status, ProviderStatus::RequiresCapture);
    let captured = stripe.capture(&opened.reference, dollars(1999), "ord_1:capture:1".to_owned()).await.unwrap();
    assert_eq!((captured.status, captured.amount_captured), (ProviderStatus::Succeeded, dollars(1999)));

    let given_back = stripe.refund(refund(&opened, dollars(500), "rfd_1")).await.unwrap();
    assert_eq!((given_back.status, given_back.amount), (ProviderRefundStatus::Succeeded, dollars(500)));
    assert_eq!(stripe.find(&opened.reference).await.unwrap().amount_refunded, dollars(500));
    assert!(scene.stripe.ledger()[0].balances());
}

#[tokio::test]
async fn an_amount_keeps_its_value_in_every_currency() {
    let scene = scene();
    let stripe = serve(&scene).await;
    for (code, minor, units) in [("JPY", 500, 500), ("KWD", 12_340, 12_340), ("ISK", 500, 50_000), ("MGA", 50_000, 500)]
    {
        let amount = Money::new(minor, code.parse().unwrap());
        let opened = stripe.create(new_intent(amount, code)).await.unwrap();
        assert_eq!(opened.amount, amount);
        assert_eq!(scene.stripe.ledger().last().unwrap().amount, units, "{code}");
    }
}

#[tokio::test]
async fn a_declined_card_shows_in_the_payment() {
    let scene = scene();
    let stripe = serve(&scene).await;
    let opened = stripe.create(new_intent(dollars(1999), "k")).await.unwrap();
    buyer_confirms(&scene, &opened, "pm_card_chargeDeclinedInsufficientFunds").await;
    let found = stripe.find(&opened.reference).await.unwrap();
    let declined = ProviderStatus::RequiresPaymentMethod { last_error: Some("insufficient_funds".to_owned()) };
    assert_eq!(found.status, declined);
}

#[tokio::test]
async fn a_call_whose_answer_is_lost_has_an_unknown_outcome_and_its_repetition_one_effect() {
    let faults = [
        Fault::Timeout { millis: HANG },
        Fault::TimeoutAfterApply { millis: HANG },
        Fault::DropAnswer,
        Fault::Error500,
        Fault::Slow { millis: LATE },
    ];
    futures_util::future::join_all(faults.into_iter().map(lose_an_answer)).await;
}

async fn lose_an_answer(fault: Fault) {
    let scene = scene();
    let stripe = serve(&scene).await;
    scene.stripe.fail_next(Operation::Create, fault, 1);
    let lost = stripe.create(new_intent(dollars(1999), "ord_1:create:1")).await;
    assert_eq!(lost, Err(GatewayFault::Timeout), "{fault:?}");
    pause(LATE).await;
    let opened = stripe.create(new_intent(dollars(1999), "ord_1:create:1")).await.unwrap();
    assert_eq!(scene.stripe.ledger().len(), 1, "{fault:?}");

    buyer_confirms(&scene, &opened, "pm_card_visa").await;
    scene.stripe.fail_next(Operation::Capture, fault, 1);
    let key = "ord_1:capture:1";
    let lost = stripe.capture(&opened.reference, dollars(1999), key.to_owned()).await;
    assert_eq!(lost, Err(GatewayFault::Timeout), "{fault:?}");
    pause(LATE).await;
    let captured = stripe.capture(&opened.reference, dollars(1999), key.to_owned()).await.unwrap();
    assert_eq!(captured.status, ProviderStatus::Succeeded);
    let entry = scene.stripe.ledger().remove(0);
    assert_eq!((entry.captured, entry.capturable), (1999, 0), "{fault:?}");
}

#[tokio::test]
async fn a_twin_in_progress_is_an_unknown_outcome() {
    let scene = scene();
    let stripe = serve(&scene).await;
    scene.stripe.fail_next(Operation::Create, Fault::Slow { millis: 150 }, 1);
    let (first, twin) = tokio::join!(stripe.create(new_intent(dollars(1999), "k")), async {
        pause(50).await;
        stripe.create(new_intent(dollars(1999), "k")).await
    });
    assert!(first.is_ok());
    assert_eq!(twin, Err(GatewayFault::Timeout));
}

#[tokio::test]
async fn what_is_done_already_is_no_refusal() {
    let scene = scene();
    let stripe = serve(&scene).await;
    let opened = stripe.create(new_intent(dollars(1999), "a")).await.unwrap();
    buyer_confirms(&scene, &opened, "pm_card_visa").await;
    for key in ["capture:1", "capture:2"] {
        let captured = stripe.capture(&opened.reference, dollars(1999), key.to_owned()).await.unwrap();
        assert_eq!(captured.status, ProviderStatus::Succeeded);
    }
    let refused = stripe.void(&opened.reference, "void:1".to_owned()).await;
    assert_eq!(refused, Err(GatewayFault::Invalid { code: "payment_intent_unexpected_state".to_owned() }));
    for key in ["rfd_1", "rfd_1 after its key was forgotten"] {
        let given_back = stripe.refund(refund(&opened, dollars(1999), key)).await.unwrap();
        assert_eq!(given_back.status, ProviderRefundStatus::Succeeded);
    }
    assert_eq!(scene.stripe.ledger()[0].refunded, 1999);

    let other = stripe.create(new_intent(dollars(500), "b")).await.unwrap();
    for key in ["void:1:b", "void:2:b"] {
        assert_eq!(stripe.void(&other.reference, key.to_owned()).await.unwrap().status, ProviderStatus::Canceled);
    }
}

#[tokio::test]
async fn refusals_keep_their_reason() {
    let scene = scene();
    let stripe = serve(&scene).await;
    let too_small = stripe.create(new_intent(dollars(1), "small")).await;
    assert_eq!(too_small, Err(GatewayFault::Invalid { code: "amount_too_small".to_owned() }));
    let half_a_fils = stripe.create(new_intent(Money::new(12_345, "KWD".parse().unwrap()), "fils")).await;
    assert_eq!(half_a_fils, Err(GatewayFault::Invalid { code: "amount_not_representable".to_owned() }));
    stripe.create(new_intent(dollars(1999), "k")).await.unwrap();
    let reused = stripe.create(new_intent(dollars(2000), "k")).await;
    assert_eq!(reused, Err(GatewayFault::Invalid { code: "idempotency_error".to_owned() }));
    let missing = stripe.find(&"pi_none".parse().unwrap()).await;
    assert_eq!(missing, Err(GatewayFault::Invalid { code: "resource_missing".to_owned() }));
    scene.stripe.fail_next(Operation::Create, Fault::Decline, 1);
    let declined = stripe.create(new_intent(dollars(1999), "declined")).await;
    assert_eq!(declined, Err(GatewayFault::Declined { code: "generic_decline".to_owned() }));
}

#[tokio::test]
async fn a_provider_that_cannot_be_reached_is_unavailable_after_a_second_try() {
    let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let nobody = adapter(format!("http://{address}"));
    let refused = nobody.create(new_intent(dollars(1999), "k")).await;
    assert_eq!(refused, Err(GatewayFault::Unavailable { retry_after: None }));
}

#[tokio::test]
async fn a_changed_payment_is_seen_as_it_is() {
    let scene = scene();
    let stripe = serve(&scene).await;
    let opened = stripe.create(new_intent(dollars(1999), "k")).await.unwrap();
    let other = Alteration {
        amount: Some(100),
        metadata: [("order_version".to_owned(), "2".to_owned())].into(),
        ..Alteration::default()
    };
    scene.stripe.alter_intent(opened.reference.as_str(), other).unwrap();
    let found = stripe.find(&opened.reference).await.unwrap();
    assert_eq!((found.amount, found.order_version.as_deref()), (dollars(100), Some("2")));
}

#[tokio::test]
async fn the_simulators_webhooks_pass_the_adapters_verification() {
    let scene = scene();
    let stripe = serve(&scene).await;
    let opened = stripe.create(new_intent(dollars(1999), "k")).await.unwrap();
    scene.stripe.deliver_pending().await;
    let event = scene.stripe.events().remove(0);
    scene.stripe.deliver_forged(&event.id).await.unwrap();
    let now = scene.clock.now();
    let verdicts: Vec<_> = scene
        .shop
        .0
        .lock()
        .unwrap()
        .iter()
        .map(|webhook| {
            let signature = http::HeaderValue::from_str(&webhook.signature).unwrap();
            let headers = [(http::HeaderName::from_static("stripe-signature"), signature)].into_iter().collect();
            stripe.verify_webhook(&headers, &webhook.raw, now)
        })
        .collect();
    let told = verdicts[0].as_ref().unwrap();
    assert_eq!((told.id.as_str(), told.kind.as_str()), (event.id.as_str(), "payment_intent.created"));
    assert_eq!((told.reference.as_ref(), told.order), (Some(&opened.reference), opened.order));
    assert_eq!(verdicts[1], Err(gateways::payment::WebhookFault::WrongSignature));
}

#[tokio::test]
async fn no_secret_shows_in_a_debug_print() {
    let scene = scene();
    let stripe = serve(&scene).await;
    let opened = stripe.create(new_intent(dollars(1999), "k")).await.unwrap();
    let printed = format!("{stripe:?} {opened:?} {:?}", scene.account);
    for secret in [SECRET_KEY, WEBHOOK_SECRET, opened.client_secret.unwrap().expose()] {
        assert!(!printed.contains(secret), "{printed}");
    }
}

#[tokio::test]
async fn no_total_that_a_quote_accepts_is_refused() {
    let scene = scene();
    let stripe = serve(&scene).await;
    let codes = [
        "USD", "EUR", "GBP", "AED", "AUD", "BGN", "BRL", "CAD", "CHF", "CZK", "DKK", "HKD", "HUF", "INR", "JPY", "MXN",
        "MYR", "NOK", "NZD", "PLN", "RON", "SEK", "SGD", "THB", "BHD", "JOD", "KWD", "OMR", "TND", "ISK", "UGX", "MGA",
        "TWD", "CLP", "KRW", "XAF",
    ];
    for code in codes {
        let rules = domain::pricing::chargeable::rules(kernel::provider::Provider::Stripe, code.parse().unwrap());
        let (least, most) = (rules.minimum(), rules.maximum());
        for minor in [least.minor(), least.minor() + 7, most.minor() / 2 + 3, most.minor()] {
            let total = Money::new(minor + rules.rounding(minor), most.currency());
            rules.check(total).unwrap();
            let opened = stripe.create(new_intent(total, &format!("{code} {minor}"))).await;
            assert_eq!(opened.unwrap().amount, total, "{code}");
        }
    }
}
