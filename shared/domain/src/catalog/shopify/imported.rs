//! Products as a file describes them: what it says of each field, and what it leaves unsaid.

use std::sync::Arc;

use kernel::money::Money;
use kernel::slug::Slug;

use super::finding::{RowNotice, RowNoticeCode, RowProblem, RowProblemCode};
use super::header::{Column, Columns};
use super::told::Told;
use crate::catalog::category;
use crate::catalog::product::{Product, ProductStatus};
use crate::catalog::variant::InventoryPolicy;

/// Where products go whose type and labels name no category.
const UNCATEGORISED: &str = "Uncategorised";

/// A product as the file describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedProduct {
    /// The line it starts on; the first is line 1.
    pub line: u64,
    /// The name by which a later import finds it again.
    pub handle: Slug,
    /// The handle as the file has it, as far as messages repeat it.
    pub(super) written: String,
    /// Which columns the file has.
    pub(super) columns: Arc<Columns>,
    /// The name that shoppers see.
    pub title: String,
    /// The description, sanitized.
    pub body_html: Told<String>,
    /// The brand; may be empty.
    pub vendor: Told<String>,
    /// The merchant's `Type`; may be empty.
    pub product_type: Told<String>,
    /// Labels, in the file's order, each once.
    pub tags: Told<Vec<String>>,
    /// Its status.
    pub status: Told<Shown<ProductStatus>>,
    /// Whether it may be seen.
    pub published: Told<Shown<bool>>,
    /// Whether it is a gift card, which is neither sent nor taxed.
    pub gift_card: Told<bool>,
    /// Names of its options; empty where it has no more.
    pub option_names: [Told<String>; 3],
    /// Its rows with variants; none if the file has no column of variants.
    pub variants: Vec<ImportedVariant>,
    /// The gallery in the file's order.
    pub images: Told<Vec<ImportedImage>>,
    /// The title for search engines.
    pub seo_title: Told<String>,
    /// The summary for search engines.
    pub seo_description: Told<String>,
}

/// A variant as the file describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedVariant {
    /// The line it is on.
    pub line: u64,
    /// The value of each option; empty where the product does not have it.
    pub options: [Told<String>; 3],
    /// The merchant's own number.
    pub sku: Told<Option<String>>,
    /// The number under the bars.
    pub barcode: Told<Option<String>>,
    /// What one unit costs.
    pub price: Told<Option<Money>>,
    /// What it cost before.
    pub compare_at: Told<Option<Money>>,
    /// What one unit weighs, in grams.
    pub grams: Told<u32>,
    /// Whether it is sent.
    pub requires_shipping: Told<Option<bool>>,
    /// Whether tax is added.
    pub taxable: Told<Option<bool>>,
    /// Who counts its stock.
    pub tracker: Told<Tracker>,
    /// Units on hand.
    pub quantity: Told<Option<i64>>,
    /// What happens when the stock does not suffice.
    pub policy: Told<InventoryPolicy>,
    /// Its own picture.
    pub image_url: Told<Option<String>>,
}

/// A picture as the file describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedImage {
    /// The line it is on.
    pub line: u64,
    /// Where it is.
    pub url: String,
    /// What it shows; may be empty.
    pub alt: Told<String>,
    /// Its place in the gallery.
    pub position: Told<Option<u32>>,
}

/// Who counts a stock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tracker {
    /// Nobody: there is always enough.
    Nobody,
    /// The shop.
    Shop,
    /// A fulfillment service.
    Service(String),
}

/// What decides whether a product is shown; what cannot be read shows nothing new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown<T> {
    /// This.
    As(T),
    /// It cannot be read.
    Unreadable,
}

impl ImportedProduct {
    /// Names of categories from the root to the product's own, never empty; none if those that it has stay.
    ///
    /// They are named by the type; without one by the first label that can name a category.
    pub fn category_path(&self, before: Option<&Product>) -> Option<Vec<String>> {
        if before.is_some() && !self.product_type.is_said() && !self.tags.is_said() {
            return None;
        }
        let known_type = || before.map(|product| product.product_type.clone()).unwrap_or_default();
        let path = category::path(&self.product_type.clone().or_else(known_type));
        if !path.is_empty() {
            return Some(path);
        }
        let tags = self.tags.clone().or_else(|| before.map(|product| product.tags.clone()).unwrap_or_default());
        let named = tags.iter().find(|tag| Slug::of(tag).is_some());
        Some(vec![named.map_or_else(|| UNCATEGORISED.to_owned(), |tag| title_case(tag))])
    }

    /// The status, where it was `before`: archived is archived, and what is not published is a draft.
    pub(super) fn status_after(&self, before: Option<ProductStatus>) -> ProductStatus {
        use ProductStatus::{Active, Archived, Draft};
        match (self.status, self.published) {
            (Told::Unsaid, Told::Unsaid) => before.unwrap_or(Active),
            (Told::Said(Shown::Unreadable), _) | (Told::Unsaid, Told::Said(Shown::Unreadable)) => {
                before.unwrap_or(Draft)
            }
            (Told::Said(Shown::As(Active)), Told::Said(Shown::Unreadable)) => before.unwrap_or(Draft),
            (Told::Said(Shown::As(Active)), Told::Said(Shown::As(false))) => Draft,
            (Told::Said(Shown::As(status)), _) => status,
            (Told::Unsaid, Told::Said(Shown::As(_))) if before == Some(Archived) => Archived,
            (Told::Unsaid, Told::Said(Shown::As(true))) => Active,
            (Told::Unsaid, Told::Said(Shown::As(false))) => Draft,
        }
    }

    /// Something wrong with one of its rows.
    pub(super) fn problem(
        &self,
        line: u64,
        column: Option<Column>,
        code: RowProblemCode,
        reason: String,
    ) -> RowProblem {
        let column = column.map(|column| self.columns.name(column));
        RowProblem { line, column, handle: Some(self.written.clone()), code, reason }
    }

    /// Something that is taken otherwise than one of its rows has it.
    pub(super) fn notice(&self, line: u64, column: Option<Column>, code: RowNoticeCode, message: String) -> RowNotice {
        let column = column.map(|column| self.columns.name(column));
        RowNotice { line, column, handle: Some(self.written.clone()), code, message }
    }

    /// That the SKU of the row on `line` belongs to another variant.
    pub fn sku_notice(&self, line: u64, sku: &str) -> RowNotice {
        let message =
            format!("another variant of the shop has the SKU {:?}; it was left out", super::finding::shown(sku));
        self.notice(line, Some(Column::VariantSku), RowNoticeCode::LeftOut, message)
    }
}

/// Every word with its first letter in upper case.
fn title_case(text: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect::<String>()
    };
    text.split_whitespace().map(word).collect::<Vec<_>>().join(" ")
}
