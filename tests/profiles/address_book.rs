//! Address books: whose they are, what is taken, and what stays the default.

use reqwest::Method;
use serde_json::{Value, json};
use testkit::world::an_address;
use testkit::{Customer, World, a_product};

const BOOK: &str = "/v1/me/addresses";

/// Which addresses are the defaults for deliveries and for bills.
async fn defaults(whose: &Customer<'_>) -> [Vec<String>; 2] {
    let book = whose.get(BOOK).await.expect(200);
    ["default_shipping", "default_billing"].map(|kind| {
        let chosen = book.list("/items").iter().filter(|address| address[kind] == true);
        chosen.filter_map(|address| Some(address["id"].as_str()?.to_owned())).collect()
    })
}

/// An address with some of its fields changed.
#[track_caller]
fn with(mut changes: Value) -> Value {
    let mut address = an_address();
    let fields = address.as_object_mut().expect("an object");
    fields.append(changes.as_object_mut().expect("changes"));
    address
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_is_kept_changed_and_deleted() {
    let world = World::new().await;
    let ana = world.customer("ana@example.com").await;
    let kept = ana.post(BOOK, with(json!({ "phone": "+1 (415) 555-0132" }))).await.expect(201);
    let path = format!("{BOOK}/{}", kept.text("/id"));
    assert_eq!((kept.header("location"), kept.header("etag")), (Some(path.as_str()), Some("\"v1\"")));
    assert_eq!(kept.text("/phone"), "+14155550132");
    assert_eq!(ana.get(&path).await.expect(200).body, kept.body);

    let moved = with(json!({ "city": "Shelbyville" }));
    let stale = [("if-match", "\"v7\"")];
    ana.send(Method::PUT, &path, &stale, Some(&moved)).await.expect_problem(412, "stale_version");
    let fresh = [("if-match", "\"v1\"")];
    let changed = ana.send(Method::PUT, &path, &fresh, Some(&moved)).await.expect(200);
    assert_eq!((changed.text("/city"), changed.header("etag")), ("Shelbyville", Some("\"v2\"")));
    ana.send(Method::DELETE, &path, &fresh, None).await.expect_problem(412, "stale_version");
    ana.delete(&path).await.expect(204);
    ana.get(&path).await.expect_problem(404, "not_found");
    ana.delete(&path).await.expect_problem(404, "not_found");
    assert!(ana.get(BOOK).await.expect(200).list("/items").is_empty());
}

/// M12-T01
#[tokio::test(flavor = "multi_thread")]
async fn each_country_has_its_own_rules() {
    let world = World::new().await;
    let ana = world.customer("ana@example.com").await;
    for (change, pointer) in [
        (json!({ "country": "DE", "region": null, "postal_code": null }), "/postal_code"),
        (json!({ "country": "DE", "region": null, "postal_code": "1011" }), "/postal_code"),
        (json!({ "country": "HK", "region": null }), "/postal_code"),
        (json!({ "region": null }), "/region"),
        (json!({ "region": "Bavaria" }), "/region"),
        (json!({ "phone": "555-0132" }), "/phone"),
    ] {
        let refused = ana.post(BOOK, with(change.clone())).await.expect_problem(422, "validation_failed");
        assert_eq!(refused.text("/errors/0/pointer"), pointer, "{change}");
    }
    let hong_kong = with(json!({ "country": "HK", "region": null, "postal_code": null }));
    ana.post(BOOK, hong_kong).await.expect(201);
    assert_eq!(ana.get(BOOK).await.expect(200).list("/items").len(), 1);
}

/// M12-T02
#[tokio::test(flavor = "multi_thread")]
async fn somebody_elses_address_does_not_exist() {
    let world = World::new().await;
    let (ana, bob) = (world.customer("ana@example.com").await, world.customer("bob@example.com").await);
    let path = format!("{BOOK}/{}", ana.post(BOOK, an_address()).await.expect(201).text("/id"));
    bob.get(&path).await.expect_problem(404, "not_found");
    bob.put(&path, an_address()).await.expect_problem(404, "not_found");
    bob.delete(&path).await.expect_problem(404, "not_found");
    assert!(bob.get(BOOK).await.expect(200).list("/items").is_empty());
    ana.get(&path).await.expect(200);
}

/// M12-T03
#[tokio::test(flavor = "multi_thread")]
async fn there_is_one_default_of_each_kind_whatever_happens() {
    let world = World::new().await;
    let ana = world.customer("ana@example.com").await;
    let mut ids = Vec::new();
    for wanted in [json!({}), json!({ "default_shipping": true }), json!({ "default_billing": true })] {
        ids.push(ana.post(BOOK, with(wanted)).await.expect(201).text("/id").to_owned());
    }
    let one = |id: &str| vec![id.to_owned()];
    assert_eq!(defaults(&ana).await, [one(&ids[1]), one(&ids[2])]);
    let path = |id: &str| format!("{BOOK}/{id}");
    ana.put(&path(&ids[0]), with(json!({ "default_shipping": true }))).await.expect(200);
    assert_eq!(defaults(&ana).await, [one(&ids[0]), one(&ids[2])]);
    ana.put(&path(&ids[0]), with(json!({ "default_shipping": false }))).await.expect(200);
    assert_eq!(defaults(&ana).await, [one(&ids[0]), one(&ids[2])], "a default moves, and never merely ends");
    ana.delete(&path(&ids[2])).await.expect(204);
    assert_eq!(defaults(&ana).await, [one(&ids[0]), one(&ids[0])]);
    ana.delete(&path(&ids[0])).await.expect(204);
    assert_eq!(defaults(&ana).await, [one(&ids[1]), one(&ids[1])]);
    ana.delete(&path(&ids[1])).await.expect(204);
    assert_eq!(defaults(&ana).await, [Vec::<String>::new(), Vec::new()]);
}

/// M12-T04
#[tokio::test(flavor = "multi_thread")]
async fn every_script_comes_back_byte_for_byte() {
    let world = World::new().await;
    let ana = world.customer("ana@example.com").await;
    let written = json!({
        "name": "田中 さくら", "line1": "千代田1-1", "line2": "شقة ٣", "city": "Жмеринка", "region": "東京都",
        "postal_code": "100-0001", "country": "JP",
    });
    let kept = ana.post(BOOK, written.clone()).await.expect(201);
    let read = ana.get(&format!("{BOOK}/{}", kept.text("/id"))).await.expect(200);
    for (name, value) in written.as_object().expect("an object") {
        assert_eq!(&read.body[name], value);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_fifty_first_address_has_no_room_and_one_key_keeps_one_address() {
    let world = World::new().await;
    let ana = world.customer("ana@example.com").await;
    let first = ana.post_once(BOOK, "home", an_address()).await.expect(201);
    let again = ana.post_once(BOOK, "home", an_address()).await.expect(201);
    assert_eq!((again.text("/id"), again.header("idempotent-replayed")), (first.text("/id"), Some("true")));
    let other = with(json!({ "city": "Shelbyville" }));
    ana.post_once(BOOK, "home", other).await.expect_problem(422, "idempotency_key_reused");
    for _ in 1..50 {
        ana.post(BOOK, an_address()).await.expect(201);
    }
    ana.post(BOOK, an_address()).await.expect_problem(409, "address_book_full");
    assert_eq!(ana.get(BOOK).await.expect(200).list("/items").len(), 50);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_keeps_its_own_copy_of_an_address() {
    let world = World::new().await;
    let lamp = world.sells(a_product("Desk Lamp")).await;
    let ana = world.customer("ana@example.com").await;
    let kept = ana.post(BOOK, an_address()).await.expect(201);
    world.fill_cart_of(&ana, &[&lamp], 1).await;
    let order = ana.check_out_as("one").await.expect(201);
    let path = format!("/v1/orders/{}", order.text("/id"));
    let before = ana.get(&path).await.expect(200).body["address"].clone();
    ana.delete(&format!("{BOOK}/{}", kept.text("/id"))).await.expect(204);
    assert_eq!(ana.get(&path).await.expect(200).body["address"], before);
}
