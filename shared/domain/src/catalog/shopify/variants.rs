//! The variants within a product's rows.

use std::collections::HashMap;

use kernel::currency::Currency;

use super::field::{Field, Findings};
use super::sheet::{Column, Row, shown};
use super::{ImportedVariant, RowProblem, RowProblemCode};
use crate::catalog::variant::{DEFAULT_TITLE, InventoryPolicy, MAX_VARIANTS, title_of};

/// Name and value of each option.
const OPTIONS: [(Column, Column); 3] = [
    (Column::Option1Name, Column::Option1Value),
    (Column::Option2Name, Column::Option2Value),
    (Column::Option3Name, Column::Option3Value),
];
/// The name that Shopify gives to the option of a product that has none.
const DEFAULT_OPTION: &str = "Title";
/// Columns that only a variant fills.
const OF_VARIANTS: [Column; 5] =
    [Column::Option1Value, Column::VariantPrice, Column::VariantSku, Column::VariantBarcode, Column::VariantQuantity];

/// The names of the options, and the variants with their values.
pub(super) fn read(rows: &[&Row], currency: Currency, findings: &mut Findings) -> (Vec<String>, Vec<ImportedVariant>) {
    let Some(head) = rows.first() else { return (Vec::new(), Vec::new()) };
    let mut names = findings.or_blank(option_names(head));
    let of_cards = findings.or_blank(head.flag(Column::GiftCard, false));
    let mut variants = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        if index == 0 || OF_VARIANTS.iter().any(|column| row.has(*column)) {
            let row = VariantRow { row, names: &names, currency, of_cards };
            variants.extend(findings.or_blank(row.read().map(Some)));
        } else if !row.has(Column::ImageSrc) {
            let reason = "the row has neither a variant nor an image".to_owned();
            findings.note(row.problem(None, RowProblemCode::MissingValue, reason));
        }
    }
    note_twins(rows, &variants, findings);
    if variants.len() > MAX_VARIANTS {
        let reason = format!("a product has at most {MAX_VARIANTS} variants");
        findings.note(head.problem(None, RowProblemCode::TooMany, reason));
    }
    if let ([name], [only]) = (names.as_slice(), variants.as_mut_slice())
        && name == DEFAULT_OPTION
        && only.options == [DEFAULT_TITLE]
    {
        only.options.clear();
        names.clear();
    }
    (names, variants)
}

/// The names of the options that the product has: the first ones, each another.
fn option_names(head: &Row) -> Field<Vec<String>> {
    let mut names: Vec<String> = Vec::new();
    let mut ended = false;
    for (column, _) in OPTIONS {
        let Some(name) = head.text::<100>(column)? else {
            ended = true;
            continue;
        };
        if ended {
            return Err(head.invalid(column, "an option before it has no name"));
        }
        if names.iter().any(|other| other.to_lowercase() == name.to_lowercase()) {
            return Err(head.invalid(column, &format!("the option {:?} is named twice", shown(&name))));
        }
        names.push(name);
    }
    Ok(names)
}

/// Notes variants that have the options or the SKU of one before them.
fn note_twins(rows: &[&Row], variants: &[ImportedVariant], findings: &mut Findings) {
    let mut options: HashMap<Vec<String>, u64> = HashMap::new();
    let mut skus: HashMap<&str, u64> = HashMap::new();
    for variant in variants {
        let Some(row) = rows.iter().find(|row| row.line == variant.line) else { continue };
        let values = variant.options.iter().map(|value| value.to_lowercase()).collect();
        if let Some(line) = options.insert(values, variant.line) {
            let reason = format!("line {line} already has the options {:?}", shown(&title_of(&variant.options)));
            findings.note(row.problem(Some(Column::Option1Value), RowProblemCode::DuplicateVariantOptions, reason));
        }
        if let Some(line) = variant.sku.as_deref().and_then(|sku| skus.insert(sku, variant.line)) {
            let reason = format!("the SKU is already used on line {line}");
            findings.note(row.problem(Some(Column::VariantSku), RowProblemCode::DuplicateSku, reason));
        }
    }
}

/// A row that holds a variant, and what it needs of its product.
struct VariantRow<'a> {
    row: &'a Row,
    names: &'a [String],
    currency: Currency,
    of_cards: bool,
}

impl VariantRow<'_> {
    fn read(&self) -> Field<ImportedVariant> {
        let row = self.row;
        let price = row.money(Column::VariantPrice, self.currency)?.ok_or_else(|| row.missing(Column::VariantPrice))?;
        let compare_at = row.money(Column::VariantCompareAt, self.currency)?;
        let quantity = row.quantity(Column::VariantQuantity)?;
        Ok(ImportedVariant {
            line: row.line,
            options: self.options()?,
            sku: row.text::<100>(Column::VariantSku)?,
            barcode: row.text::<100>(Column::VariantBarcode)?,
            price,
            compare_at: compare_at.filter(|before| before.minor() > price.minor()),
            grams: row.grams(Column::VariantGrams)?,
            // A gift card is neither sent nor taxed when it is sold.
            requires_shipping: row.flag(Column::VariantRequiresShipping, true)? && !self.of_cards,
            taxable: row.flag(Column::VariantTaxable, true)? && !self.of_cards,
            tracked: quantity.is_some(),
            policy: policy(row)?,
            quantity: quantity.unwrap_or(0),
            image_url: row.url(Column::VariantImage)?,
        })
    }

    /// A value for each option of the product, and for no other.
    fn options(&self) -> Result<Vec<String>, RowProblem> {
        let mut values = Vec::new();
        for (index, (_, column)) in OPTIONS.into_iter().enumerate() {
            match (self.names.get(index), self.row.text::<100>(column)?) {
                (Some(_), Some(value)) => values.push(value),
                (Some(_), None) => return Err(self.row.missing(column)),
                (None, Some(_)) => return Err(self.row.invalid(column, "the product has no such option")),
                (None, None) => {}
            }
        }
        Ok(values)
    }
}

fn policy(row: &Row) -> Field<InventoryPolicy> {
    match row.raw(Column::VariantPolicy).to_ascii_lowercase().as_str() {
        "" | "deny" => Ok(InventoryPolicy::Deny),
        "continue" => Ok(InventoryPolicy::Continue),
        other => {
            let reason = format!("{:?} is neither deny nor continue", shown(other));
            Err(row.invalid(Column::VariantPolicy, &reason))
        }
    }
}
