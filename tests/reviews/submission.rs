//! Writing a review, changing it, and taking it back.

use std::collections::BTreeMap;

use reqwest::Method;
use serde_json::{Value, json};
use testkit::{World, WorldOptions, a_product, a_review};

use super::{approve, ids, listed, moderator, rating};

/// M09-T01
#[tokio::test(flavor = "multi_thread")]
async fn a_second_review_of_the_same_product_is_refused_and_names_the_first() {
    let world = World::new().await;
    let (lamp, rug) = (world.sells(a_product("Desk Lamp")).await, world.sells(a_product("Wool Rug")).await);
    let ana = world.customer("ana@example.com").await;
    let first = ana.reviews_as_buyer(&lamp, 4).await.expect(201);
    let refused = ana.reviews(&lamp, a_review(5)).await.expect_problem(409, "review_exists");
    assert_eq!(refused.text("/review_id"), first.text("/id"));
    // Of something else, and by somebody else, is another matter.
    ana.reviews_as_buyer(&rug, 5).await.expect(201);
    world.customer("bob@example.com").await.reviews_as_buyer(&lamp, 1).await.expect(201);
    assert_eq!(ana.get("/v1/me/reviews").await.expect(200).list("/items").len(), 2);
}

/// M09-T03
#[tokio::test(flavor = "multi_thread")]
async fn who_did_not_buy_it_may_not_review_it_where_only_buyers_may() {
    let world = World::new().await;
    let lamp = world.sells(a_product("Desk Lamp")).await;
    let ana = world.customer("ana@example.com").await;
    ana.reviews(&lamp, a_review(4)).await.expect_problem(403, "purchase_required");
    world.has_bought(ana.id, lamp.product).await;
    let review = ana.reviews(&lamp, a_review(4)).await.expect(201);
    assert_eq!(review.body["verified_purchase"], json!(true));

    let parameters = BTreeMap::from([("ReviewsByBuyersOnly".to_owned(), "false".to_owned())]);
    let open = World::with(WorldOptions { parameters, ..WorldOptions::default() }).await;
    let lamp = open.sells(a_product("Desk Lamp")).await;
    let (ana, bob) = (open.customer("ana@example.com").await, open.customer("bob@example.com").await);
    let told = ana.reviews(&lamp, json!({ "stars": 4, "text": "Bright.", "verified_purchase": true })).await;
    assert_eq!(told.expect_problem(422, "validation_failed").text("/errors/0/pointer"), "/verified_purchase");
    assert_eq!(ana.reviews(&lamp, a_review(4)).await.expect(201).body["verified_purchase"], json!(false));
    assert_eq!(bob.reviews_as_buyer(&lamp, 4).await.expect(201).body["verified_purchase"], json!(true));
}

/// M09-T05
#[tokio::test(flavor = "multi_thread")]
async fn markup_is_kept_and_shown_as_text() {
    let world = World::new().await;
    let lamp = world.sells(a_product("Desk Lamp")).await;
    let ana = world.customer("ana@example.com").await;
    world.has_bought(ana.id, lamp.product).await;
    let text = "<script>alert(1)</script>\n\n<b>Good</b> & cheap: 1 < 2 &amp; {{7*7}} =cmd|' /C calc'!A0";
    let said = json!({ "stars": 5, "title": "<img src=x onerror=alert(1)>", "text": text, "signed": "<i>Ana</i>", "language": "EN" });
    let review = ana.reviews(&lamp, said.clone()).await.expect(201);
    approve(&moderator(&world).await, review.text("/id")).await;
    let list = listed(&world, &lamp, "").await;
    assert!(list.header("content-type").unwrap().starts_with("application/json"));
    let shown = &list.list("/items")[0];
    for field in ["title", "text", "signed", "stars"] {
        assert_eq!(shown[field], said[field], "{field}");
    }
    assert_eq!(shown["language"], "en");
    let stored = world.store().reviews().by_id(review.text("/id").parse().unwrap()).await.unwrap().unwrap();
    assert_eq!(stored.content.text.as_str(), text);
}

