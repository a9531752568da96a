//! Wishlists: what stands in them, who may look, and how they end.

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use testkit::{Answer, Customer, Sold, World, a_product};

const LISTS: &str = "/v1/wishlists";
const ITEMS: &str = "/v1/wishlists/items";

fn wish(sold: &Sold) -> Value {
    json!({ "variant_id": sold.variant.id })
}

async fn names_and_defaults(whose: &Customer<'_>) -> Vec<(String, bool)> {
    let lists = whose.get(LISTS).await.expect(200);
    let told = |list: &Value| (list["name"].as_str().unwrap_or_default().to_owned(), list["default"] == true);
    lists.list("/items").iter().map(told).collect()
}

/// The variants that stand in a list, as it tells them.
fn variants(list: &Answer) -> Vec<String> {
    list.list("/items").iter().filter_map(|item| Some(item["variant_id"].as_str()?.to_owned())).collect()
}

/// M07-T01
#[tokio::test(flavor = "multi_thread")]
async fn wishing_twice_is_one_wish_with_the_quantity_said_last() {
    let world = World::new().await;
    let lamp = world.sells(a_product("Desk Lamp")).await;
    let ana = world.customer("ana@example.com").await;
    let first = ana.post(ITEMS, wish(&lamp)).await.expect(201);
    let second = ana.post(ITEMS, json!({ "variant_id": lamp.variant.id, "quantity": 3 })).await.expect(200);
    assert_eq!(first.text("/wishlist_id"), second.text("/wishlist_id"));
    let list = ana.get(&format!("{LISTS}/{}", first.text("/wishlist_id"))).await.expect(200);
    assert_eq!((list.number("/item_count"), list.list("/items").len(), list.number("/items/0/quantity")), (1, 1, 3));
    assert_eq!(list.text("/items/0/variant/title"), "Desk Lamp");
    assert_eq!((&list.body["default"], &list.body["name"]), (&json!(true), &Value::Null));
    // Many at once are still one.
    let rug = world.sells(a_product("Wool Rug")).await;
    let answers = join_all((0..8).map(|_| ana.post(ITEMS, wish(&rug)))).await;
    let statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
    assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 1, "{statuses:?}");
    assert!(statuses.iter().all(|status| [200, 201].contains(status)), "{statuses:?}");
    let list = ana.get(&format!("{LISTS}/{}", first.text("/wishlist_id"))).await.expect(200);
    assert_eq!((list.number("/item_count"), list.list("/items").len()), (2, 2));
    ana.delete(&format!("{ITEMS}/{}", rug.variant.id)).await.expect(204);
    ana.delete(&format!("{ITEMS}/{}", rug.variant.id)).await.expect_problem(404, "not_found");
    let list = ana.get(&format!("{LISTS}/{}", first.text("/wishlist_id"))).await.expect(200);
    assert_eq!((list.number("/item_count"), variants(&list)), (1, vec![lamp.variant.id.to_string()]));
}

