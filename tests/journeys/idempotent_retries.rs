//! Every message comes twice, and the newest first: nothing happens twice.

use testkit::{World, a_product};

/// M15-T01
#[tokio::test(flavor = "multi_thread")]
async fn everything_delivered_twice_is_still_one_mail_and_one_capture() {
    let world = World::new().await;
    let lamp = world.sells(a_product("Desk Lamp")).await;
    world.stack.queues().behave(emulator::queue::Delivery { twice: true, newest_first: true });
    let guest = world.guest_with(&[&lamp], 1).await;
    let order = guest.check_out().await.expect(201);
    world.confirm(&order, "pm_card_visa").await.expect(200);
    world.settle().await;
    assert_eq!(world.mail_to("guest@example.com").len(), 1);
    assert_eq!(world.stripe().ledger()[0].captured, order.number("/totals/total/amount"));
    assert_eq!(world.dead_letters(), 0);
}