/// Part of A10-T01
#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_review_is_refused_and_nothing_is_kept() {
    let world = World::new().await;
    let lamp = world.sells(a_product("Desk Lamp")).await;
    let ana = world.customer("ana@example.com").await;
    world.has_bought(ana.id, lamp.product).await;
    let with = |field: &str, value: Value| {
        let mut review = a_review(4);
        review[field] = value;
        review
    };
    let wrong = [
        ("stars", json!(0)),
        ("stars", json!(6)),
        ("stars", json!(-1)),
        ("stars", json!(4.5)),
        ("stars", json!("4")),
        ("stars", json!(null)),
        ("text", json!("")),
        ("text", json!(" \n ")),
        ("text", json!("x".repeat(10_000))),
        ("text", json!("x".repeat(2001))),
        ("text", json!("a\u{0}b")),
        ("text", json!("a\u{1b}[2J")),
        ("text", json!("a\u{202E}b")),
        ("title", json!("two\nlines")),
        ("title", json!("x".repeat(101))),
        ("signed", json!("\u{2066}Ana")),
        ("language", json!("klingon!")),
        ("status", json!("approved")),
        ("helpful", json!(1000)),
    ];
    for (field, value) in wrong {
        let refused = ana.reviews(&lamp, with(field, value.clone())).await.expect_problem(422, "validation_failed");
        assert_eq!(refused.text("/errors/0/pointer"), format!("/{field}"), "{value:.40}");
    }
    for path in ["/v1/products/prd_01JD8ZQ4T5M6N7P8Q9R0S1T2V3/reviews"] {
        ana.post(path, a_review(4)).await.expect_problem(404, "not_found");
        world.visitor().get(path).await.expect_problem(404, "not_found");
    }
    world.visitor().post(&format!("/v1/products/{}/reviews", lamp.product), a_review(4)).await.expect(401);
    assert!(ana.get("/v1/me/reviews").await.expect(200).list("/items").is_empty());
    assert_eq!(rating(&listed(&world, &lamp, "").await), (vec![0; 5], 0, 0, None));
    ana.reviews(&lamp, with("text", json!("é".repeat(2000)))).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_product_that_nobody_sees_has_no_reviews_and_gets_none() {
    let world = World::new().await;
    let lamp = world.sells(a_product("Desk Lamp")).await;
    let (ana, staff) = (world.customer("ana@example.com").await, world.admin().await);
    let review = ana.reviews_as_buyer(&lamp, 4).await.expect(201).text("/id").to_owned();
    approve(&staff, &review).await;
    let path = format!("/v1/admin/products/{}/status", lamp.product);
    staff.send(Method::PUT, &path, &[("if-match", "\"v1\"")], Some(&json!({ "status": "draft" }))).await.expect(200);
    let path = format!("/v1/products/{}/reviews", lamp.product);
    world.visitor().get(&path).await.expect_problem(404, "not_found");
    let bob = world.customer("bob@example.com").await;
    bob.reviews_as_buyer(&lamp, 4).await.expect_problem(404, "not_found");
    // What somebody wrote stays theirs.
    ana.get(&format!("/v1/me/reviews/{review}")).await.expect(200);
}

