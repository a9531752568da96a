//! Whole exports: no product is lost, and no meaning is changed unsaid.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use kernel::slug::Slug;
use reqwest::Method;
use testkit::{Answer, World};

use super::ledger::{Kept, Row, rows, together, written};
use super::{counts, import, notices};

/// In the order in which they are imported: the last is about products of the others.
const EXPORTS: [&str; 6] = [
    "apparel.csv",
    "stock_columns.csv",
    "unicode_handles.csv",
    "messy_fields.csv",
    "semicolons.csv",
    "partial_update.csv",
];

/// A real shop's export, which lies beside the repository where it is available.
const BESIDE: &str = "../../shared/data/shopify/apparel.csv";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/shopify")
}

/// Line and column of what the report tells; a notice of a whole row or file has no column.
type Told = BTreeSet<(u64, String)>;

fn told(report: &Answer) -> Told {
    notices(report).into_iter().map(|(line, column, _)| (line, column)).collect()
}

/// The address of the product that a row begins: its handle, unless the report says another.
fn address(row: &Row, report: &Answer) -> Slug {
    let renamed = |notice: &&serde_json::Value| notice["code"] == "renamed" && notice["line"] == row.line;
    match report.list("/notices").iter().find(renamed) {
        Some(notice) => {
            let message = notice["message"].as_str().expect("a message");
            let shown = message.split('"').nth(1).expect("an address");
            shown.parse().unwrap_or_else(|_| panic!("{message}"))
        }
        None => {
            row.get("Handle").parse().unwrap_or_else(|_| panic!("{} is an address, or it is told", row.get("Handle")))
        }
    }
}

/// A product of a file.
struct Listed<'a> {
    handle: &'a str,
    head: &'a Row,
    rows: &'a [Row],
}

/// The products in the file's order.
fn products(rows: &[Row]) -> Vec<Listed<'_>> {
    let chunks = rows.chunk_by(|one, next| one.get("Handle") == next.get("Handle"));
    chunks.filter_map(|rows| rows.first().map(|head| Listed { handle: head.get("Handle"), head, rows })).collect()
}

/// What the shop has of every product of a file.
async fn kept(world: &World, rows: &[Row], report: &Answer) -> BTreeMap<String, Kept> {
    let mut kept = BTreeMap::new();
    for product in products(rows) {
        let slug = address(product.head, report);
        let found = Kept::find(world, &slug).await;
        kept.extend(found.map(|found| (product.handle.to_owned(), found)));
    }
    kept
}

/// Checks that each field of a product is in the shop, or that the report tells of it.
fn check_product(file: &str, product: &Listed<'_>, kept: &Kept, told: &Told) {
    for (place, row) in product.rows.iter().enumerate() {
        let variant = if place == 0 || row.has_variant() { kept.variant(row) } else { None };
        let is_told = |column: &str| {
            together(column).into_iter().chain([""]).any(|name| told.contains(&(row.line, name.to_owned())))
        };
        for column in row.fields.keys() {
            let Some(says) = kept.says(column, row, variant) else { continue };
            let of_first = written(column, product.head);
            let is_repeated = place > 0 && (row.get(column).is_empty() || written(column, row) == of_first);
            let is_of_product =
                !column.starts_with("Variant") && !column.starts_with("Image") && !column.ends_with("Value");
            if is_of_product && is_repeated {
                continue;
            }
            let want = written(column, row);
            assert!(
                says == want || is_told(column),
                "{file}, line {}, {column}: the file says {want:?}, the shop has {says:?}, and the report nothing of it",
                row.line
            );
        }
        assert!(
            variant.is_some() || !row.has_variant() || is_told(""),
            "{file}, line {}: the variant is lost",
            row.line
        );
    }
}

