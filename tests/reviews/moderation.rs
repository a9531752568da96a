//! Staff look at what is written before anybody else does.

use reqwest::Method;
use serde_json::json;
use testkit::{World, a_product, a_review};

use super::{approve, decide, ids, listed, moderator, rating};

/// M09-T04
#[tokio::test(flavor = "multi_thread")]
async fn what_was_rejected_is_in_no_list_and_in_no_mean() {
    let world = World::new().await;
    let lamp = world.sells(a_product("Desk Lamp")).await;
    let (ana, bob) = (world.customer("ana@example.com").await, world.customer("bob@example.com").await);
    let staff = moderator(&world).await;
    let kept = ana.reviews_as_buyer(&lamp, 5).await.expect(201).text("/id").to_owned();
    let rejected = bob.reviews_as_buyer(&lamp, 1).await.expect(201).text("/id").to_owned();
    assert_eq!(rating(&listed(&world, &lamp, "").await).1, 0, "what waits counts no more than what is rejected");
    approve(&staff, &kept).await;
    let reason = json!({ "status": "rejected", "reason": "It advertises another shop." });
    decide(&staff, &rejected, reason.clone()).await.expect(200);
    for query in ["", "?sort=stars_asc", "?sort=stars_desc", "?stars=1", "?verified=true", "?stars=1&verified=true"] {
        let list = listed(&world, &lamp, query).await;
        assert!(!ids(&list).contains(&rejected), "{query}");
        assert_eq!(rating(&list), (vec![0, 0, 0, 0, 1], 1, 5, Some("5.00")), "{query}");
    }
    let own = bob.get(&format!("/v1/me/reviews/{rejected}")).await.expect(200);
    assert_eq!((own.text("/status"), own.text("/rejection_reason")), ("rejected", "It advertises another shop."));

    // What everybody saw goes the same way.
    decide(&staff, &kept, reason).await.expect(200);
    let list = listed(&world, &lamp, "").await;
    assert_eq!((ids(&list), rating(&list)), (Vec::new(), (vec![0; 5], 0, 0, None)));
    approve(&staff, &rejected).await;
    assert_eq!(rating(&listed(&world, &lamp, "").await), (vec![1, 0, 0, 0, 0], 1, 1, Some("1.00")));
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_see_what_waits_oldest_first_and_whoever_wrote_it_is_told() {
    let world = World::new().await;
    let lamp = world.sells(a_product("Desk Lamp")).await;
    let (staff, watcher) =
        (moderator(&world).await, world.admin_with(&[domain::identity::scope::Scope::ReviewsRead]).await);
    let mut written = Vec::new();
    for number in 0..5 {
        let author = world.customer(&format!("author-{number}@example.com")).await;
        written.push(author.reviews_as_buyer(&lamp, number + 1).await.expect(201).text("/id").to_owned());
        world.advance(10);
    }
    let first = watcher.get("/v1/admin/reviews?limit=3").await.expect(200);
    let cursor = first.text("/next_cursor");
    let second = watcher.get(&format!("/v1/admin/reviews?limit=3&cursor={cursor}")).await.expect(200);
    assert_eq!([ids(&first), ids(&second)].concat(), written);
    staff.get(&format!("/v1/admin/reviews?limit=3&cursor={cursor}")).await.expect_problem(400, "malformed_cursor");
    assert_eq!(second.body["next_cursor"], json!(null));

    let path = format!("/v1/admin/reviews/{}/status", written[0]);
    let body = json!({ "status": "approved" });
    watcher
        .send(Method::PUT, &path, &[("if-match", "\"v1\"")], Some(&body))
        .await
        .expect_problem(403, "insufficient_scope");
    staff.put(&path, body.clone()).await.expect_problem(428, "precondition_required");
    staff.send(Method::PUT, &path, &[("if-match", "\"v7\"")], Some(&body)).await.expect_problem(412, "stale_version");
    for (wrong, pointer) in [
        (json!({ "status": "rejected" }), "/reason"),
        (json!({ "status": "approved", "reason": "x" }), "/reason"),
        (json!({ "status": "pending" }), "/status"),
    ] {
        let refused = staff.send(Method::PUT, &path, &[("if-match", "\"v1\"")], Some(&wrong)).await;
        assert_eq!(refused.expect_problem(422, "validation_failed").text("/errors/0/pointer"), pointer);
    }
    approve(&staff, &written[0]).await;
    decide(&staff, &written[1], json!({ "status": "rejected", "reason": "Not about the lamp." })).await.expect(200);
    assert_eq!(ids(&watcher.get("/v1/admin/reviews").await.expect(200)), written[2..]);
    world.settle().await;
    let subjects = |number: usize| {
        let mails = world.mail_to(&format!("author-{number}@example.com"));
        mails.into_iter().map(|mail| mail.subject).collect::<Vec<_>>()
    };
    assert_eq!(subjects(0), ["Your review at Souk is published"]);
    assert_eq!(subjects(1), ["Your review at Souk is not published"]);
    let told = world.mail_to("author-1@example.com").pop().unwrap().text.unwrap();
    assert!(told.contains("Not about the lamp.") && told.contains("It lights the whole desk."), "{told}");
    assert!(subjects(2).is_empty() && world.dead_letters() == 0);

    // What is decided already changes nothing.
    let before = staff.get(&format!("/v1/admin/reviews/{}", written[0])).await.expect(200);
    approve(&staff, &written[0]).await;
    let after = staff.get(&format!("/v1/admin/reviews/{}", written[0])).await.expect(200);
    assert_eq!(before.body, after.body);
    let auditor = world.admin().await;
    let audit = auditor.get(&format!("/v1/admin/audit?target={}", written[0])).await.expect(200);
    assert_eq!(audit.list("/items").len(), 1);
    assert_eq!(
        (audit.text("/items/0/action"), audit.text("/items/0/actor")),
        ("review.approved", staff.id.to_string().as_str())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_reported_waits_again_until_staff_keep_it_or_not() {
    let world = World::new().await;
    let lamp = world.sells(a_product("Desk Lamp")).await;
    let (ana, staff) = (world.customer("ana@example.com").await, moderator(&world).await);
    let id = ana.reviews_as_buyer(&lamp, 5).await.expect(201).text("/id").to_owned();
    let report = format!("/v1/reviews/{id}/report");
    let bob = world.customer("bob@example.com").await;
    bob.put(&report, json!({ "reason": "spam" })).await.expect_problem(404, "not_found");
    approve(&staff, &id).await;
    assert!(ids(&staff.get("/v1/admin/reviews").await.expect(200)).is_empty());
    for reason in ["spam", "fake", "spam"] {
        bob.put(&report, json!({ "reason": reason })).await.expect(204);
    }
    world.customer("eve@example.com").await.put(&report, json!({ "reason": "fake" })).await.expect(204);
    ana.put(&report, json!({ "reason": "other" })).await.expect_problem(403, "own_review");
    bob.put(&report, json!({ "reason": "boring" })).await.expect_problem(422, "validation_failed");
    world.visitor().put(&report, json!({ "reason": "spam" })).await.expect_problem(401, "unauthenticated");
    let waiting = staff.get("/v1/admin/reviews").await.expect(200);
    assert_eq!(ids(&waiting), [id.as_str()]);
    assert_eq!(waiting.body["items"][0]["reports"], json!({ "spam": 1, "fake": 1 }));
    assert_eq!(ids(&listed(&world, &lamp, "").await), [id.as_str()], "until staff decide it stays");
    assert!(ana.get(&format!("/v1/me/reviews/{id}")).await.expect(200).body.get("reports").is_none());

    world.settle().await;
    approve(&staff, &id).await;
    let kept = staff.get(&format!("/v1/admin/reviews/{id}")).await.expect(200);
    assert_eq!((kept.body["reports"].clone(), kept.text("/status")), (json!({}), "approved"));
    assert!(ids(&staff.get("/v1/admin/reviews").await.expect(200)).is_empty());
    world.settle().await;
    assert_eq!(world.mail_to(&ana.email).len(), 1, "that a review stays is no news");
    assert_eq!(rating(&listed(&world, &lamp, "").await), (vec![0, 0, 0, 0, 1], 1, 5, Some("5.00")));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_shop_answers_a_review_and_takes_its_answer_back() {
    let world = World::new().await;
    let lamp = world.sells(a_product("Desk Lamp")).await;
    let (ana, staff) = (world.customer("ana@example.com").await, moderator(&world).await);
    let id = ana.reviews_as_buyer(&lamp, 2).await.expect(201).text("/id").to_owned();
    approve(&staff, &id).await;
    let path = format!("/v1/admin/reviews/{id}/reply");
    let body = json!({ "text": "Sorry to hear that.\r\nWe have sent you another switch. <b>" });
    staff.put(&path, body.clone()).await.expect_problem(428, "precondition_required");
    let answered = staff.send(Method::PUT, &path, &[("if-match", "\"v2\"")], Some(&body)).await.expect(200);
    assert_eq!(answered.number("/version"), 3);
    let text = "Sorry to hear that.\nWe have sent you another switch. <b>";
    assert_eq!(listed(&world, &lamp, "").await.text("/items/0/reply/text"), text);
    for wrong in ["", "a\u{0}b", &"x".repeat(2001)] {
        let refused = staff.send(Method::PUT, &path, &[("if-match", "\"v3\"")], Some(&json!({ "text": wrong }))).await;
        refused.expect_problem(422, "validation_failed");
    }
    ana.put(&path, body).await.expect_problem(403, "insufficient_scope");
    ana.put(&format!("/v1/me/reviews/{id}"), a_review(3)).await.expect(200);
    assert_eq!(ana.get(&format!("/v1/me/reviews/{id}")).await.expect(200).text("/reply/text"), text);
    staff.send(Method::DELETE, &path, &[("if-match", "\"v4\"")], None).await.expect(200);
    assert_eq!(ana.get(&format!("/v1/me/reviews/{id}")).await.expect(200).body["reply"], json!(null));
    let auditor = world.admin().await;
    let audit = auditor.get(&format!("/v1/admin/audit?target={id}")).await.expect(200);
    let done: Vec<&str> = audit.list("/items").iter().filter_map(|entry| entry["action"].as_str()).collect();
    assert_eq!(done, ["review.reply_removed", "review.replied", "review.approved"]);
}
