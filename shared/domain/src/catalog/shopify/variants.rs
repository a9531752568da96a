//! The variants within a product's rows.

use kernel::currency::Currency;

use super::finding::{Findings, RowNoticeCode, shown};
use super::header::Column;
use super::imported::{ImportedVariant, Tracker};
use super::product::MAX_LINE;
use super::sheet::Row;
use super::told::Told;
use crate::catalog::variant::{InventoryPolicy, MAX_VARIANTS};

/// Name and value of each option.
pub(super) const OPTIONS: [(Column, Column); 3] = [
    (Column::Option1Name, Column::Option1Value),
    (Column::Option2Name, Column::Option2Value),
    (Column::Option3Name, Column::Option3Value),
];
/// Columns that say something of a variant.
const OF_VARIANTS: [Column; 14] = [
    Column::Option1Value,
    Column::Option2Value,
    Column::Option3Value,
    Column::VariantSku,
    Column::VariantGrams,
    Column::VariantTracker,
    Column::VariantQuantity,
    Column::VariantPolicy,
    Column::VariantPrice,
    Column::VariantCompareAt,
    Column::VariantRequiresShipping,
    Column::VariantTaxable,
    Column::VariantBarcode,
    Column::VariantImage,
];
/// Columns that only a row with a variant fills.
const TELLING: [Column; 5] =
    [Column::Option1Value, Column::VariantPrice, Column::VariantSku, Column::VariantBarcode, Column::VariantQuantity];

/// The names of the options.
pub(super) fn option_names(head: &Row, findings: &mut Findings) -> [Told<String>; 3] {
    OPTIONS.map(|(name, _)| head.text(name, MAX_LINE, findings))
}

/// The rows with variants; none if the file has no column for them.
pub(super) fn read(rows: &[&Row], currency: Currency, findings: &mut Findings) -> Vec<ImportedVariant> {
    let Some(head) = rows.first() else { return Vec::new() };
    let has_variants = OF_VARIANTS.iter().any(|column| head.columns.has(*column));
    let mut variants = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        if has_variants && (index == 0 || TELLING.iter().any(|column| row.has(*column))) {
            if variants.len() == MAX_VARIANTS {
                let message =
                    format!("a product has at most {MAX_VARIANTS} variants; this one and those behind were left out");
                findings.tell(row.notice(None, RowNoticeCode::LeftOut, message));
                break;
            }
            variants.push(variant(row, currency, findings));
        } else if index > 0 && !row.has(Column::ImageSrc) {
            let message = "the row has neither a variant nor a picture; nothing of it was taken".to_owned();
            findings.tell(row.notice(None, RowNoticeCode::LeftOut, message));
        }
    }
    variants
}

fn variant(row: &Row, currency: Currency, findings: &mut Findings) -> ImportedVariant {
    ImportedVariant {
        line: row.line,
        options: OPTIONS.map(|(_, value)| row.text(value, MAX_LINE, findings)),
        sku: row.identifier(Column::VariantSku, findings),
        barcode: row.identifier(Column::VariantBarcode, findings),
        price: row.price(currency, findings),
        compare_at: row.former_price(currency, findings),
        grams: row.grams(findings),
        requires_shipping: row.flag(Column::VariantRequiresShipping, findings),
        taxable: row.flag(Column::VariantTaxable, findings),
        tracker: tracker(row, findings),
        quantity: row.quantity(findings),
        policy: policy(row, findings),
        image_url: row.url(Column::VariantImage, findings),
    }
}

/// Who counts the stock: the shop where it says `shopify`, nobody where it says nothing.
fn tracker(row: &Row, findings: &mut Findings) -> Told<Tracker> {
    row.text(Column::VariantTracker, MAX_LINE, findings).map(|name| match name.to_lowercase().as_str() {
        "" => Tracker::Nobody,
        "shopify" => Tracker::Shop,
        _ => Tracker::Service(name),
    })
}

fn policy(row: &Row, findings: &mut Findings) -> Told<InventoryPolicy> {
    let column = Column::VariantPolicy;
    row.told(column).and_then(|field| match field.to_ascii_lowercase().as_str() {
        "" | "deny" => Told::Said(InventoryPolicy::Deny),
        "continue" => Told::Said(InventoryPolicy::Continue),
        other => row.left_out(column, &format!("{:?} is neither deny nor continue", shown(other)), findings),
    })
}
