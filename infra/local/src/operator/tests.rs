mod shop;

use std::convert::Infallible;

use domain::catalog::product::{Product, ProductStatus};
use kernel::id::VariantId;
use kernel::secret::LinkKey;
use kernel::time::Clock as _;
use reqwest::Method;
use serde_json::{Value, json};
use store::catalog::product::ProductRecord;
use store::catalog::variant::sku_claim;
use store::inventory::stock_level::StockLevelRecord;
use table::unique::Unique;
use table::{Entity as _, PageRequest, Tx};

use operate::import::{SEED, import_through, lines};
use workflows::catalog::import::ImportFault;

use self::shop::{HEADER, Shop};
use super::*;

const APPAREL: &str = include_str!("../../../../tests/data/shopify/apparel.csv");

fn mug(quantity: i64, price: &str) -> String {
    format!("mug,Mug,Tidewick,Home > Kitchen,clay,,,MUG,{quantity},{price},,active\n")
}

#[tokio::test]
async fn the_catalog_of_a_new_shop_goes_in_whole_and_again_changes_nothing() {
    let shop = Shop::open().await;
    let seed = std::str::from_utf8(SEED).unwrap();
    let dry = shop.import(seed, Mode::DryRun).await;
    assert_eq!(shop.get("/v1/products").await.body["items"], json!([]));
    let first = shop.import(seed, Mode::Write).await;
    assert_eq!(first, dry);
    assert!(first.is_complete() && first.notices.is_empty() && first.created > 50, "{first:?}");
    let categories = shop.get("/v1/categories").await;
    let names: Vec<&str> =
        categories.body["items"].as_array().unwrap().iter().map(|root| root["name"].as_str().unwrap()).collect();
    assert!(names.contains(&"Home") && categories.body["items"][0]["children"].as_array().is_some());
    shop.stack.settle().await;

    let again = shop.import(seed, Mode::Write).await;
    assert_eq!((again.created, again.updated, again.unchanged), (0, 0, first.created));
    assert_eq!(shop.import(seed, Mode::DryRun).await, again);
}

#[tokio::test]
async fn a_page_and_a_list_take_two_round_trips() {
    let shop = Shop::open().await;
    shop.import(std::str::from_utf8(SEED).unwrap(), Mode::Write).await;
    let newest = shop.get("/v1/products?limit=5").await;
    assert_eq!((newest.status, newest.trips), (200, 1));
    let slug = newest.body["items"][0]["slug"].as_str().unwrap().to_owned();
    assert_eq!(shop.get(&format!("/v1/products/{slug}")).await.trips, 3);
    let page = shop.get(&format!("/v1/products/{slug}")).await;
    assert_eq!((page.status, page.trips), (200, 2), "{}", page.body);
    let by_id = shop.get(&format!("/v1/products/{}", page.body["id"].as_str().unwrap())).await;
    assert_eq!((by_id.trips, &by_id.body), (2, &page.body));
    let same = [("If-None-Match", page.tag.as_str())];
    assert_eq!(shop.send(Method::GET, &format!("/v1/products/{slug}"), &same, None).await.status, 304);

    shop.get("/v1/products?category=home-kitchen").await;
    let cheapest = shop.get("/v1/products?category=home-kitchen&sort=price_asc&limit=3").await;
    assert_eq!((cheapest.status, cheapest.trips), (200, 1));
    let price = |place: usize| cheapest.body["items"][place]["price"]["amount"].as_i64().unwrap();
    assert!(price(0) <= price(1) && price(1) <= price(2));
    let cursor = cheapest.body["next_cursor"].as_str().unwrap();
    let next = shop.get(&format!("/v1/products?category=home-kitchen&sort=price_asc&limit=3&cursor={cursor}")).await;
    assert!(next.body["items"][0]["price"]["amount"].as_i64().unwrap() >= price(2));
    assert_eq!(shop.get(&format!("/v1/products?cursor={cursor}")).await.body["code"], "malformed_cursor");

    let found = shop.get("/v1/products?q=Mug").await;
    assert_eq!((found.status, found.trips), (200, 2));
    assert!(!found.body["items"].as_array().unwrap().is_empty());
    let both = shop.get("/v1/products?q=speckled%20mug").await;
    assert_eq!(both.body["items"][0]["slug"], "speckled-stoneware-mug");
    assert_eq!(shop.get("/v1/products?q=speckled%20zebra").await.body["items"], json!([]));
}

