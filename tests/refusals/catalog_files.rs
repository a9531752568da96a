//! Catalog files that are none, or damaged.

use reqwest::Method;
use serde_json::{Value, json};
use testkit::{Answer, World};

const HEADER: &str =
    "Handle,Title,Vendor,Type,Tags,Option1 Name,Option1 Value,Variant SKU,Variant Inventory Qty,Variant Price,Status\n";

async fn import(world: &World, csv: impl Into<Vec<u8>>) -> Answer {
    world.send_raw(Method::POST, "/_local/import", &[], csv.into()).await
}

/// What the shop shows.
async fn shown(world: &World) -> (Value, Value, Value) {
    let visitor = world.visitor();
    let page = visitor.get("/v1/products/mug").await.expect(200).body;
    (
        visitor.get("/v1/products?limit=100").await.expect(200).body,
        visitor.get("/v1/categories").await.expect(200).body,
        page,
    )
}

async fn world_with_a_mug() -> World {
    let world = World::new().await;
    let report =
        import(&world, format!("{HEADER}mug,Mug,Acme,Home > Kitchen,clay,,,MUG,3,5.00,active\n")).await.expect(200);
    assert_eq!((report.number("/created"), report.list("/problems").len()), (1, 0), "{:#}", report.body);
    world.settle().await;
    world
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_no_catalog_is_refused_in_words() {
    let world = world_with_a_mug().await;
    let before = shown(&world).await;
    let latin = [HEADER.as_bytes(), b"cafe,Caf\xe9,Acme,Home,,,,,1,5.00,active\n"].concat();
    let image = [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(), &[0xff; 2_000]].concat();
    let archive = [b"PK\x03\x04\x14\0\x06\0".as_slice(), &[0; 2_000]].concat();
    let utf16: Vec<u8> = HEADER.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let cases: [(&str, Vec<u8>, &str); 9] = [
        ("empty", Vec::new(), "the file is empty"),
        ("blank", b" \r\n\r\n\t".to_vec(), "the file is empty"),
        ("only a mark", b"\xef\xbb\xbf".to_vec(), "the file is empty"),
        ("an image", image, "line 1 is not UTF-8; save the file as \"CSV UTF-8\""),
        ("an archive", archive, "the column \"Handle\" is missing from the first line"),
        ("latin-1", latin, "line 2 is not UTF-8; save the file as \"CSV UTF-8\""),
        ("utf-16", utf16, "the column \"Handle\" is missing from the first line"),
        ("another table", b"Name,Price\nMug,5\n".to_vec(), "the column \"Handle\" is missing from the first line"),
        ("a page", b"<!doctype html><html></html>".to_vec(), "the column \"Handle\" is missing from the first line"),
    ];
    for (name, csv, message) in cases {
        let refused = import(&world, csv).await;
        assert_eq!((refused.status, refused.text("/message")), (422, message), "{name}: {:#}", refused.body);
    }
    world.settle().await;
    assert_eq!(shown(&world).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_row_is_told_by_its_line_and_leaves_its_product_as_it_was() {
    let world = world_with_a_mug().await;
    let before = shown(&world).await;
    let cases = [
        ("cut off in a row", "mug,Big m".to_owned(), "malformed_row"),
        ("cut off in a quote", "mug,\"Big mug,Acme,Home,,,,MUG,9,1.00,active\n".to_owned(), "malformed_row"),
        ("a price in words", "mug,Big mug,Acme,Home,,,,MUG,9,dear,active\n".to_owned(), "invalid_value"),
        ("a price below nothing", "mug,Big mug,Acme,Home,,,,MUG,9,-1.00,active\n".to_owned(), "invalid_value"),
        ("a half thing", "mug,Big mug,Acme,Home,,,,MUG,1.5,1.00,active\n".to_owned(), "invalid_value"),
        ("no title", "mug,,Acme,Home,,,,MUG,9,1.00,active\n".to_owned(), "missing_value"),
        ("no price", "mug,Big mug,Acme,Home,,,,MUG,9,,active\n".to_owned(), "missing_value"),
    ];
    for (name, rows, code) in cases {
        let report = import(&world, format!("{HEADER}{rows}")).await.expect(200);
        let counts = ["/created", "/updated", "/skipped"].map(|count| report.number(count));
        assert_eq!(counts, [0, 0, 1], "{name}: {:#}", report.body);
        let problem = &report.list("/problems")[0];
        assert_eq!((problem["line"].as_u64(), problem["code"].as_str()), (Some(2), Some(code)), "{name}: {problem:#}");
        assert!(
            problem["reason"].as_str().is_some_and(|reason| (5..400).contains(&reason.len())),
            "{name}: {problem:#}"
        );
    }
    world.settle().await;
    assert_eq!(shown(&world).await, before);
}

/// What a shopper would not miss of a title is no reason to leave its product out.
#[tokio::test(flavor = "multi_thread")]
async fn a_title_that_cannot_be_kept_whole_is_cut_and_cleaned_and_told() {
    let world = world_with_a_mug().await;
    let long = "x".repeat(100_000);
    for (title, code, kept) in
        [(long.as_str(), "truncated", "x".repeat(255)), ("Big\0 mug", "cleaned", "Big mug".to_owned())]
    {
        let report = import(&world, format!("{HEADER}mug,{title},Acme,Home > Kitchen,clay,,,MUG,3,5.00,active\n"))
            .await
            .expect(200);
        let counts = ["/updated", "/skipped"].map(|count| report.number(count));
        assert_eq!((counts, report.list("/problems").len()), ([1, 0], 0), "{:#}", report.body);
        let notice = &report.list("/notices")[0];
        let place = (notice["line"].as_u64(), notice["column"].as_str(), notice["code"].as_str());
        assert_eq!(place, (Some(2), Some("Title"), Some(code)), "{notice:#}");
        assert!(notice["message"].as_str().is_some_and(|message| (5..400).contains(&message.len())), "{notice:#}");
        world.settle().await;
        assert_eq!(world.visitor().get("/v1/products/mug").await.expect(200).text("/title"), kept);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handle_in_two_places_is_told_and_nothing_is_taken_from_either() {
    let world = world_with_a_mug().await;
    let before = shown(&world).await;
    let row = |handle: &str, title: &str| format!("{handle},{title},Acme,Home,,,,,1,5.00,active\n");
    let rows = [row("mug", "First mug"), row("cup", "Cup"), row("mug", "Second mug")].concat();
    let report = import(&world, format!("{HEADER}{rows}")).await.expect(200);
    let problem = &report.list("/problems")[0];
    assert_eq!(
        (&problem["code"], &problem["line"], &problem["handle"]),
        (&json!("duplicate_handle"), &json!(4), &json!("mug"))
    );
    assert_eq!(
        [report.number("/created"), report.number("/updated"), report.number("/skipped")],
        [1, 0, 1],
        "{:#}",
        report.body
    );
    world.settle().await;
    assert_eq!(shown(&world).await.2, before.2);
}
