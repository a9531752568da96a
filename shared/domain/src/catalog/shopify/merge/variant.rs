//! The fields of a variant: what the file says, and what is known where it says nothing.

use kernel::money::Money;

use super::super::finding::{Findings, RowNoticeCode, RowProblemCode, shown};
use super::super::header::Column;
use super::super::imported::{ImportedProduct, ImportedVariant, Tracker};
use super::super::told::Told;
use super::MergedVariant;
use super::pairing::Pair;
use crate::catalog::variant::{InventoryPolicy, Variant};

/// The variant as it shall be; none if it has no price.
pub(super) fn merge(
    imported: &ImportedProduct,
    pair: &Pair<'_>,
    gift_card: bool,
    findings: &mut Findings,
) -> Option<MergedVariant> {
    let unsaid = ImportedVariant::unsaid(imported.line);
    let (row, before) = (pair.row.unwrap_or(&unsaid), pair.before);
    let Some(price) = row.price.said().flatten().or(before.map(|known| known.price)) else {
        let reason = "a new variant needs a price".to_owned();
        let column = Some(Column::VariantPrice);
        findings.note(imported.problem(row.line, column, RowProblemCode::MissingValue, reason));
        return None;
    };
    let tracked = is_tracked(imported, row, before, findings);
    let counted = counted(imported, row, before, tracked, findings);
    // A gift card is neither sent nor taxed when it is sold.
    let unless_card = |told: &Told<Option<bool>>, known: Option<bool>| {
        !gift_card && told.map(|flag| flag.unwrap_or(true)).or_else(|| known.unwrap_or(true))
    };
    if gift_card {
        tell_card(imported, row, findings);
    }
    Some(MergedVariant {
        line: row.line,
        known: before.map(|known| known.id),
        options: pair.options.clone(),
        sku: row.sku.clone().or_else(|| before.and_then(|known| known.sku.clone())),
        barcode: row.barcode.clone().or_else(|| before.and_then(|known| known.barcode.clone())),
        price,
        compare_at: former_price(imported, row, before, price, findings),
        grams: row.grams.or_else(|| before.map(|known| known.grams).unwrap_or_default()),
        requires_shipping: unless_card(&row.requires_shipping, before.map(|known| known.requires_shipping)),
        taxable: unless_card(&row.taxable, before.map(|known| known.taxable)),
        tracked,
        policy: row.policy.or_else(|| before.map_or(InventoryPolicy::Deny, |known| known.policy)),
        counted,
        image_url: row.image_url.clone().or_else(|| before.and_then(|known| known.image_url.clone())),
    })
}

impl ImportedVariant {
    /// Says nothing.
    fn unsaid(line: u64) -> Self {
        Self {
            line,
            options: [Told::Unsaid, Told::Unsaid, Told::Unsaid],
            sku: Told::Unsaid,
            barcode: Told::Unsaid,
            price: Told::Unsaid,
            compare_at: Told::Unsaid,
            grams: Told::Unsaid,
            requires_shipping: Told::Unsaid,
            taxable: Told::Unsaid,
            tracker: Told::Unsaid,
            quantity: Told::Unsaid,
            policy: Told::Unsaid,
            image_url: Told::Unsaid,
        }
    }
}

fn tell_card(imported: &ImportedProduct, row: &ImportedVariant, findings: &mut Findings) {
    let flags = [(Column::VariantRequiresShipping, &row.requires_shipping), (Column::VariantTaxable, &row.taxable)];
    for (column, _) in flags.into_iter().filter(|(_, flag)| **flag == Told::Said(Some(true))) {
        let message = "a gift card is neither sent nor taxed; this was left out".to_owned();
        findings.tell(imported.notice(row.line, Some(column), RowNoticeCode::LeftOut, message));
    }
}

/// What it cost before, which is shown only above what it costs.
fn former_price(
    imported: &ImportedProduct,
    row: &ImportedVariant,
    before: Option<&Variant>,
    price: Money,
    findings: &mut Findings,
) -> Option<Money> {
    let former = row.compare_at.or_else(|| before.and_then(|known| known.compare_at))?;
    if former.minor() > price.minor() {
        return Some(former);
    }
    // Nothing is how some exports say that there is none.
    if former.minor() > 0 {
        let message = format!("{} is not above the price, and is not shown as the former one", former.display());
        findings.tell(imported.notice(row.line, Some(Column::VariantCompareAt), RowNoticeCode::LeftOut, message));
    }
    None
}

/// Whether stock is counted. What is not is made to order: there is always enough of it.
fn is_tracked(
    imported: &ImportedProduct,
    row: &ImportedVariant,
    before: Option<&Variant>,
    findings: &mut Findings,
) -> bool {
    if let Told::Said(Tracker::Service(name)) = &row.tracker {
        let message = format!("{:?} counts this stock at the source; from here on the shop does", shown(name));
        findings.tell(imported.notice(row.line, Some(Column::VariantTracker), RowNoticeCode::ReadAs, message));
    }
    match (&row.tracker, row.quantity) {
        (Told::Said(tracker), _) => *tracker != Tracker::Nobody,
        // A file without trackers counts what it has a number of.
        (Told::Unsaid, Told::Said(Some(_))) => true,
        (Told::Unsaid, Told::Said(None) | Told::Unsaid) => before.is_some_and(|known| known.tracked),
    }
}

/// The units that a file told of last: this one, or one before it.
fn counted(
    imported: &ImportedProduct,
    row: &ImportedVariant,
    before: Option<&Variant>,
    tracked: bool,
    findings: &mut Findings,
) -> Option<i64> {
    // What stops being counted is still what the next count goes by.
    let last = before.and_then(|known| known.imported_quantity);
    let begins = tracked && before.is_none_or(|known| !known.tracked);
    let (column, code, message, counted) = match row.quantity {
        Told::Said(Some(quantity)) if tracked => return Some(quantity),
        Told::Said(Some(quantity)) if quantity != 0 => {
            let message = format!("the stock has no tracker, so the quantity {quantity} is not counted");
            (Column::VariantQuantity, RowNoticeCode::LeftOut, message, last)
        }
        Told::Said(None) if tracked => {
            let message = "the stock is tracked and has no quantity: there is nothing to sell".to_owned();
            (Column::VariantQuantity, RowNoticeCode::ReadAs, message, Some(0))
        }
        Told::Unsaid if begins => {
            let message = "the stock is tracked from now on, and the file has no column of quantities".to_owned();
            (Column::VariantTracker, RowNoticeCode::ReadAs, message, last.or(Some(0)))
        }
        Told::Said(_) | Told::Unsaid => return last,
    };
    findings.tell(imported.notice(row.line, Some(column), code, message));
    counted
}