#[tokio::test]
async fn categories_are_found_by_slug_and_by_id_with_the_way_to_them() {
    let shop = Shop::open().await;
    shop.imported(&mug(3, "5")).await;
    let kitchen = shop.get("/v1/categories/home-kitchen").await.body;
    let way: Vec<&str> =
        kitchen["breadcrumbs"].as_array().unwrap().iter().map(|step| step["slug"].as_str().unwrap()).collect();
    assert_eq!(way, ["home", "home-kitchen"]);
    assert_eq!(shop.get(&format!("/v1/categories/{}", kitchen["id"].as_str().unwrap())).await.body, kitchen);
    assert_eq!(shop.get("/v1/products?category=home").await.body["items"].as_array().unwrap().len(), 1);
    for (path, code) in [
        ("/v1/categories/nothing", "not_found"),
        ("/v1/categories/cat_1", "malformed_id"),
        ("/v1/products?category=nothing", "not_found"),
        ("/v1/products?colour=red", "unknown_parameter"),
        ("/v1/products/prd_01JD8ZQ4T5M6N7P8Q9R0S1T2V3", "not_found"),
        ("/v1/products/A%23B", "malformed_id"),
    ] {
        assert_eq!(shop.get(path).await.body["code"], code, "{path}");
    }
    // Two paths that come to one slug are two categories all the same.
    shop.imported("tea,Tea,,Home Kitchen,,,,,1,5,,active\n").await;
    assert_eq!(shop.get("/v1/products?category=home-kitchen-2").await.body["items"][0]["slug"], "tea");
}

#[tokio::test]
async fn importing_again_updates_and_never_brings_back_what_was_sold() {
    let shop = Shop::open().await;
    assert_eq!(shop.imported(&mug(10, "5.00")).await, [1, 0, 0, 0]);
    let variant = shop.variant("mug", 0).await;
    assert_eq!((&variant["available"], &variant["sku"]), (&json!(10), &json!("MUG")));
    let stock = format!("/v1/admin/stock/{}", variant["id"].as_str().unwrap());
    let sold = json!({ "change": -4, "reason": "sold on the market" });
    let key = [("Idempotency-Key", "k-1")];
    let adjust = format!("{stock}/adjustments");
    assert_eq!(shop.send(Method::POST, &adjust, &key, Some(sold.clone())).await.status, 200);
    assert_eq!(shop.send(Method::POST, &adjust, &key, Some(sold)).await.status, 200);
    assert_eq!(shop.get(&stock).await.body["on_hand"], 6);

    assert_eq!(shop.imported(&mug(10, "5.00")).await, [0, 0, 1, 0]);
    assert_eq!(shop.variant("mug", 0).await["available"], 6);
    assert_eq!(shop.imported(&mug(12, "5.00")).await, [0, 1, 0, 0]);
    assert_eq!(shop.variant("mug", 0).await["available"], 8);
    assert_eq!(shop.imported(&mug(2, "4.50")).await, [0, 1, 0, 0]);
    let variant = shop.variant("mug", 0).await;
    assert_eq!((&variant["available"], &variant["price"]["amount"]), (&json!(0), &json!(450)));
    assert_eq!(shop.get("/v1/products").await.body["items"][0]["price"]["amount"], 450);
    assert_eq!(shop.imported(&mug(2, "4.50")).await, [0, 0, 1, 0]);

    shop.stack.settle().await;
    let id: VariantId = variant["id"].as_str().unwrap().parse().unwrap();
    let stored = shop.store().variants().by_id(id).await.unwrap().unwrap();
    let cells = shop.store().stock().of_variant(&stored).await.unwrap();
    let seal = LinkKey::from_hex(&"07".repeat(32)).unwrap();
    let page = PageRequest { limit: 100, cursor: None, seal, scope: String::new() };
    let now = shop.stack.stack_state().clock.now();
    let movements = shop.store().stock().movements(&cells[0].name(), now, &page).await.unwrap().items;
    assert_eq!(movements.iter().map(|movement| movement.change).collect::<Vec<_>>(), [10, -4, 2, -8]);
}

