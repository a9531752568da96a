//! What the simulator knows after it was stopped and started again.

use std::path::Path;

use providers::provider_store::ProviderStore;

use super::super::Alteration;
use super::{Scene, scene_with};

const FORM: &str = "amount=1999&currency=usd&capture_method=manual";
const PATH: &str = "/v1/payment_intents";

#[tokio::test]
async fn payments_keys_and_open_webhooks_survive_a_restart() {
    let provider_store = ProviderStore::open(Path::new(":memory:")).unwrap();
    let before = scene_with(provider_store.clone(), 0);
    let opened = before.post(PATH, FORM, Some("k")).await;
    before.stripe.deliver_pending().await;
    before.confirm(&opened, "pm_card_chargeDeclined").await;
    before.confirm(&opened, "pm_card_visa").await;
    let paid = before.captured(500).await;
    before.post("/v1/refunds", &format!("payment_intent={}&amount=200", paid.id()), None).await;
    before.stripe.alter_intent(&paid.id(), Alteration { amount: Some(501), ..Alteration::default() }).unwrap();
    let shown = |scene: &Scene| (scene.stripe.ledger(), scene.stripe.events());
    let known = shown(&before);
    drop(before);

    let after = scene_with(provider_store, 1_000);
    assert_eq!(shown(&after), known);
    let replayed = after.post(PATH, FORM, Some("k")).await;
    assert_eq!((replayed.body, replayed.replayed), (opened.body.clone(), true));
    assert_eq!(after.stripe.deliver_pending().await, known.1.len() - 1);
    let captured = after.post(&format!("{PATH}/{}/capture", opened.id()), "", None).await;
    assert_eq!(captured.text("/status"), "succeeded");
    let rest = after.post("/v1/refunds", &format!("payment_intent={}", paid.id()), None).await;
    assert_eq!(rest.number("/amount"), 300);
}
