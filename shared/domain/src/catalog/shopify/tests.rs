//! What the importer takes, and what it makes of it.

mod absent;
mod damage;
mod fields;
mod form;
mod handles;
mod messy;
mod stock;
mod variants;

use kernel::fault::Fault as _;
use kernel::id::{ProductId, VariantId};

use super::*;
use crate::catalog::product::{Product, ProductBody, ProductStatus};
use crate::catalog::variant::{InventoryPolicy, Variant};
use crate::example::{at, ulid, usd};

const HEADER: &str = "Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Option2 Name,\
    Option2 Value,Variant SKU,Variant Grams,Variant Inventory Qty,Variant Inventory Policy,Variant Price,\
    Variant Compare At Price,Variant Requires Shipping,Variant Taxable,Image Src,Image Position,Image Alt Text,\
    Gift Card,SEO Title,Status,Variant Image";

type Fields<'a> = &'a [(&'a str, &'a str)];

fn apparel() -> Vec<u8> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/data/shopify/apparel.csv");
    std::fs::read(path).unwrap()
}

fn read(bytes: impl AsRef<[u8]>) -> Import {
    parse(bytes.as_ref(), Currency::USD).unwrap()
}

/// A file with these columns, of one row for each list of columns and values.
fn file_of(columns: &[&str], rows: &[Fields<'_>]) -> String {
    let mut text = columns.join(",");
    for row in rows {
        for (column, _) in *row {
            assert!(columns.contains(column), "{column}");
        }
        let value = |column: &&str| row.iter().find(|(name, _)| name == column).map_or("", |(_, value)| value);
        let fields: Vec<String> = columns.iter().map(|c| format!("\"{}\"", value(c).replace('"', "\"\""))).collect();
        text.push('\n');
        text.push_str(&fields.join(","));
    }
    text
}

/// A file of one row for each list of columns and values.
fn file(rows: &[Fields<'_>]) -> String {
    file_of(&HEADER.split(',').map(str::trim).collect::<Vec<_>>(), rows)
}

/// What a shop that has nothing makes of the only product of a file, and what it is told.
fn taken(text: &str) -> Result<(MergedProduct, Vec<RowNotice>), Vec<RowProblem>> {
    let mut import = read(text);
    let product = import.products.pop().ok_or(import.problems)?;
    let (merged, notices) = merge(&product, None)?;
    Ok((merged, [import.notices, notices].concat()))
}

/// The product of a file with one row: a mug, with other fields as given.
fn mug(fields: Fields<'_>) -> Result<MergedProduct, Vec<RowProblem>> {
    taken(&mug_file(fields)).map(|(product, _)| product)
}

fn mug_file(fields: Fields<'_>) -> String {
    let mut row = fields.to_vec();
    row.extend([("Handle", "mug"), ("Title", "Mug"), ("Variant Price", "12.50")]);
    file(&[&row])
}

/// The mug, which has to go in.
fn good_mug(fields: Fields<'_>) -> MergedProduct {
    mug(fields).unwrap()
}

/// Column and code of each notice of the mug.
fn told_of_mug(fields: Fields<'_>) -> Vec<(String, RowNoticeCode)> {
    told(&taken(&mug_file(fields)).unwrap().1)
}

fn told(notices: &[RowNotice]) -> Vec<(String, RowNoticeCode)> {
    notices.iter().map(|notice| (notice.column.clone().unwrap_or_default(), notice.code)).collect()
}

/// Line, column and code of each problem.
fn problems(import: &Import) -> Vec<(u64, &str, RowProblemCode)> {
    import.problems.iter().map(|p| (p.line, p.column.as_deref().unwrap_or(""), p.code)).collect()
}

/// A product as a table keeps it.
struct Kept {
    product: Product,
    body: ProductBody,
    variants: Vec<Variant>,
}

impl Kept {
    /// The only product of a file that a shop with nothing has taken.
    fn of(text: &str) -> Self {
        let imported = read(text).products.pop().unwrap();
        let (merged, _) = merge(&imported, None).unwrap();
        let mut made = 0;
        Self::from(&merged, imported.handle, || {
            made += 1;
            VariantId::from_ulid(ulid(made))
        })
    }

    fn from(merged: &MergedProduct, slug: Slug, mut mint: impl FnMut() -> VariantId) -> Self {
        let id = ProductId::from_ulid(ulid(1));
        let variants: Vec<Variant> = merged
            .variants
            .iter()
            .map(|variant| merged.variant(variant, &slug, (variant.known.unwrap_or_else(&mut mint), id), None, 1))
            .collect();
        let product = Product {
            id,
            slug,
            title: merged.title.clone(),
            vendor: merged.vendor.clone(),
            product_type: merged.product_type.clone(),
            tags: merged.tags.clone(),
            status: merged.status,
            gift_card: merged.gift_card,
            categories: Vec::new(),
            options: merged.options.clone(),
            image: merged.image.clone(),
            price_from: usd(0),
            price_to: usd(0),
            compare_at: None,
            variants: variants.iter().map(|variant| variant.id).collect(),
            incoming: Vec::new(),
            created_at: at(0),
            updated_at: at(0),
            events: 0,
        };
        let body = merged.body(id);
        Self { product, body, variants }
    }

    /// What the only product of another file makes of it.
    fn after(&self, text: &str) -> Result<(MergedProduct, Vec<RowNotice>), Vec<RowProblem>> {
        let import = read(text);
        assert_eq!(import.problems, []);
        let (merged, notices) = merge(&import.products[0], Some(&self.before()))?;
        Ok((merged, [import.notices, notices].concat()))
    }

    fn before(&self) -> Before<'_> {
        Before { product: &self.product, body: Some(&self.body), variants: self.variants.iter().collect() }
    }

    /// The product as it would be merged from a file that says nothing.
    fn unchanged(&self) -> MergedProduct {
        let columns = ["Handle", "Title"];
        let row: Fields<'_> = &[("Handle", self.product.slug.as_str()), ("Title", &self.product.title)];
        self.after(&file_of(&columns, &[row])).unwrap().0
    }
}

#[test]
fn a_real_export_goes_in_whole() {
    let import = read(apparel());
    assert_eq!(import.problems, []);
    assert_eq!(import.products.len(), 20);
    let top = import.products.iter().find(|product| product.handle.as_str() == "classic-varsity-top").unwrap();
    let (top, _) = merge(top, None).unwrap();
    assert_eq!(top.options, ["Size"]);
    let sizes: Vec<_> = top.variants.iter().map(|variant| (variant.line, variant.options.join("/"))).collect();
    assert_eq!(sizes, [(3, "Small".to_owned()), (4, "Medium".to_owned()), (5, "Large".to_owned())]);
    assert!(top.variants.iter().all(|v| v.price.minor() == 6000 && !v.tracked && v.sku.is_none()));
    let path = import.products[0].category_path(None).unwrap();
    let (shirt, _) = merge(&import.products[0], None).unwrap();
    assert_eq!((shirt.title.as_str(), shirt.options.len(), shirt.variants.len()), ("Ocean Blue Shirt", 0, 1));
    assert_eq!(path, ["Men"]);
    assert_eq!(shirt.status, ProductStatus::Active);
    assert_eq!(shirt.images.len(), 1);
}