/// M07-T02
#[tokio::test(flavor = "multi_thread")]
async fn a_link_shows_a_list_and_changes_nothing_until_another_replaces_it() {
    let world = World::new().await;
    let lamp = world.sells(a_product("Desk Lamp")).await;
    let ana = world.customer("ana@example.com").await;
    let list = ana.post(ITEMS, wish(&lamp)).await.expect(201).text("/wishlist_id").to_owned();
    let share = format!("{LISTS}/{list}/share");
    let first = ana.post(&share, json!({})).await.expect(200).text("/share_token").to_owned();
    let shown = |token: &str| format!("{LISTS}/shared/{token}");
    let bob = world.customer("bob@example.com").await;
    for answer in [world.visitor().get(&shown(&first)).await, bob.get(&shown(&first)).await] {
        let seen = answer.expect(200);
        assert_eq!(variants(&seen), [lamp.variant.id.to_string()]);
        assert!(!seen.body.to_string().contains("usr_") && seen.body.get("id").is_none(), "{:#}", seen.body);
    }
    for method in [Method::POST, Method::PATCH, Method::DELETE] {
        let refused = bob.send(method, &shown(&first), &[], Some(&json!({}))).await;
        assert!([404, 405].contains(&refused.status), "{}", refused.status);
    }
    bob.delete(&format!("{LISTS}/{list}")).await.expect_problem(404, "not_found");
    bob.get(&format!("{LISTS}/{list}")).await.expect_problem(404, "not_found");

    let long = "x".repeat(5_000);
    for token in
        ["x", "nothing", "gr%C3%B6%C3%9Fe", "%E2%98%83", "..", "a%2Fb", &first[1..], &first.to_lowercase(), &long]
    {
        world.visitor().get(&shown(token)).await.expect_problem(404, "not_found");
    }
    let refused = world.visitor().get(&shown("%FF")).await;
    assert!((400..500).contains(&refused.status), "{}", refused.status);

    let second = ana.post(&share, json!({})).await.expect(200).text("/share_token").to_owned();
    world.visitor().get(&shown(&first)).await.expect_problem(404, "not_found");
    world.visitor().get(&shown(&second)).await.expect(200);
    assert_eq!(ana.get(&format!("{LISTS}/{list}")).await.expect(200).text("/share_token"), second);
    for _ in 0..2 {
        ana.delete(&share).await.expect(204);
    }
    world.visitor().get(&shown(&second)).await.expect_problem(404, "not_found");
    let third = ana.post(&share, json!({})).await.expect(200).text("/share_token").to_owned();
    ana.delete(&format!("{LISTS}/{list}")).await.expect(204);
    world.visitor().get(&shown(&third)).await.expect_problem(404, "not_found");
}

/// M07-T03
#[tokio::test(flavor = "multi_thread")]
async fn another_list_becomes_the_default_when_it_is_deleted() {
    let world = World::new().await;
    let ana = world.customer("ana@example.com").await;
    let mut ids = Vec::new();
    for name in ["Home", "Birthday", "Garden"] {
        let list = ana.post(LISTS, json!({ "name": name })).await.expect(201);
        assert_eq!(list.header("location"), Some(format!("{LISTS}/{}", list.text("/id")).as_str()));
        ids.push(list.text("/id").to_owned());
    }
    let path = |number: usize| format!("{LISTS}/{}", ids[number]);
    let chosen = ana.send(Method::PATCH, &path(2), &[], Some(&json!({ "default": true, "name": "Yard" }))).await;
    assert_eq!((&chosen.expect(200).body["default"], true), (&json!(true), true));
    let named = |names: [(&str, bool); 3]| names.map(|(name, is)| (name.to_owned(), is)).to_vec();
    assert_eq!(names_and_defaults(&ana).await, named([("Home", false), ("Birthday", false), ("Yard", true)]));
    ana.delete(&path(2)).await.expect(204);
    assert_eq!(names_and_defaults(&ana).await, named([("Home", true), ("Birthday", false), ("", false)])[..2]);
    ana.delete(&path(0)).await.expect(204);
    ana.delete(&path(1)).await.expect(204);
    assert!(names_and_defaults(&ana).await.is_empty());
    ana.delete(&path(1)).await.expect_problem(404, "not_found");
}

