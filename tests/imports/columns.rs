//! An absent column is not an empty one.

use serde_json::{Value, json};
use testkit::World;

use super::{FULL, counts, import, notices, ordered, page};

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_prices_changes_prices_alone() {
    let world = World::new().await;
    assert_eq!(counts(&import(&world, FULL).await), [3, 0, 0, 0]);
    let (lamp, card) = (page(&world, "lamp").await, page(&world, "card").await);
    ordered(&world, &lamp, 50).await.expect_problem(409, "insufficient_stock");

    let prices = "Handle,Title,Variant Price\nlamp,Desk lamp,21.00\nrug,Rug,91.00\ncard,Gift card,51.00\n";
    let report = import(&world, prices).await;
    assert_eq!(counts(&report), [0, 3, 0, 0], "{:#}", report.body);
    for (slug, before, price) in [("lamp", lamp, 2100), ("card", card, 5100)] {
        let mut expected = before;
        for place in ["/price/amount", "/price_to/amount", "/variants/0/price/amount"] {
            *expected.pointer_mut(place).expect("a price") = json!(price);
        }
        let now = page(&world, slug).await;
        assert_eq!(now, expected);
        assert!(!now["images"].as_array().expect("images").is_empty());
    }
    ordered(&world, &page(&world, "lamp").await, 50).await.expect_problem(409, "insufficient_stock");
    assert_eq!(page(&world, "card").await["variants"][0]["requires_shipping"], false);
    world.visitor().get("/v1/products/rug").await.expect_problem(404, "not_found");
    assert_eq!(world.visitor().get("/v1/products?category=home-light").await.expect(200).list("/items").len(), 1);
    assert_eq!(counts(&import(&world, prices).await), [0, 0, 3, 0]);
    assert_eq!(counts(&import(&world, FULL).await), [0, 3, 0, 0]);
}

/// A card stays one, whatever a file says of its shipping that does not say what it is.
#[tokio::test(flavor = "multi_thread")]
async fn a_gift_card_is_sent_only_if_it_is_none_any_more() {
    let world = World::new().await;
    import(&world, FULL).await;
    import(&world, "Handle,Title,Variant Requires Shipping,Variant Taxable\ncard,Gift card,true,true\n").await;
    assert_eq!(page(&world, "card").await["variants"][0]["requires_shipping"], false);
    import(&world, "Handle,Title,Gift Card,Variant Requires Shipping\ncard,Gift card,false,true\n").await;
    assert_eq!(page(&world, "card").await["variants"][0]["requires_shipping"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_field_empties_what_it_is_about() {
    let world = World::new().await;
    import(&world, FULL).await;
    import(&world, "Handle,Title,Body (HTML),Tags,Vendor,SEO Title,Image Src,Variant SKU\nlamp,Desk lamp,,,,,,\n")
        .await;
    let lamp = page(&world, "lamp").await;
    assert_eq!((&lamp["description_html"], &lamp["tags"], &lamp["images"]), (&json!(""), &json!([]), &json!([])));
    assert_eq!(
        (&lamp["vendor"], &lamp["seo_title"], &lamp["variants"][0]["sku"]),
        (&Value::Null, &Value::Null, &Value::Null)
    );
    assert_eq!(
        (&lamp["product_type"], &lamp["variants"][0]["barcode"]),
        (&json!("Home > Light"), &json!("4006381333931"))
    );
}

/// Shopify replaces all variants by those of the file if it has the columns of options, and by a single new one if it has
/// none of them; the latter would cost every variant of a file of prices, so it is told instead.
#[tokio::test(flavor = "multi_thread")]
async fn a_variant_is_removed_only_by_a_file_that_tells_variants_apart() {
    let world = World::new().await;
    let sizes = "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price\n\
                 shirt,Shirt,Size,S,A,10\nshirt,,,M,B,11\nshirt,,,L,C,12\n";
    import(&world, sizes).await;
    let before = page(&world, "shirt").await;
    let report = import(&world, "Handle,Title,Variant Price\nshirt,Shirt,9\n").await;
    assert_eq!((counts(&report), page(&world, "shirt").await), ([0, 0, 1, 0], before.clone()));
    assert_eq!(notices(&report), [(2, String::new(), "left_out".to_owned())]);

    let by_sku = import(&world, "Handle,Title,Variant SKU,Variant Price\nshirt,Shirt,B,9\n").await;
    assert_eq!((counts(&by_sku), by_sku.list("/notices").len()), ([0, 1, 0, 0], 0), "{:#}", by_sku.body);
    let prices = |page: &Value| {
        let variants = page["variants"].as_array().expect("variants").clone();
        variants.iter().map(|variant| variant["price"]["amount"].as_i64().expect("a price")).collect::<Vec<_>>()
    };
    assert_eq!(prices(&page(&world, "shirt").await), [1000, 900, 1200]);

    let removing = "Handle,Title,Option1 Name,Option1 Value,Variant Price\nshirt,Shirt,Size,L,12\nshirt,,,S,10\n";
    let report = import(&world, removing).await;
    assert_eq!(notices(&report), [(2, "Option1 Value".to_owned(), "variant_removed".to_owned())], "{:#}", report.body);
    let after = page(&world, "shirt").await;
    assert_eq!(
        (&after["variants"][0]["id"], &after["variants"][1]["id"]),
        (&before["variants"][2]["id"], &before["variants"][0]["id"])
    );
    assert_eq!(after["variants"][0]["sku"], "C", "the file has no column of it");
}