#[tokio::test]
async fn variants_are_known_by_their_options_and_then_by_their_sku() {
    let shop = Shop::open().await;
    let rows = |second: &str, skus: [&str; 3]| {
        format!(
            "shirt,Shirt,Acme,Clothing,,Size,S,{},1,10,,active\nshirt,,,,,,{second},{},2,20,,\nshirt,,,,,,L,{},3,30,,\n",
            skus[0], skus[1], skus[2]
        )
    };
    assert_eq!(shop.imported(&rows("M", ["A", "B", "C"])).await, [1, 0, 0, 0]);
    let before = shop.get("/v1/products/shirt").await.body["variants"].clone();
    // One is renamed and two swap their SKUs.
    assert_eq!(shop.imported(&rows("Medium", ["C", "B", "A"])).await, [0, 1, 0, 0]);
    let after = shop.get("/v1/products/shirt").await.body["variants"].clone();
    for place in 0..3 {
        assert_eq!(before[place]["id"], after[place]["id"], "{place}");
    }
    assert_eq!((&after[1]["title"], &after[0]["sku"]), (&json!("Medium"), &json!("C")));
    // The SKU of another product stays its own; one that was given up is free.
    let other = |sku: &str| format!("cap,Cap,Acme,Clothing,,,,{sku},1,5,,active\n");
    let without = shop.import(&format!("{HEADER}{}", other("A")), Mode::Write).await;
    let notice = &without.notices[0];
    assert_eq!((without.created, notice.line, notice.column.as_deref()), (1, 2, Some("Variant SKU")));
    assert_eq!(shop.variant("cap", 0).await["sku"], Value::Null);
    let shorter = "shirt,Shirt,Acme,Clothing,,Size,S,C,1,10,,active\n";
    let both = format!("{shorter}{}", other("A"));
    let dry = shop.import(&format!("{HEADER}{both}"), Mode::DryRun).await;
    assert_eq!((dry.created, dry.updated, dry.skipped), (0, 2, 0));
    assert_eq!((dry.notices.len(), shop.imported(&both).await), (2, [0, 2, 0, 0]), "two variants are removed");
    assert_eq!(shop.variant("cap", 0).await["sku"], "A");
    let product = shop.get("/v1/products/shirt").await.body;
    assert_eq!((product["variants"].as_array().unwrap().len(), &product["price_to"]["amount"]), (1, &json!(1000)));
    let vanished: VariantId = after[2]["id"].as_str().unwrap().parse().unwrap();
    assert!(shop.store().variants().by_id(vanished).await.unwrap().is_none());
}

/// A product with so many variants.
fn large(count: usize, price: usize) -> String {
    let row = |number: usize| {
        let (head, status) =
            if number == 0 { ("big,Big thing,Acme,Things,a,Size", "active") } else { ("big,,,,,", "") };
        format!("{head},S{number},SKU{number},{number},{price},,{status}\n")
    };
    (0..count).map(row).collect()
}

#[tokio::test]
async fn a_product_too_large_for_one_transaction_goes_in_whole() {
    let shop = Shop::open().await;
    assert_eq!(shop.imported(&large(90, 10)).await, [1, 0, 0, 0]);
    let page = shop.get("/v1/products/big").await;
    assert_eq!((page.body["variants"].as_array().unwrap().len(), page.trips), (90, 3));
    assert_eq!(page.body["variants"][89]["available"], 89);
    assert_eq!(shop.imported(&large(90, 10)).await, [0, 0, 1, 0]);
    assert_eq!(shop.imported(&large(100, 11)).await, [0, 1, 0, 0]);
    let grown = shop.get("/v1/products/big").await.body;
    assert_eq!((grown["variants"].as_array().unwrap().len(), &grown["price"]["amount"]), (100, &json!(1100)));
    assert_eq!(grown["variants"][0]["id"], page.body["variants"][0]["id"]);
    // A product that is announced first is a draft until it is whole, and not because its file does not say.
    let size = |number: usize| format!("vast,{},Size,S{number},10\n", if number == 0 { "Vast" } else { "" });
    let sizes: Vec<String> = (0..90).map(size).collect();
    let vast = format!("Handle,Title,Option1 Name,Option1 Value,Variant Price\n{}", sizes.concat());
    assert_eq!(shop.import(&vast, Mode::Write).await.created, 1);
    assert_eq!(shop.get("/v1/products/vast").await.body["variants"].as_array().unwrap().len(), 90);
    assert_eq!(shop.import(&vast, Mode::Write).await.unchanged, 1);
    assert_eq!(shop.imported(&large(1, 11)).await, [0, 1, 0, 0]);
    assert_eq!(shop.get("/v1/products/big").await.body["variants"].as_array().unwrap().len(), 1);
}

