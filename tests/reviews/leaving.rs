//! Whoever leaves takes along what they wrote.

use serde_json::json;
use testkit::{World, a_product};

use super::{approve, ids, listed, moderator, rating};

#[tokio::test(flavor = "multi_thread")]
async fn reviews_go_with_the_account_and_the_rating_stays_right() {
    let world = World::new().await;
    let (lamp, rug) = (world.sells(a_product("Desk Lamp")).await, world.sells(a_product("Wool Rug")).await);
    let (ana, bob) = (world.customer("ana@example.com").await, world.customer("bob@example.com").await);
    let staff = moderator(&world).await;
    let gone = ana.reviews_as_buyer(&lamp, 1).await.expect(201).text("/id").to_owned();
    ana.reviews_as_buyer(&rug, 2).await.expect(201);
    let stays = bob.reviews_as_buyer(&lamp, 5).await.expect(201).text("/id").to_owned();
    for review in [&gone, &stays] {
        approve(&staff, review).await;
    }
    ana.put(&format!("/v1/reviews/{stays}/helpful-vote"), json!({})).await.expect(204);
    bob.put(&format!("/v1/reviews/{gone}/helpful-vote"), json!({})).await.expect(204);
    ana.put(&format!("/v1/reviews/{stays}/report"), json!({ "reason": "fake" })).await.expect(204);
    assert_eq!(rating(&listed(&world, &lamp, "").await), (vec![1, 0, 0, 0, 1], 2, 6, Some("3.00")));

    ana.delete("/v1/me").await.expect(204);
    world.settle().await;
    world.pass(15).await;
    let list = listed(&world, &lamp, "").await;
    assert_eq!((ids(&list), rating(&list)), (vec![stays.clone()], (vec![0, 0, 0, 0, 1], 1, 5, Some("5.00"))));
    assert_eq!(list.number("/items/0/helpful"), 1, "what was counted stays counted");
    let items = crate::at_least_once::items(&world).await;
    for room in [format!("REVIEWER#{}", ana.id), format!("BOUGHT#{}", ana.id), format!("REVIEW#{gone} HEAD")] {
        assert!(!items.keys().any(|key| key.starts_with(&room)), "{room}");
    }
    assert!(
        !items.iter().any(|(key, item)| key.starts_with("REVIEW#") && item.contains("lights") && !key.contains(&stays))
    );
    assert_eq!(ids(&staff.get("/v1/admin/reviews").await.expect(200)), [stays]);
    assert_eq!(world.dead_letters(), 0);
}
