//! Votes for reviews that are helpful.

use serde_json::json;
use testkit::{World, a_product, a_review};

use super::{approve, decide, listed, moderator};

/// Part of A10-T01
#[tokio::test(flavor = "multi_thread")]
async fn a_vote_counts_once_and_never_for_oneself() {
    let world = World::new().await;
    let lamp = world.sells(a_product("Desk Lamp")).await;
    let (ana, bob, eve) = (
        world.customer("ana@example.com").await,
        world.customer("bob@example.com").await,
        world.customer("eve@example.com").await,
    );
    let staff = moderator(&world).await;
    let id = ana.reviews_as_buyer(&lamp, 5).await.expect(201).text("/id").to_owned();
    let vote = format!("/v1/reviews/{id}/helpful-vote");
    bob.put(&vote, json!({})).await.expect_problem(404, "not_found");
    approve(&staff, &id).await;
    let helpful = async || listed(&world, &lamp, "").await.number("/items/0/helpful");
    ana.put(&vote, json!({})).await.expect_problem(403, "own_review");
    world.visitor().put(&vote, json!({})).await.expect_problem(401, "unauthenticated");
    for _ in 0..2 {
        bob.put(&vote, json!({})).await.expect(204);
        eve.put(&vote, json!({})).await.expect(204);
    }
    assert_eq!(helpful().await, 2);
    for _ in 0..2 {
        bob.delete(&vote).await.expect(204);
    }
    assert_eq!(helpful().await, 1);
    ana.delete(&vote).await.expect(204);
    assert_eq!(helpful().await, 1);

    // Votes are no change of what was written: the version that staff know stays good.
    let before = staff.get(&format!("/v1/admin/reviews/{id}")).await.expect(200);
    bob.put(&vote, json!({})).await.expect(204);
    let after = staff.get(&format!("/v1/admin/reviews/{id}")).await.expect(200);
    assert_eq!((before.number("/version"), after.number("/helpful")), (after.number("/version"), 2));

    // Votes stay with a review whatever becomes of it, and can be taken back always.
    ana.put(&format!("/v1/me/reviews/{id}"), a_review(4)).await.expect(200);
    world.customer("late@example.com").await.put(&vote, json!({})).await.expect_problem(404, "not_found");
    bob.delete(&vote).await.expect(204);
    approve(&staff, &id).await;
    assert_eq!(helpful().await, 1);
    decide(&staff, &id, json!({ "status": "rejected", "reason": "no" })).await.expect(200);
    ana.delete(&format!("/v1/me/reviews/{id}")).await.expect(204);
    eve.delete(&vote).await.expect(204);
    eve.delete(&vote).await.expect_problem(404, "not_found");
}