/// What is there when the process ends after the card was announced and a part of the variants was written.
#[tokio::test]
async fn an_interrupted_import_is_completed_by_the_next() {
    let shop = Shop::open().await;
    shop.imported(&large(90, 10)).await;
    let whole = shop.get("/v1/products/big").await.body;
    let id = whole["id"].as_str().unwrap().parse().unwrap();
    let store = shop.store();
    let head = store.products().by_id(id).await.unwrap().unwrap();
    let mut tx = Tx::<Infallible>::new();
    for missing in head.variants.iter().skip(60) {
        let variant = store.variants().by_id(*missing).await.unwrap().unwrap();
        let claim = sku_claim("Acme", variant.sku.as_deref().unwrap(), variant.id);
        tx = tx
            .delete_existing(Unique::key(&claim))
            .delete_existing(StockLevelRecord::of_variant(&variant)[0].clone())
            .delete(&variant);
    }
    let announced = Product {
        status: ProductStatus::Draft,
        variants: Vec::new(),
        incoming: head.variants.clone(),
        ..(*head).clone()
    };
    tx.replace::<ProductRecord>(&head, &announced).commit(store.table()).await.unwrap();
    assert_eq!(shop.get("/v1/products/big").await.status, 404);

    let part = shop.import("Handle,Title,Variant Price\nbig,Big thing,9\n", Mode::Write).await;
    assert_eq!((part.skipped, part.problems.len()), (1, 1), "of a part nobody knows what the rest would be");
    assert_eq!(shop.imported(&large(90, 10)).await, [1, 0, 0, 0]);
    let completed = shop.get("/v1/products/big").await.body;
    assert_eq!(completed["variants"], whole["variants"]);
    assert_eq!(shop.imported(&large(90, 10)).await, [0, 0, 1, 0]);
}

#[tokio::test]
async fn a_real_export_goes_in() {
    let shop = Shop::open().await;
    let report = shop.import(APPAREL, Mode::Write).await;
    assert_eq!((report.created, report.skipped, report.problems), (20, 0, Vec::new()));
    // Its quantities have no tracker, and nothing is read from 16 of its columns.
    assert_eq!(report.notices.len(), 16 + 22, "{:#?}", report.notices);
    assert_eq!(shop.import(APPAREL, Mode::Write).await.unchanged, 20);
}

#[tokio::test]
async fn what_is_not_active_is_not_shown() {
    let shop = Shop::open().await;
    shop.imported("mug,Clay mug,,Home,,,,,3,5,,draft\n").await;
    assert_eq!(shop.get("/v1/products/mug").await.body["code"], "not_found");
    assert_eq!(shop.get("/v1/products?q=clay").await.body["items"], json!([]));
    shop.imported("mug,Clay mug,,Home,,,,,3,5,,active\n").await;
    assert_eq!(shop.get("/v1/products?q=clay").await.body["items"].as_array().unwrap().len(), 1);
    let id = shop.get("/v1/products/mug").await.body["id"].as_str().unwrap().to_owned();
    let admin = shop.get(&format!("/v1/admin/products/{id}")).await;
    assert_eq!((&admin.body["status"], admin.tag.as_str()), (&json!("active"), "\"v2\""));

    let path = format!("/v1/admin/products/{id}/status");
    let archived = Some(json!({ "status": "archived" }));
    assert_eq!(shop.send(Method::PUT, &path, &[], Some(json!({ "nothing": 1 }))).await.status, 428);
    assert_eq!(shop.send(Method::PUT, &path, &[("If-Match", "\"v1\"")], archived.clone()).await.status, 412);
    let done = shop.send(Method::PUT, &path, &[("If-Match", "\"v2\"")], archived).await;
    assert_eq!((done.status, done.tag.as_str(), &done.body["status"]), (200, "\"v3\"", &json!("archived")));
    assert_eq!(shop.get("/v1/products/mug").await.status, 404);
    assert_eq!(shop.get("/v1/products").await.body["items"], json!([]));
    let variant: VariantId = admin.body["variants"][0]["id"].as_str().unwrap().parse().unwrap();
    let status = shop.store().variants().by_id(variant).await.unwrap().unwrap().status;
    assert_eq!(status, ProductStatus::Archived);
}

