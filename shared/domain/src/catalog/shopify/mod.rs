//! Shopify's product CSV, read into products and merged with what the shop has of them.
//!
//! Pure: bytes in, products and findings out. A product spans consecutive rows of one handle: the first carries the
//! product and its first variant, each further one a variant, an image, or both. A bad row never spoils its neighbours:
//! its product is left out whole, with the line, column and reason, and the rest goes in. That is for what makes a product
//! impossible, such as a price that cannot be read. A field that cannot be kept as it stands is cut, cleaned or left out, and
//! that is told. What columns mean is said in `infra/import.md`.

mod field;
mod finding;
mod handle;
mod header;
mod imported;
mod merge;
mod product;
mod sheet;
#[cfg(test)]
mod tests;
mod told;
mod variants;

use std::collections::HashMap;

use kernel::currency::Currency;
use kernel::faults;
use kernel::slug::Slug;

use self::finding::Findings;
pub use self::finding::{RowNotice, RowNoticeCode, RowProblem, RowProblemCode};
use self::header::Column;
pub use self::imported::{ImportedImage, ImportedProduct, ImportedVariant, Shown, Tracker};
pub use self::merge::{Before, MergedProduct, MergedVariant, merge};
use self::sheet::{Row, Sheet};
pub use self::told::Told;

/// What a file holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Import {
    /// The products that can go in, in the file's order.
    pub products: Vec<ImportedProduct>,
    /// Why others cannot, in the file's order.
    pub problems: Vec<RowProblem>,
    /// What is taken otherwise than it stands in the file, in its order.
    pub notices: Vec<RowNotice>,
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
    let mut import = Import { notices: sheet.notices.clone(), ..Import::default() };
    for group in group(&sheet, &mut import.problems).into_iter().filter(|group| !group.skipped) {
        let mut findings = Findings::default();
        let product = product::read(group.slug, &group.rows, currency, &mut findings);
        match findings.settle(product) {
            Ok((product, notices)) => {
                import.products.push(product);
                import.notices.extend(notices);
            }
            Err(problems) => import.problems.extend(problems),
        }
    }
    import.problems.sort_by_key(|problem| problem.line);
    import.notices.sort_by_key(|notice| notice.line);
    Ok(import)
}

/// Consecutive rows of one handle.
struct Group<'a> {
    slug: Slug,
    rows: Vec<&'a Row>,
    /// Whether a row was bad beyond reading.
    skipped: bool,
}

/// Puts rows of one handle together, and finds those that cannot be put anywhere.
fn group<'a>(sheet: &'a Sheet, problems: &mut Vec<RowProblem>) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    let mut first: HashMap<Slug, (usize, u64)> = HashMap::new();
    for row in &sheet.rows {
        if let Some(reason) = &row.malformed {
            problems.push(row.problem(None, RowProblemCode::MalformedRow, reason.clone()));
        }
        let Some(slug) = Some(row.raw(Column::Handle)).filter(|handle| !handle.is_empty()).and_then(handle::slug)
        else {
            if row.malformed.is_none() {
                let reason = "every row names its product".to_owned();
                problems.push(row.problem(Some(Column::Handle), RowProblemCode::MissingValue, reason));
            }
            continue;
        };
        let skipped = row.malformed.is_some();
        if let Some(group) = groups.last_mut().filter(|group| group.slug == slug) {
            group.skipped |= skipped;
            group.rows.push(row);
            continue;
        }
        let mut group = Group { slug: slug.clone(), rows: vec![row], skipped };
        if let Some((twin, line)) = first.get(&slug).copied() {
            let reason = format!("the product was already on line {line}; its rows must follow each other");
            problems.push(row.problem(Some(Column::Handle), RowProblemCode::DuplicateHandle, reason));
            group.skipped = true;
            groups.get_mut(twin).into_iter().for_each(|twin| twin.skipped = true);
        } else {
            first.insert(slug, (groups.len(), row.line));
        }
        groups.push(group);
    }
    groups
}