/// M07-T02
#[tokio::test(flavor = "multi_thread")]
async fn what_can_be_had_moves_to_the_cart_and_the_rest_stays_with_its_reason() {
    let world = World::new().await;
    let lamp = world.sells(a_product("Desk Lamp").stock(5)).await;
    let sold_out = world.sells(a_product("Wool Rug").stock(0)).await;
    let gone = world.sells(a_product("Oak Stool")).await;
    let ana = world.customer("ana@example.com").await;
    let mut list = String::new();
    for sold in [&lamp, &sold_out, &gone] {
        list = ana.post(ITEMS, wish(sold)).await.expect(201).text("/wishlist_id").to_owned();
        world.advance(1);
    }
    let admin = world.admin().await;
    let product = format!("/v1/admin/products/{}", gone.product);
    let tag = admin.get(&product).await.expect(200).header("etag").unwrap_or_default().to_owned();
    let archived = json!({ "status": "archived" });
    let path = format!("{product}/status");
    admin.send(Method::PUT, &path, &[("if-match", &tag)], Some(&archived)).await.expect(200);
    let page = ana.get(&format!("{LISTS}/{list}")).await.expect(200);
    let expected = [&gone, &sold_out, &lamp].map(|sold| sold.variant.id.to_string());
    assert_eq!(variants(&page), expected, "newest first");
    assert_eq!((&page.body["items"][0]["variant"], &page.body["items"][0]["price"]), (&Value::Null, &Value::Null));
    assert_eq!(page.body["items"][1]["variant"]["in_stock"], json!(false));

    let move_all = format!("{LISTS}/{list}/move-to-cart");
    let moved = ana.post_once(&move_all, "once", json!({})).await.expect(200);
    let told = |item: &Value| (item["moved"] == true, item["code"].as_str().unwrap_or_default().to_owned());
    let told: Vec<(bool, String)> = moved.list("/items").iter().map(told).collect();
    let stayed = |code: &str| (false, code.to_owned());
    assert_eq!(told, [stayed("variant_unavailable"), stayed("insufficient_stock"), (true, String::new())]);
    let again = ana.post_once(&move_all, "once", json!({})).await.expect(200);
    assert_eq!((&again.body, again.header("idempotent-replayed")), (&moved.body, Some("true")));
    let cart = ana.get("/v1/cart").await.expect(200);
    assert_eq!((cart.number("/unit_count"), cart.number("/version")), (1, moved.number("/cart_version")));
    let page = ana.get(&format!("{LISTS}/{list}")).await.expect(200);
    assert_eq!((variants(&page).len(), page.number("/item_count")), (2, 2));
    // One alone, which is not in the list any more.
    let only = json!({ "variant_ids": [lamp.variant.id] });
    assert!(ana.post(&move_all, only).await.expect(200).list("/items").is_empty());
    let bob = world.customer("bob@example.com").await;
    bob.post(&move_all, json!({})).await.expect_problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_s_list_becomes_part_of_the_account_s_at_log_in() {
    let world = World::new().await;
    let (lamp, rug) = (world.sells(a_product("Desk Lamp")).await, world.sells(a_product("Wool Rug")).await);
    world.open_account("ana@example.com", "seven wooden lanterns").await;
    let begun = world.visitor().post(ITEMS, wish(&lamp)).await.expect(201);
    let token = begun.text("/token").to_owned();
    assert_eq!(begun.header("x-cart-token"), Some(token.as_str()));
    let guest = [("x-cart-token", token.as_str())];
    world.send(Method::POST, ITEMS, &guest, Some(&wish(&rug))).await.expect(201);
    // The token opens a cart as well.
    let line = json!({ "variant_id": lamp.variant.id, "quantity": 1 });
    world.send(Method::POST, "/v1/cart/items", &guest, Some(&line)).await.expect(201);
    world
        .send(Method::POST, LISTS, &guest, Some(&json!({ "name": "Mine" })))
        .await
        .expect_problem(401, "unauthenticated");

    let login = json!({ "email": "ana@example.com", "password": "seven wooden lanterns" });
    let first = world.send(Method::POST, "/v1/auth/login", &guest, Some(&login)).await.expect(200);
    let bearer = format!("Bearer {}", first.text("/access_token"));
    let ana = [("authorization", bearer.as_str())];
    let lists = world.send(Method::GET, LISTS, &ana, None).await.expect(200);
    assert_eq!((lists.list("/items").len(), lists.number("/items/0/item_count")), (1, 2));
    let gone = world.send(Method::GET, LISTS, &guest, None).await.expect(200);
    assert!(gone.list("/items").is_empty());
    world.send(Method::POST, ITEMS, &guest, Some(&wish(&lamp))).await.expect_problem(404, "not_found");

    // Another device, with one wish in common.
    let other = world.visitor().post(ITEMS, wish(&rug)).await.expect(201).text("/token").to_owned();
    let other = [("x-cart-token", other.as_str())];
    let stool = world.sells(a_product("Oak Stool")).await;
    world.send(Method::POST, ITEMS, &other, Some(&wish(&stool))).await.expect(201);
    world.send(Method::POST, "/v1/auth/login", &other, Some(&login)).await.expect(200);
    let lists = world.send(Method::GET, LISTS, &ana, None).await.expect(200);
    assert_eq!((lists.list("/items").len(), lists.number("/items/0/item_count")), (1, 3));
    let path = format!("{LISTS}/{}", lists.text("/items/0/id"));
    assert_eq!(world.send(Method::GET, &path, &ana, None).await.expect(200).list("/items").len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn limits_are_told_and_long_lists_are_read_and_ended_piece_by_piece() {
    let world = World::new().await;
    let mut sold = Vec::new();
    for number in 0..41 {
        sold.push(world.sells(a_product(&format!("Lamp {number}"))).await);
    }
    let guest = world.guest_with(&[&sold[0]], 1).await;
    for lamp in &sold[..40] {
        guest.post(ITEMS, wish(lamp)).await.expect(201);
    }
    let full = guest.post(ITEMS, wish(&sold[40])).await.expect_problem(409, "wishlist_full");
    assert_eq!(full.number("/limit"), 40);
    let list = guest.get(LISTS).await.expect(200).text("/items/0/id").to_owned();
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = guest.get(&format!("{LISTS}/{list}?limit=15{cursor}")).await.expect(200);
        seen.extend(variants(&page));
        match page.body["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(seen.len(), 40);
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 40, "none twice, none left out");
    guest.delete(&format!("{LISTS}/{list}")).await.expect(204);
    assert!(guest.get(LISTS).await.expect(200).list("/items").is_empty());

    let ana = world.customer("ana@example.com").await;
    for number in 0..10 {
        ana.post(LISTS, json!({ "name": format!("List {number}") })).await.expect(201);
    }
    let refused = ana.post(LISTS, json!({ "name": "One more" })).await.expect_problem(409, "wishlist_limit");
    assert_eq!(refused.number("/limit"), 10);
    for (body, pointer) in [
        (json!({ "name": "" }), "/name"),
        (json!({ "name": "x".repeat(10_000) }), "/name"),
        (json!({ "name": "a\u{0}b" }), "/name"),
        (json!({ "name": 7 }), "/name"),
    ] {
        let refused = ana.post(LISTS, body).await.expect_problem(422, "validation_failed");
        assert_eq!(refused.text("/errors/0/pointer"), pointer);
    }
    let unknown = json!({ "variant_id": "var_00000000000000000000000001" });
    ana.post(ITEMS, unknown).await.expect_problem(422, "variant_unavailable");
    let nowhere = json!({ "variant_id": sold[0].variant.id, "wishlist_id": "wsh_00000000000000000000000001" });
    ana.post(ITEMS, nowhere).await.expect_problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn with_the_account_its_lists_go_and_their_links() {
    let world = World::new().await;
    let lamp = world.sells(a_product("Desk Lamp")).await;
    let ana = world.customer("ana@example.com").await;
    let list = ana.post(ITEMS, wish(&lamp)).await.expect(201).text("/wishlist_id").to_owned();
    let token = ana.post(&format!("{LISTS}/{list}/share"), json!({})).await.expect(200).text("/share_token").to_owned();
    ana.delete("/v1/me").await.expect(204);
    world.settle().await;
    world.pass(15).await;
    world.visitor().get(&format!("{LISTS}/shared/{token}")).await.expect_problem(404, "not_found");
    assert!(world.store().wishlists().shared(&token).await.unwrap().is_none(), "the link names nobody any more");
    assert_eq!(world.dead_letters(), 0);
}
