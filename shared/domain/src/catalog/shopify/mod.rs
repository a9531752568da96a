//! Shopify's product CSV, read into products.
//!
//! Pure: bytes in, products and problems out. A product spans consecutive rows of one handle: the first carries the
//! product and its first variant, each further one a variant, an image, or both. A bad row never spoils its neighbours:
//! its product is left out whole, with the line, column and reason, and the rest goes in.

mod field;
mod product;
mod sheet;
#[cfg(test)]
mod tests;
mod variants;

use std::collections::{HashMap, HashSet};

use kernel::currency::Currency;
use kernel::faults;
use kernel::money::Money;
use kernel::slug::Slug;
use serde::{Deserialize, Serialize};

use self::sheet::{Column, Row, Sheet};
use super::product::{Image, ProductStatus};
use super::variant::InventoryPolicy;

/// What a file holds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Import {
    /// The products that can go in, in the file's order.
    pub products: Vec<ImportedProduct>,
    /// Why others cannot, in the file's order.
    pub problems: Vec<RowProblem>,
}

/// A product as the file describes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImportedProduct {
    /// The line it starts on; the header is line 1.
    pub line: u64,
    /// The name by which a later import finds it again.
    pub handle: Slug,
    /// The name that shoppers see.
    pub title: String,
    /// The description, sanitized.
    pub body_html: String,
    /// The brand; may be empty.
    pub vendor: String,
    /// The merchant's `Type`; may be empty.
    pub product_type: String,
    /// Names of categories from the root to the product's own; never empty.
    pub category_path: Vec<String>,
    /// Labels, in the file's order, each once.
    pub tags: Vec<String>,
    /// Whether shoppers see it.
    pub status: ProductStatus,
    /// Names of its options; empty for a product with a single variant.
    pub options: Vec<String>,
    /// At least one.
    pub variants: Vec<ImportedVariant>,
    /// The gallery in order.
    pub images: Vec<Image>,
    /// The title for search engines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seo_title: Option<String>,
    /// The summary for search engines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seo_description: Option<String>,
}

/// A variant as the file describes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImportedVariant {
    /// The line it is on.
    pub line: u64,
    /// A value for each option of the product.
    pub options: Vec<String>,
    /// The merchant's own number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sku: Option<String>,
    /// The number under the bars.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub barcode: Option<String>,
    /// What one unit costs.
    pub price: Money,
    /// What it cost before, above `price`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compare_at: Option<Money>,
    /// What one unit weighs, in grams.
    pub grams: u32,
    /// Whether it is sent.
    pub requires_shipping: bool,
    /// Whether tax is added.
    pub taxable: bool,
    /// Whether its stock is counted.
    pub tracked: bool,
    /// What happens when the stock does not suffice.
    pub policy: InventoryPolicy,
    /// Units on hand; 0 where stock is not counted.
    pub quantity: i64,
    /// Its own picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image_url: Option<String>,
}

/// Why a product was left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RowProblem {
    /// The line in the file; the header is line 1.
    pub line: u64,
    /// The column at fault, if one is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// The product that is left out, if the row names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handle: Option<String>,
    /// The class of problem.
    pub code: RowProblemCode,
    /// What is wrong, for the merchant.
    pub reason: String,
}

/// The classes of problem a row can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RowProblemCode {
    /// The row has more or fewer fields than the header, or a quote does not end.
    MalformedRow,
    /// A required field is empty.
    MissingValue,
    /// A field does not hold what its column is for.
    InvalidValue,
    /// A field is longer than it may be.
    TooLong,
    /// There are more variants, images or the like than a product may have.
    TooMany,
    /// The handle stands in two places.
    DuplicateHandle,
    /// Two variants have the same options.
    DuplicateVariantOptions,
    /// Two variants have the same SKU.
    DuplicateSku,
}

impl std::fmt::Display for RowProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}", self.line)?;
        if let Some(column) = &self.column {
            write!(f, ", column {column:?}")?;
        }
        if let Some(handle) = &self.handle {
            write!(f, ", product {handle:?}")?;
        }
        write!(f, ": {}", self.reason)
    }
}

