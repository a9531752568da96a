//! Profiles, preferences and places.

use reqwest::Method;
use serde_json::json;
use testkit::World;

#[tokio::test(flavor = "multi_thread")]
async fn a_profile_begins_empty_and_changes_field_by_field() {
    let world = World::new().await;
    let ana = world.customer("ana@example.com").await;
    let path = "/v1/me/profile";
    let before = ana.get(path).await.expect(200);
    assert_eq!((before.header("etag"), &before.body["phone"]), (Some("\"v0\""), &json!(null)));
    let change = json!({ "name": "Ana Lee", "phone": "+49 30 123456", "locale": "de-at" });
    let changed = ana.patch(path, change).await.expect(200);
    assert_eq!((changed.text("/phone"), changed.text("/locale")), ("+4930123456", "de-AT"));
    assert_eq!((&changed.body["phone_verified"], changed.header("etag")), (&json!(false), Some("\"v1\"")));
    assert_eq!(ana.get("/v1/me").await.expect(200).text("/name"), "Ana Lee", "the account has the same name");

    let fewer = ana.patch(path, json!({ "phone": null })).await.expect(200);
    assert_eq!((&fewer.body["phone"], fewer.text("/name"), fewer.text("/locale")), (&json!(null), "Ana Lee", "de-AT"));
    let stale = [("if-match", "\"v1\"")];
    let refused = ana.send(Method::PATCH, path, &stale, Some(&json!({ "locale": "fr" }))).await;
    refused.expect_problem(412, "stale_version");
    for (change, pointer) in [
        (json!({ "phone": "030 123456" }), "/phone"),
        (json!({ "phone": "+9991234567" }), "/phone"),
        (json!({ "locale": "german!" }), "/locale"),
        (json!({ "phone_verified": true }), "/phone_verified"),
        (json!({ "role": "admin" }), "/role"),
    ] {
        let refused = ana.patch(path, change).await.expect_problem(422, "validation_failed");
        assert_eq!(refused.text("/errors/0/pointer"), pointer);
    }
    assert_eq!(ana.get(path).await.expect(200).body, fewer.body);
    let unnamed = ana.patch(path, json!({ "name": null })).await.expect(200);
    assert_eq!(
        (&unnamed.body["name"], &ana.get("/v1/me").await.expect(200).body["name"]),
        (&json!(null), &json!(null))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn preferences_have_a_usual_form_and_belong_to_one_person() {
    let world = World::new().await;
    let (ana, bob) = (world.customer("ana@example.com").await, world.customer("bob@example.com").await);
    let path = "/v1/me/packaging-preference";
    let usual = ana.get(path).await.expect(200);
    assert_eq!((usual.text("/style"), usual.header("etag")), ("standard", Some("\"v0\"")));
    let wanted = json!({ "style": "reusable", "no_filler": true, "consolidate": true });
    let first = [("if-match", "\"v0\"")];
    ana.send(Method::PUT, path, &first, Some(&wanted)).await.expect(200);
    ana.send(Method::PUT, path, &first, Some(&wanted)).await.expect_problem(412, "stale_version");
    assert_eq!(ana.get(path).await.expect(200).text("/style"), "reusable");
    assert_eq!(bob.get(path).await.expect(200).body, usual.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn interests_count_once_are_bounded_and_can_be_forgotten() {
    let world = World::new().await;
    let ana = world.customer("ana@example.com").await;
    let path = "/v1/me/interests";
    let interests = |tags: Vec<String>| json!({ "categories": [], "tags": tags, "personalised": true });
    let twice = interests(vec!["oak".into(), "lamps".into(), "oak".into()]);
    assert_eq!(ana.put(path, twice).await.expect(200).body["tags"], json!(["lamps", "oak"]));
    let many = interests((0..101).map(|number| format!("tag-{number}")).collect());
    ana.put(path, many).await.expect_problem(422, "validation_failed");
    ana.put(path, interests(vec!["Not A Tag".into()])).await.expect_problem(422, "validation_failed");
    assert_eq!(ana.get(path).await.expect(200).body["tags"], json!(["lamps", "oak"]));
    ana.delete(path).await.expect(204);
    ana.delete(path).await.expect(204);
    let none = ana.get(path).await.expect(200);
    assert_eq!((&none.body["tags"], &none.body["personalised"]), (&json!([]), &json!(false)));
}

#[tokio::test(flavor = "multi_thread")]
async fn mails_that_must_be_sent_cannot_be_turned_off() {
    let world = World::new().await;
    let ana = world.customer("ana@example.com").await;
    let path = "/v1/me/notification-preferences";
    let usual = ana.get(path).await.expect(200);
    assert_eq!(usual.body["marketing"], json!({ "email": false, "sms": false, "push": false }));
    let mut wanted = usual.body.clone();
    wanted.as_object_mut().expect("an object").remove("version");
    wanted["shipping"]["email"] = json!(false);
    assert_eq!(ana.put(path, wanted.clone()).await.expect(200).body["shipping"]["email"], json!(false));
    for kind in ["orders", "account"] {
        let mut silent = wanted.clone();
        silent[kind]["email"] = json!(false);
        let refused = ana.put(path, silent).await.expect_problem(422, "validation_failed");
        assert_eq!(refused.text("/errors/0/pointer"), format!("/{kind}/email"));
    }
}

/// Part of M32-T01: what a header says of a place is not believed.
#[tokio::test(flavor = "multi_thread")]
async fn a_place_is_what_its_person_says_for_a_month_and_with_consent() {
    let world = World::new().await;
    let ana = world.customer("ana@example.com").await;
    let path = "/v1/me/location";
    ana.get(path).await.expect_problem(404, "not_found");
    let refused = ana.put(path, json!({ "consent": false, "country": "DE" })).await;
    assert_eq!(refused.expect_problem(422, "validation_failed").text("/errors/0/pointer"), "/consent");
    ana.put(path, json!({ "consent": true })).await.expect_problem(422, "validation_failed");
    ana.get(path).await.expect_problem(404, "not_found");

    let forged = [("cloudfront-viewer-country", "FR"), ("x-forwarded-for", "203.0.113.7")];
    let place = json!({ "consent": true, "country": "US", "region": "California" });
    let told = ana.send(Method::PUT, path, &forged, Some(&place)).await.expect(200);
    assert_eq!((told.text("/country"), told.text("/region"), told.text("/source")), ("US", "CA", "stated"));
    ana.delete(path).await.expect(204);
    ana.get(path).await.expect_problem(404, "not_found");
}
