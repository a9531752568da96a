//! The reviews of a product, as everybody reads them.

use std::collections::BTreeMap;

use serde_json::json;
use testkit::{Sold, World, WorldOptions, a_product, a_review};

use super::{approve, ids, listed, moderator, next, rating};

/// A shop where everybody may review, with twelve reviews of one to five stars of which every third is a buyer's.
async fn reviewed() -> (World, Sold, Vec<(String, i64, bool)>) {
    let parameters = BTreeMap::from([("ReviewsByBuyersOnly".to_owned(), "false".to_owned())]);
    let world = World::with(WorldOptions { parameters, ..WorldOptions::default() }).await;
    let lamp = world.sells(a_product("Desk Lamp")).await;
    let mut written = Vec::new();
    for number in 0..12_i64 {
        let author = world.customer(&format!("author-{number}@example.com")).await;
        let (stars, is_buyer) = (number % 5 + 1, number % 3 == 0);
        let answer = if is_buyer {
            author.reviews_as_buyer(&lamp, stars).await
        } else {
            author.reviews(&lamp, a_review(stars)).await
        };
        let id = answer.expect(201).text("/id").to_owned();
        approve(&moderator(&world).await, &id).await;
        written.push((id, stars, is_buyer));
        world.advance(1);
    }
    (world, lamp, written)
}

/// All pages of a list.
async fn walk(world: &World, lamp: &Sold, query: &str) -> Vec<String> {
    let (mut found, mut cursor) = (Vec::new(), String::new());
    loop {
        let more = if query.is_empty() { "?" } else { "&" };
        let page = listed(world, lamp, &format!("{query}{more}limit=3{cursor}")).await;
        assert!(page.list("/items").len() <= 3 && rating(&page).1 == 12);
        found.extend(ids(&page));
        match next(&page) {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return found,
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_order_and_filter_shows_exactly_what_it_says() {
    let (world, lamp, written) = reviewed().await;
    let such = |keep: &dyn Fn(&(String, i64, bool)) -> bool| {
        let kept: Vec<&(String, i64, bool)> = written.iter().rev().filter(|entry| keep(entry)).collect();
        kept
    };
    let named =
        |entries: Vec<&(String, i64, bool)>| entries.into_iter().map(|entry| entry.0.clone()).collect::<Vec<_>>();
    assert_eq!(walk(&world, &lamp, "").await, named(such(&|_| true)));
    assert_eq!(walk(&world, &lamp, "?verified=true").await, named(such(&|entry| entry.2)));
    assert_eq!(walk(&world, &lamp, "?stars=2").await, named(such(&|entry| entry.1 == 2)));
    assert_eq!(walk(&world, &lamp, "?stars=1&verified=true").await, named(such(&|entry| entry.1 == 1 && entry.2)));
    let mut most = such(&|_| true);
    most.sort_by_key(|entry| -entry.1);
    assert_eq!(walk(&world, &lamp, "?sort=stars_desc").await, named(most.clone()));
    most.reverse();
    assert_eq!(walk(&world, &lamp, "?sort=stars_asc").await, named(most));
    let mut buyers = such(&|entry| entry.2);
    buyers.sort_by_key(|entry| -entry.1);
    assert_eq!(walk(&world, &lamp, "?sort=stars_desc&verified=true").await, named(buyers));
    assert_eq!(rating(&listed(&world, &lamp, "").await), (vec![3, 3, 2, 2, 2], 12, 33, Some("2.75")));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_list_is_asked_by_is_refused_and_nobody_is_named() {
    let world = World::new().await;
    let (lamp, rug) = (world.sells(a_product("Desk Lamp")).await, world.sells(a_product("Wool Rug")).await);
    let visitor = world.visitor();
    let at = |sold: &Sold, query: &str| format!("/v1/products/{}/reviews{query}", sold.product);
    for wrong in
        ["?stars=0", "?stars=6", "?stars=x", "?stars=4.5", "?verified=maybe", "?sort=best", "?limit=0", "?limit=101"]
    {
        visitor.get(&at(&lamp, wrong)).await.expect_problem(422, "validation_failed");
    }
    visitor.get(&at(&lamp, "?author=ana")).await.expect_problem(400, "unknown_parameter");
    visitor.get(&at(&lamp, "?cursor=xyz")).await.expect_problem(400, "malformed_cursor");
    visitor.get("/v1/products/desk-lamp/reviews").await.expect_problem(400, "malformed_id");

    let staff = moderator(&world).await;
    let mut authors = Vec::new();
    for name in ["ana@example.com", "bob@example.com"] {
        let author = world.customer(name).await;
        let id = author.reviews_as_buyer(&lamp, 3).await.expect(201).text("/id").to_owned();
        approve(&staff, &id).await;
        authors.push(author.id.to_string());
    }
    let page = listed(&world, &lamp, "?limit=1").await;
    let cursor = page.text("/next_cursor");
    visitor.get(&at(&rug, &format!("?limit=1&cursor={cursor}"))).await.expect_problem(400, "malformed_cursor");
    visitor.get(&at(&lamp, &format!("?stars=3&limit=1&cursor={cursor}"))).await.expect_problem(400, "malformed_cursor");
    let all = listed(&world, &lamp, "").await;
    let text = all.body.to_string();
    assert!(!authors.iter().any(|author| text.contains(author)) && !text.contains("example.com"), "{text}");
    assert_eq!(all.body["items"][0]["signed"], json!(null));
    assert_eq!(all.header("cache-control"), Some("public, max-age=60"));
    let tag = all.header("etag").unwrap().to_owned();
    let known = world.send(reqwest::Method::GET, &at(&lamp, ""), &[("if-none-match", &tag)], None).await;
    assert_eq!(known.status, 304);
}
