//! What an import has to tell of a file: why products are left out, and what was taken otherwise than it stands there.

use serde::{Deserialize, Serialize};

/// Why a product was left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RowProblem {
    /// The line in the file; the first is 1.
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

/// The classes of problem a row can have: only what makes a product impossible is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RowProblemCode {
    /// The row has more or fewer fields than the header, or a quote does not end.
    MalformedRow,
    /// A required field is empty.
    MissingValue,
    /// A field does not hold what its column is for.
    InvalidValue,
    /// What a product or a variant has to be told by is too long.
    TooLong,
    /// The handle stands in two places.
    DuplicateHandle,
    /// Two variants have the same options.
    DuplicateVariantOptions,
}

/// What was taken otherwise than it stands in the file, or not at all; its product is in the shop all the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RowNotice {
    /// The line in the file; the first is 1.
    pub line: u64,
    /// The column, if it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// The product, if it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handle: Option<String>,
    /// What was done.
    pub code: RowNoticeCode,
    /// What was done and why, for the merchant.
    pub message: String,
}

/// What can be done with what cannot be taken as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RowNoticeCode {
    /// Nothing is read from the column.
    UnknownColumn,
    /// A text was cut.
    Truncated,
    /// Characters were taken out or written otherwise.
    Cleaned,
    /// It was not taken: a field of a known product is as it was, that of a new one as if the column were absent.
    LeftOut,
    /// It was taken for something else that comes nearest.
    ReadAs,
    /// The product has another address than its handle.
    Renamed,
    /// A variant is gone, for the file has no row of it.
    VariantRemoved,
}

impl std::fmt::Display for RowProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        place(f, self.line, self.column.as_deref(), self.handle.as_deref())?;
        write!(f, ": {}", self.reason)
    }
}

impl std::fmt::Display for RowNotice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        place(f, self.line, self.column.as_deref(), self.handle.as_deref())?;
        write!(f, ": {}", self.message)
    }
}

fn place(f: &mut std::fmt::Formatter<'_>, line: u64, column: Option<&str>, handle: Option<&str>) -> std::fmt::Result {
    write!(f, "line {line}")?;
    if let Some(column) = column {
        write!(f, ", column {column:?}")?;
    }
    if let Some(handle) = handle {
        write!(f, ", product {handle:?}")?;
    }
    Ok(())
}

/// What is found in one product: all of it is collected, so that the merchant sees it at once.
#[derive(Default)]
pub(super) struct Findings {
    pub(super) problems: Vec<RowProblem>,
    pub(super) notices: Vec<RowNotice>,
}

impl Findings {
    /// Notes a problem.
    pub(super) fn note(&mut self, problem: RowProblem) {
        self.problems.push(problem);
    }

    /// Tells of something that was taken otherwise.
    pub(super) fn tell(&mut self, notice: RowNotice) {
        self.notices.push(notice);
    }

    /// `value` with what is to be told, unless there is a problem.
    pub(super) fn settle<T>(self, value: Option<T>) -> Result<(T, Vec<RowNotice>), Vec<RowProblem>> {
        match value {
            Some(value) if self.problems.is_empty() => Ok((value, self.notices)),
            _ => Err(self.problems),
        }
    }
}

/// The most characters of a field that a message repeats.
const SHOWN: usize = 60;

/// A field as far as a message repeats it, with what cannot be shown left out.
pub(super) fn shown(field: &str) -> String {
    let mut text: String = field.chars().map(|c| if c.is_control() { '\u{FFFD}' } else { c }).take(SHOWN).collect();
    if field.chars().nth(SHOWN).is_some() {
        text.push('…');
    }
    text
}