#[tokio::test]
async fn a_price_is_set_with_the_cards_that_show_it() {
    let shop = Shop::open().await;
    let rows = "shirt,Shirt,Acme,Clothing,,Size,S,,1,10,15,active\nshirt,,,,,,M,,2,20,,\n";
    shop.imported(rows).await;
    let product = shop.get("/v1/products/shirt").await.body;
    let path = format!("/v1/admin/prices/{}", product["variants"][0]["id"].as_str().unwrap());
    let price = shop.get(&path).await;
    assert_eq!((price.tag.as_str(), &price.body["compare_at"]["amount"]), ("\"v1\"", &json!(1500)));
    let set = |amount: i64, currency: &str| Some(json!({ "price": { "amount": amount, "currency": currency } }));
    let here = [("If-Match", "\"v1\"")];
    assert_eq!(shop.send(Method::PUT, &path, &[], set(1, "USD")).await.body["code"], "precondition_required");
    assert_eq!(shop.send(Method::PUT, &path, &here, set(1, "EUR")).await.body["code"], "currency_mismatch");
    assert_eq!(
        shop.send(Method::PUT, &path, &here, set(-1, "USD")).await.body["errors"][0]["pointer"],
        "/price/amount"
    );
    let done = shop.send(Method::PUT, &path, &here, set(2500, "USD")).await;
    assert_eq!(
        (done.status, done.tag.as_str(), &done.body["compare_at"]),
        (200, "\"v2\"", &Value::Null),
        "{}",
        done.body
    );
    assert_eq!(shop.send(Method::PUT, &path, &here, set(2600, "USD")).await.body["code"], "stale_version");
    let card = shop.get("/v1/products?category=clothing&sort=price_desc").await.body["items"][0].clone();
    assert_eq!((&card["price"]["amount"], &card["price_to"]["amount"]), (&json!(2000), &json!(2500)));
}

#[tokio::test]
async fn prices_of_one_product_that_are_set_at_once_all_show() {
    let shop = Shop::open().await;
    shop.imported(&large(8, 10)).await;
    let variants = shop.get("/v1/products/big").await.body["variants"].clone();
    let set = async |place: usize| {
        let path = format!("/v1/admin/prices/{}", variants[place]["id"].as_str().unwrap());
        let price = json!({ "price": { "amount": 100 + place, "currency": "USD" } });
        shop.send(Method::PUT, &path, &[("If-Match", "\"v1\"")], Some(price)).await.status
    };
    assert_eq!(futures_util::future::join_all((0..8).map(set)).await, [200; 8]);
    let card = shop.get("/v1/products").await.body["items"][0].clone();
    assert_eq!((&card["price"]["amount"], &card["price_to"]["amount"]), (&json!(100), &json!(107)));
}

#[tokio::test]
async fn stock_never_goes_below_nothing_and_the_file_is_refused_in_words() {
    let shop = Shop::open().await;
    shop.imported(&mug(3, "5")).await;
    let variant = shop.variant("mug", 0).await["id"].as_str().unwrap().to_owned();
    let path = format!("/v1/admin/stock/{variant}/adjustments");
    let send = async |key: &str, change: Value| {
        let body = json!({ "change": change, "reason": "count" });
        shop.send(Method::POST, &path, &[("Idempotency-Key", key)], Some(body)).await
    };
    let refused = send("a", json!(-4)).await;
    assert_eq!((refused.status, &refused.body["available"]), (409, &json!(3)), "{}", refused.body);
    assert_eq!(send("a", json!(0)).await.body["errors"][0]["pointer"], "/change");
    assert_eq!(send("a", json!(-3)).await.status, 200);
    assert_eq!(send("a", json!(3)).await.body["code"], "idempotency_key_reused");
    assert_eq!(send("b", json!(1.5)).await.status, 422);
    let unknown = "/v1/admin/stock/var_01JD8ZQ4T5M6N7P8Q9R0S1T2V3";
    assert_eq!(shop.get(unknown).await.status, 404);
    for csv in ["", "a,b\n1,2\n"] {
        let failed = import(shop.stack.stack_state(), csv.as_bytes(), Mode::Write, &mut |_| {}).await;
        assert!(matches!(failed, Err(OperatorFault::Import(ImportFailure::Import(ImportFault::Csv(_))))), "{csv:?}");
    }
}

#[tokio::test]
async fn a_file_goes_in_through_the_open_shop() {
    let shop = Shop::open().await;
    let csv = format!("{HEADER}{}cup,Cup,,Home,,,,,1,dear,,active\n", mug(3, "5"));
    let dry = import_through(shop.stack.url(), csv.clone().into_bytes(), Mode::DryRun).await.unwrap();
    let report = import_through(shop.stack.url(), csv.into_bytes(), Mode::Write).await.unwrap();
    assert_eq!((&dry, report.created, report.skipped), (&report, 1, 1));
    assert!(lines(&report, Mode::Write)[1].starts_with("  line 3, column \"Variant Price\", product \"cup\": "));
    let refused = import_through(shop.stack.url(), Vec::new(), Mode::Write).await.unwrap_err();
    assert_eq!(refused.to_string(), "the file is empty");
}
