//! What it takes to write a review and to read those of a product.

use serde_json::json;
use testkit::{World, a_product, a_review};

use super::costs;
use crate::reviews::{approve, moderator};

#[tokio::test(flavor = "multi_thread")]
async fn reviews_keep_their_budget() {
    let world = World::new().await;
    let lamp = world.sells(a_product("Desk Lamp")).await;
    let (ana, staff) = (world.customer("ana@example.com").await, moderator(&world).await);
    world.has_bought(ana.id, lamp.product).await;
    // The session, the count of what is limited, what is there, and who is a buyer; then one transaction of three items.
    let review = ana.reviews(&lamp, a_review(4)).await.expect(201);
    costs("review", &review, 5.0, 4.0, 8.0);
    let id = review.text("/id").to_owned();
    approve(&staff, &id).await;
    for number in 0..20 {
        let author = world.customer(&format!("author-{number}@example.com")).await;
        let review = author.reviews_as_buyer(&lamp, 5).await.expect(201);
        approve(&staff, review.text("/id")).await;
    }
    let path = format!("/v1/products/{}/reviews", lamp.product);
    costs("reviews of a product", &world.visitor().get(&path).await.expect(200), 2.0, 23.0, 0.0);
    costs("reviews by stars", &world.visitor().get(&format!("{path}?stars=4")).await.expect(200), 2.0, 3.5, 0.0);
    let bob = world.customer("bob@example.com").await;
    let vote = bob.put(&format!("/v1/reviews/{id}/helpful-vote"), json!({})).await.expect(204);
    costs("helpful vote", &vote, 4.0, 3.0, 5.0);
}
