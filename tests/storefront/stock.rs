//! Stock and its movements: what is on hand is what came less what left, always.

use serde_json::{Value, json};
use testkit::{World, a_product};

use super::{cancel, log_in, order_that_is, register};

/// M10-T03
#[tokio::test(flavor = "multi_thread")]
async fn the_movements_of_a_cell_add_up_to_what_is_on_hand() {
    let world = World::anywhere().await;
    let lamp = world.sells(a_product("Desk Lamp").stock(5)).await;
    let order = world.guest_with(&[&lamp], 2).await.check_out().await.expect(201);
    world.confirm(&order, "pm_card_visa").await.expect(200);
    order_that_is(&world, &order, "placed").await;
    let admin = world.admin().await;
    let path = format!("/v1/admin/stock/{}/adjustments", lamp.variant.id);
    let found = json!({ "change": 4, "reason": "found in the cellar" });
    let count = world.own("count");
    admin.post_once(&path, &count, found.clone()).await.expect(200);
    admin.post_once(&path, &count, found).await.expect(200);
    cancel(&world, &order, &world.own("back")).await.expect(200);

    let (on_hand, available, held) = World::sums(&world.cells_of(&lamp).await);
    assert_eq!((on_hand, available, held), (9, 9, 0));
    let month = world.now().strftime("%Y-%m").to_string();
    let movements = format!("/v1/admin/stock/{}/movements?month={month}", lamp.variant.id);
    let told = world
        .when(async || {
            let page = admin.get(&movements).await.expect(200);
            Some(page.list("/items").to_vec()).filter(|movements| movements.len() >= 4)
        })
        .await;
    let changes: Vec<i64> = told.iter().filter_map(|movement| movement["change"].as_i64()).collect();
    assert_eq!(changes, [5, -2, 4, 2]);
    assert_eq!(changes.iter().sum::<i64>(), on_hand);
    let reasons: Vec<&Value> = told.iter().map(|movement| &movement["reason"]).collect();
    assert_eq!(reasons, [&Value::Null, &Value::Null, &json!("found in the cellar"), &Value::Null]);
}

/// M06-T01
#[tokio::test(flavor = "multi_thread")]
async fn a_guests_cart_joins_the_customers_at_log_in_and_its_token_is_dead() {
    let world = World::anywhere().await;
    let mut goods = Vec::new();
    for title in ["Lamp", "Rug", "Bowl", "Vase"] {
        goods.push(world.sells(a_product(title).stock(3)).await);
    }
    let email = format!("{}@example.com", world.own("ana"));
    register(&world, &email).await;
    let first = log_in(&world, &email, &[]).await.expect(200);
    let bearer = format!("Bearer {}", first.text("/access_token"));
    let headers = [("authorization", bearer.as_str())];
    for (sold, quantity) in [(&goods[0], 2), (&goods[1], 1)] {
        let body = json!({ "variant_id": sold.variant.id, "quantity": quantity });
        world.send(reqwest::Method::POST, "/v1/cart/items", &headers, Some(&body)).await.expect(201);
    }
    let guest = world.guest_with(&[&goods[0], &goods[2], &goods[3]], 2).await;
    let token = [("x-cart-token", guest.token.as_str())];
    let joined = log_in(&world, &email, &token).await.expect(200);
    assert_eq!(joined.list("/cart_warnings").len(), 1, "{:#}", joined.body);
    let cart = world.send(reqwest::Method::GET, "/v1/cart", &headers, None).await.expect(200);
    let quantities: Vec<i64> = cart.list("/items").iter().filter_map(|line| line["quantity"].as_i64()).collect();
    assert_eq!(quantities, [3, 1, 2, 2], "{:#}", cart.body);
    guest.get("/v1/cart").await.expect_problem(404, "not_found");
    let body = json!({ "variant_id": goods[0].variant.id, "quantity": 1 });
    guest.post("/v1/cart/items", body).await.expect_problem(404, "not_found");
}
