//! One field does not cost the product.

use serde_json::{Value, json};
use testkit::World;

use super::{counts, import, notices, page};

const HEADER: &str = "Handle,Title,Body (HTML),Type,Published,Variant SKU,Variant Grams,Variant Compare At Price,Variant Price,Image Src,Status\n";

/// A row of one product, with other fields as given.
fn row(handle: &str, fields: &[(&str, &str)]) -> String {
    let own = [("Handle", handle), ("Title", "Thing"), ("Variant Price", "5.00")];
    let value =
        |name: &str| fields.iter().chain(&own).find(|(column, _)| *column == name).map_or("", |(_, value)| value);
    let fields: Vec<String> = HEADER.trim().split(',').map(|name| format!("\"{}\"", value(name))).collect();
    format!("{}\n", fields.join(","))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_kept_is_told_and_the_product_goes_in() {
    let world = World::new().await;
    let (long, endless) = ("x".repeat(300), "A".repeat(130));
    let cases: [(&str, &str, &str); 11] = [
        ("Title", "Big\u{7}thing", "cleaned"),
        ("Title", &long, "truncated"),
        ("Variant SKU", &long, "left_out"),
        ("Variant Grams", "1kg", "left_out"),
        ("Variant Compare At Price", "dear", "left_out"),
        ("Variant Compare At Price", "4.00", "left_out"),
        ("Image Src", "https://i.example/big thing.jpg", "cleaned"),
        ("Image Src", "C:\\big.jpg", "left_out"),
        ("Status", "unlisted", "read_as"),
        ("Published", "perhaps", "left_out"),
        ("Body (HTML)", "<p onclick=x()>Hi</p>", "cleaned"),
    ];
    for (number, (column, value, code)) in cases.iter().enumerate() {
        let report = import(&world, format!("{HEADER}{}", row(&format!("thing-{number}"), &[(column, value)]))).await;
        assert_eq!(counts(&report), [1, 0, 0, 0], "{column} {value:?}: {:#}", report.body);
        assert_eq!(notices(&report), [(2, (*column).to_owned(), (*code).to_owned())], "{column} {value:?}");
        let notice = &report.list("/notices")[0];
        assert_eq!(notice["handle"], format!("thing-{number}"));
        assert!(notice["message"].as_str().is_some_and(|message| (10..400).contains(&message.len())), "{notice:#}");
    }
    assert_eq!(page(&world, "thing-0").await["title"], "Bigthing");
    assert_eq!(page(&world, "thing-1").await["title"].as_str().map(str::len), Some(255));
    assert_eq!(page(&world, "thing-6").await["images"][0]["url"], "https://i.example/big%20thing.jpg");
    world.visitor().get("/v1/products/thing-8").await.expect_problem(404, "not_found");
    let report = import(&world, format!("{HEADER}{}", row("long-number", &[("Variant SKU", &endless)]))).await;
    assert_eq!((counts(&report), notices(&report).len()), ([1, 0, 0, 0], 0), "as long as Shopify's may be");
    assert_eq!(page(&world, "long-number").await["variants"][0]["sku"], endless);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_kept_leaves_a_known_product_as_it_was() {
    let world = World::new().await;
    let own =
        [("Variant SKU", "T-1"), ("Variant Grams", "250"), ("Variant Compare At Price", "9.00"), ("Status", "active")];
    import(&world, format!("{HEADER}{}", row("thing", &own))).await;
    let before = page(&world, "thing").await;
    let long = "x".repeat(300);
    let unreadable =
        [("Variant SKU", long.as_str()), ("Variant Grams", "?"), ("Variant Compare At Price", "?"), ("Status", "?")];
    let report = import(&world, format!("{HEADER}{}", row("thing", &unreadable))).await;
    assert_eq!((counts(&report), notices(&report).len()), ([0, 0, 1, 0], 4), "{:#}", report.body);
    assert_eq!(page(&world, "thing").await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_two_products_share_is_kept_by_the_first() {
    let world = World::new().await;
    let two = [row("one", &[("Variant SKU", "S")]), row("two", &[("Variant SKU", "S")])].concat();
    let dry = world
        .send_raw(reqwest::Method::POST, "/_local/import?dry_run=true", &[], format!("{HEADER}{two}").into())
        .await;
    let report = import(&world, format!("{HEADER}{two}")).await;
    assert_eq!(counts(&report), [2, 0, 0, 0], "{:#}", report.body);
    assert_eq!(notices(&report), [(3, "Variant SKU".to_owned(), "left_out".to_owned())]);
    assert_eq!(dry.expect(200).body, report.body);
    let again = import(&world, format!("{HEADER}{two}")).await;
    assert_eq!((counts(&again), notices(&again)), ([0, 0, 2, 0], notices(&report)));
    let sku = async |slug: &str| page(&world, slug).await["variants"][0]["sku"].clone();
    assert_eq!((sku("one").await, sku("two").await), (json!("S"), Value::Null));
    // Once the first has another, it is free.
    let freed = [row("one", &[("Variant SKU", "T")]), row("two", &[("Variant SKU", "S")])].concat();
    assert_eq!(counts(&import(&world, format!("{HEADER}{freed}")).await), [0, 2, 0, 0]);
    assert_eq!((sku("one").await, sku("two").await), (json!("T"), json!("S")));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_makes_a_product_impossible_still_skips_it() {
    let world = World::new().await;
    for (column, value) in [("Title", ""), ("Variant Price", ""), ("Variant Price", "-1"), ("Variant Price", "dear")] {
        let report = import(&world, format!("{HEADER}{}", row("thing", &[(column, value)]))).await;
        assert_eq!(counts(&report), [0, 0, 0, 1], "{column} {value:?}: {:#}", report.body);
    }
    let report = import(&world, "Handle,Title,Vendor\nthing,Thing,Acme\n").await;
    assert_eq!(counts(&report), [0, 0, 0, 1], "a new product has a price: {:#}", report.body);
}

/// Index entries are small, and names are longer where a letter takes four bytes.
#[tokio::test(flavor = "multi_thread")]
async fn the_largest_of_everything_fits_or_is_left_out() {
    let world = World::new().await;
    let header = "Handle,Title,Vendor,Type,Option1 Name,Option1 Value,Variant SKU,Variant Barcode,Variant Grams,Variant Inventory Tracker,\
                  Variant Inventory Qty,Variant Inventory Policy,Variant Price,Variant Compare At Price,Variant Image,Image Src";
    let longest = "\u{10428}".repeat(255);
    let number = "9".repeat(255);
    let url = |length: usize| format!("https://i.example/{}", "x".repeat(length - 18));
    let row = |handle: &str, picture: usize, gallery: usize| {
        format!(
            "{handle},{longest},{longest},{longest},Title,Default Title,{picture:0>255},{number},99999999,shopify,999999999,continue,\
             99999999.98,99999999.99,{},{}",
            url(picture),
            url(gallery)
        )
    };
    // The limits of a variant and of a card to the byte, and beyond.
    for (picture, gallery, told) in [(646, 1269, 0), (647, 1270, 2), (2048, 2048, 2)] {
        // As long as the others, and one for each.
        let handle = format!("{picture}{}", "\u{10428}".repeat(255 - 3)).chars().take(255).collect::<String>();
        let report = import(&world, format!("{header}\n{}\n", row(&handle, picture, gallery))).await;
        assert_eq!((counts(&report), notices(&report).len()), ([1, 0, 0, 0], told), "{picture}: {:#}", report.body);
        assert_eq!(page(&world, &handle).await["images"].as_array().map(Vec::len), Some(1));
    }
    assert_eq!(world.visitor().get("/v1/products").await.expect(200).list("/items").len(), 3);
}