/// Checks that what the file has no column of is as it was.
fn check_unsaid(file: &str, product: &Listed<'_>, before: &Kept, after: &Kept) {
    assert_eq!(before.product.id, after.product.id, "{file}");
    for variant in &before.variants {
        let now = after.variants.iter().find(|now| now.id == variant.id);
        let row = Row { line: 0, fields: BTreeMap::new() };
        for column in EVERY.iter().filter(|column| !product.head.fields.contains_key(**column)) {
            let (was, is) = (before.says(column, &row, Some(variant)), after.says(column, &row, now));
            assert_eq!(was, is, "{file}, {} of {}", column, before.product.slug);
        }
    }
}

const EVERY: [&str; 22] = [
    "Body (HTML)",
    "Vendor",
    "Type",
    "Tags",
    "Status",
    "Option1 Name",
    "Option1 Value",
    "Option2 Name",
    "Option2 Value",
    "Variant SKU",
    "Variant Grams",
    "Variant Inventory Tracker",
    "Variant Inventory Qty",
    "Variant Inventory Policy",
    "Variant Compare At Price",
    "Variant Requires Shipping",
    "Variant Taxable",
    "Variant Barcode",
    "Variant Image",
    "Gift Card",
    "SEO Title",
    "SEO Description",
];

#[tokio::test(flavor = "multi_thread")]
async fn exports_are_imported_without_a_product_lost_or_a_meaning_changed_unsaid() {
    let world = World::new().await;
    for file in EXPORTS {
        let csv = std::fs::read(folder().join(file)).expect("a file");
        let (columns, first, rows) = rows(&csv);
        let dry = world.send_raw(Method::POST, "/_local/import?dry_run=true", &[], csv.clone()).await.expect(200);
        let before = kept(&world, &rows, &dry).await;
        let report = import(&world, csv.clone()).await;
        assert_eq!(report.body, dry.body, "{file}: what a dry run says is what happens");
        assert_eq!(report.list("/problems"), [] as [serde_json::Value; 0], "{file}");
        let told = told(&report);
        let groups = products(&rows);
        let all = i64::try_from(groups.len()).expect("a number");
        let [created, updated, unchanged, skipped] = counts(&report);
        assert_eq!((created + updated + unchanged, skipped), (all, 0), "{file}");

        let after = kept(&world, &rows, &report).await;
        let products: BTreeSet<_> = after.values().map(|kept| kept.product.id).collect();
        assert_eq!(
            (after.len(), products.len()),
            (groups.len(), groups.len()),
            "{file}: each handle is a product of its own"
        );
        for product in groups {
            let now = &after[product.handle];
            check_product(file, &product, now, &told);
            if let Some(before) = before.get(product.handle) {
                check_unsaid(file, &product, before, now);
            }
            let page = world.visitor().get(&format!("/v1/products/{}", now.product.slug)).await;
            assert_eq!(page.status, if now.product.is_listed() { 200 } else { 404 }, "{file}: {}", now.product.slug);
        }
        let unread = |column: &&String| !is_read(column);
        for column in columns.iter().filter(unread) {
            assert!(
                told.contains(&(first, column.clone())),
                "{file}: nothing is read from {column}, and it is not told"
            );
        }
        let again = import(&world, csv).await;
        assert_eq!((counts(&again), notices(&again)), ([0, 0, all, 0], notices(&report)), "{file}: again");
        assert_eq!(kept(&world, &rows, &again).await, after, "{file}: importing twice changes nothing");
    }
}

fn is_read(column: &str) -> bool {
    let others = [
        "Handle",
        "Title",
        "Published",
        "Variant Price",
        "Image Src",
        "Image Position",
        "Image Alt Text",
        "Option3 Name",
        "Option3 Value",
    ];
    EVERY.contains(&column) || others.contains(&column)
}

/// The file in the repository is the one that lies beside it.
#[test]
fn the_real_export_is_the_one_that_is_tried() {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join(BESIDE);
    if let Ok(real) = std::fs::read(beside) {
        assert!(real == std::fs::read(folder().join("apparel.csv")).expect("a file"));
    }
}