/// Part of A10-T01
#[tokio::test(flavor = "multi_thread")]
async fn a_changed_review_waits_again_and_a_deleted_one_makes_room() {
    let world = World::new().await;
    let lamp = world.sells(a_product("Desk Lamp")).await;
    let (ana, staff) = (world.customer("ana@example.com").await, moderator(&world).await);
    let review = ana.reviews_as_buyer(&lamp, 4).await.expect(201);
    let (id, own) = (review.text("/id").to_owned(), format!("/v1/me/reviews/{}", review.text("/id")));
    assert_eq!((review.header("location"), review.header("etag")), (Some(own.as_str()), Some("\"v1\"")));
    assert_eq!((review.text("/status"), review.number("/version")), ("pending", 1));
    approve(&staff, &id).await;
    assert_eq!(rating(&listed(&world, &lamp, "").await), (vec![0, 0, 0, 1, 0], 1, 4, Some("4.00")));

    world.advance(60);
    let stale = ana.send(Method::PUT, &own, &[("if-match", "\"v1\"")], Some(&a_review(2))).await;
    stale.expect_problem(412, "stale_version");
    let changed = ana.send(Method::PUT, &own, &[("if-match", "\"v2\"")], Some(&a_review(2))).await.expect(200);
    assert_eq!((changed.text("/status"), changed.number("/stars"), changed.number("/version")), ("pending", 2, 3));
    assert_eq!(changed.text("/edited_at"), "2026-01-01T00:01:00Z");
    let list = listed(&world, &lamp, "").await;
    assert_eq!((ids(&list), rating(&list).1), (Vec::new(), 0));
    approve(&staff, &id).await;
    assert_eq!(rating(&listed(&world, &lamp, "").await), (vec![0, 1, 0, 0, 0], 1, 2, Some("2.00")));

    let bob = world.customer("bob@example.com").await;
    for method in [Method::GET, Method::DELETE] {
        bob.send(method, &own, &[], None).await.expect_problem(404, "not_found");
    }
    bob.put(&own, a_review(1)).await.expect_problem(404, "not_found");
    ana.delete(&own).await.expect(204);
    ana.delete(&own).await.expect_problem(404, "not_found");
    assert_eq!(rating(&listed(&world, &lamp, "").await), (vec![0; 5], 0, 0, None));
    assert_ne!(ana.reviews(&lamp, a_review(5)).await.expect(201).text("/id"), id);
    let history = world.store().table().history("review", &id).await.unwrap();
    let kinds: Vec<&str> = history.iter().map(|event| event.kind.as_str()).collect();
    let expected = ["review.submitted", "review.approved", "review.edited", "review.approved", "review.deleted"];
    assert_eq!(kinds, expected);
    assert!(history.iter().zip(1..).all(|(event, version)| event.aggregate.version == version));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_review_under_one_key_is_written_once() {
    let world = World::new().await;
    let lamp = world.sells(a_product("Desk Lamp")).await;
    let ana = world.customer("ana@example.com").await;
    world.has_bought(ana.id, lamp.product).await;
    let path = format!("/v1/products/{}/reviews", lamp.product);
    let first = ana.post_once(&path, "one", a_review(4)).await.expect(201);
    let again = ana.post_once(&path, "one", a_review(4)).await.expect(201);
    assert_eq!((again.header("idempotent-replayed"), &again.body), (Some("true"), &first.body));
    ana.post_once(&path, "one", a_review(5)).await.expect_problem(422, "idempotency_key_reused");
    ana.post_once(&path, "two", a_review(4)).await.expect_problem(409, "review_exists");
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_reviews_an_hour_are_enough_for_anybody() {
    let parameters = BTreeMap::from([("RateLimits".to_owned(), "vote=2/3600".to_owned())]);
    let world = World::with(WorldOptions { parameters, ..WorldOptions::default() }).await;
    let ana = world.customer("ana@example.com").await;
    let mut last = None;
    for number in 0..11 {
        let vase = world.sells(a_product(&format!("Vase {number}"))).await;
        let answer = ana.reviews_as_buyer(&vase, 3).await;
        assert_eq!(answer.status, if number < 10 { 201 } else { 429 }, "{number}");
        last = Some(answer);
    }
    let refused = last.unwrap().expect_problem(429, "rate_limited");
    assert!(refused.header("retry-after").is_some());
    let vote = "/v1/reviews/rev_01JD8ZQ4T5M6N7P8Q9R0S1T2V3/helpful-vote";
    for status in [404, 404, 429] {
        assert_eq!(ana.put(vote, json!({})).await.status, status);
    }
}
