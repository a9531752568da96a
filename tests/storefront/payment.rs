//! What becomes of an order while its payment does not go as hoped.

use reqwest::Method;
use testkit::{World, a_product};

use super::{order_that_is, page};

#[tokio::test(flavor = "multi_thread")]
async fn a_declined_card_leaves_the_order_open_for_another_one() {
    let world = World::anywhere().await;
    let lamp = world.sells(a_product("Desk Lamp").stock(1)).await;
    let guest = world.guest_with(&[&lamp], 1).await;
    let order = guest.check_out().await.expect(201);
    world.confirm(&order, "pm_card_chargeDeclined").await.expect(402);
    let declined = world
        .when(async || Some(page(&world, &order).await).filter(|page| page.text("/payment_status") == "failed"))
        .await;
    assert_eq!(declined.text("/status"), "pending_payment");
    let mails = world.when(async || Some(world.mails(&guest.email).await).filter(|mails| !mails.is_empty())).await;
    assert_eq!(mails.len(), 1, "{mails:?}");
    world.confirm(&order, "pm_card_visa").await.expect(200);
    order_that_is(&world, &order, "placed").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_that_nobody_signed_is_refused() {
    let world = World::anywhere().await;
    let forged = world.send_raw(Method::POST, "/v1/webhooks/stripe", &[], b"{}".to_vec()).await;
    forged.expect_problem(400, "invalid_signature");
}