faults! {
    /// A file that is no product export at all; nothing of it is read.
    #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
    pub enum CsvFault {
        /// There is nothing in it.
        #[error("the file is empty")]
        Empty => Invalid "csv_empty";
        /// It is binary, or text in another encoding.
        #[error("line {line} is not UTF-8; save the file as \"CSV UTF-8\"")]
        NotUtf8 {
            /// The first such line.
            line: u64,
        } => Invalid "csv_not_utf8";
        /// A column that every export has is not there.
        #[error("the column {column:?} is missing from the first line")]
        MissingColumn {
            /// Its name.
            column: &'static str,
        } => Invalid "csv_missing_column";
    }
}

/// Reads a product export; prices are in `currency`, since the format does not say.
pub fn parse(bytes: &[u8], currency: Currency) -> Result<Import, CsvFault> {
    let sheet = Sheet::read(bytes)?;
    let mut problems = Vec::new();
    let groups = group(&sheet, &mut problems);
    let mut products: Vec<ImportedProduct> = Vec::new();
    let mut handles = HashSet::new();
    let mut skus = HashMap::new();
    for group in groups.into_iter().filter(|group| !group.skipped) {
        let read = product::read(&group.rows, currency).and_then(|product| {
            let twins: Vec<_> = taken(&product, &group.rows, &handles, &skus).collect();
            if twins.is_empty() { Ok(product) } else { Err(twins) }
        });
        match read {
            Ok(product) => {
                handles.insert(product.handle.clone());
                let own = product.variants.iter().filter_map(|variant| Some((variant.sku.clone()?, variant.line)));
                skus.extend(own);
                products.push(product);
            }
            Err(found) => problems.extend(found),
        }
    }
    problems.sort_by_key(|problem| problem.line);
    Ok(Import { products, problems })
}

/// Consecutive rows of one handle.
struct Group<'a> {
    handle: &'a str,
    rows: Vec<&'a Row>,
    /// Whether a row was bad beyond reading.
    skipped: bool,
}

/// Puts rows of one handle together, and finds those that cannot be put anywhere.
fn group<'a>(sheet: &'a Sheet, problems: &mut Vec<RowProblem>) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    let mut first: HashMap<&str, (usize, u64)> = HashMap::new();
    for row in &sheet.rows {
        if let Some(reason) = &row.malformed {
            problems.push(row.problem(None, RowProblemCode::MalformedRow, reason.clone()));
        }
        let handle = row.raw(Column::Handle);
        if handle.is_empty() {
            if row.malformed.is_none() {
                problems.push(row.problem(
                    Some(Column::Handle),
                    RowProblemCode::MissingValue,
                    "every row names its product".to_owned(),
                ));
            }
            continue;
        }
        let skipped = row.malformed.is_some();
        if let Some(group) = groups.last_mut().filter(|group| group.handle == handle) {
            group.skipped |= skipped;
            group.rows.push(row);
            continue;
        }
        let mut group = Group { handle, rows: vec![row], skipped };
        if let Some((twin, line)) = first.get(handle).copied() {
            let reason = format!("the product was already on line {line}; its rows must follow each other");
            problems.push(row.problem(Some(Column::Handle), RowProblemCode::DuplicateHandle, reason));
            group.skipped = true;
            groups.get_mut(twin).into_iter().for_each(|twin| twin.skipped = true);
        } else {
            first.insert(handle, (groups.len(), row.line));
        }
        groups.push(group);
    }
    groups
}

/// What `product` has that an earlier product of the file has too.
fn taken<'a>(
    product: &'a ImportedProduct,
    rows: &'a [&Row],
    handles: &HashSet<Slug>,
    skus: &'a HashMap<String, u64>,
) -> impl Iterator<Item = RowProblem> + 'a {
    let row_at = |line| rows.iter().find(move |row| row.line == line);
    let handle = handles.contains(&product.handle).then(|| {
        let reason = format!("another product of the file has the address {:?}", product.handle.as_str());
        row_at(product.line).map(|row| row.problem(Some(Column::Handle), RowProblemCode::DuplicateHandle, reason))
    });
    let skus = product.variants.iter().filter_map(move |variant| {
        let line = skus.get(variant.sku.as_ref()?)?;
        let reason = format!("the SKU is already used on line {line}");
        row_at(variant.line).map(|row| row.problem(Some(Column::VariantSku), RowProblemCode::DuplicateSku, reason))
    });
    handle.flatten().into_iter().chain(skus)
}
