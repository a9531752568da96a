//! What a single field may hold.

use kernel::currency::Currency;
use kernel::money::{Money, MoneyFault};
use kernel::text::{Text, TextFault};

use super::sheet::{Column, Row, shown};
use super::{RowProblem, RowProblemCode};

/// The dearest price, in minor units: twelve digits.
const MAX_PRICE: i64 = 999_999_999_999;
/// The most units of a variant on hand, as in Shopify itself.
const MAX_QUANTITY: i64 = 1_000_000_000;
/// The heaviest unit: a hundred tonnes, in grams.
const MAX_GRAMS: u32 = 100_000_000;
/// The longest address of a picture, in bytes.
const MAX_URL: usize = 2048;

/// What reading a field comes to.
pub(super) type Field<T> = Result<T, RowProblem>;

impl Row {
    /// A line of text of at most `MAX` characters.
    pub(super) fn text<const MAX: usize>(&self, column: Column) -> Field<Option<String>> {
        self.text_of::<MAX>(column, self.raw(column))
    }

    /// The part `text` of a field as a line of text of at most `MAX` characters; none if it is blank.
    pub(super) fn text_of<const MAX: usize>(&self, column: Column, text: &str) -> Field<Option<String>> {
        match text.parse::<Text<MAX>>() {
            Ok(text) => Ok(Some(text.as_str().to_owned())),
            Err(TextFault::Empty) => Ok(None),
            Err(fault @ TextFault::Control) => Err(self.invalid(column, &fault.to_string())),
            Err(fault @ TextFault::TooLong { .. }) => {
                Err(self.problem(Some(column), RowProblemCode::TooLong, fault.to_string()))
            }
        }
    }

    /// A line of text that has to be there.
    pub(super) fn required<const MAX: usize>(&self, column: Column) -> Field<String> {
        self.text::<MAX>(column)?.ok_or_else(|| self.missing(column))
    }

    /// `true` or `false` in any case, or `default` where it is empty.
    pub(super) fn flag(&self, column: Column, default: bool) -> Field<bool> {
        match self.raw(column).to_ascii_lowercase().as_str() {
            "" => Ok(default),
            "true" => Ok(true),
            "false" => Ok(false),
            other => Err(self.invalid(column, &format!("{:?} is neither true nor false", shown(other)))),
        }
    }

    /// A price, exactly as written.
    pub(super) fn money(&self, column: Column, currency: Currency) -> Field<Option<Money>> {
        let field = self.raw(column);
        if field.is_empty() {
            return Ok(None);
        }
        let reason = match Money::parse(field, currency) {
            Ok(price) if price.minor() <= MAX_PRICE => return Ok(Some(price)),
            Ok(_) | Err(MoneyFault::Overflow) => "is too much".to_owned(),
            Err(_) if field.starts_with('-') => "is less than nothing".to_owned(),
            Err(fault) => format!("is {fault} in {currency}"),
        };
        Err(self.invalid(column, &format!("{:?} {reason}", shown(field))))
    }

    /// A weight in grams; fractions are rounded, half upwards.
    pub(super) fn grams(&self, column: Column) -> Field<u32> {
        let field = self.raw(column);
        if field.is_empty() {
            return Ok(0);
        }
        let (whole, fraction) = field.split_once('.').unwrap_or((field, "0"));
        let half = fraction.bytes().next().is_some_and(|digit| digit >= b'5');
        let digits = [whole, fraction].iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
        let grams = whole.parse::<u32>().ok().and_then(|grams| grams.checked_add(u32::from(half)));
        grams
            .filter(|grams| digits && *grams <= MAX_GRAMS)
            .ok_or_else(|| self.invalid(column, &format!("{:?} is no weight in grams", shown(field))))
    }

    /// A whole number of units, below zero where more was sold than there was; none if stock is not counted.
    pub(super) fn quantity(&self, column: Column) -> Field<Option<i64>> {
        let field = self.raw(column);
        if field.is_empty() {
            return Ok(None);
        }
        match field.parse::<i64>() {
            Ok(quantity) if (-MAX_QUANTITY..=MAX_QUANTITY).contains(&quantity) => Ok(Some(quantity)),
            _ => Err(self.invalid(column, &format!("{:?} is no number of units", shown(field)))),
        }
    }

    /// The address of a picture, made `https` where it leaves the scheme open.
    pub(super) fn url(&self, column: Column) -> Field<Option<String>> {
        let field = self.raw(column);
        if field.is_empty() {
            return Ok(None);
        }
        if field.len() > MAX_URL {
            let reason = format!("must have at most {MAX_URL} characters");
            return Err(self.problem(Some(column), RowProblemCode::TooLong, reason));
        }
        let rest = field.strip_prefix("https:").unwrap_or(field).strip_prefix("//");
        let host = rest.and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or_default();
        let sound = !host.is_empty()
            && host.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.:".contains(&b))
            && !field.chars().any(|c| c.is_whitespace() || c.is_control() || "\"'<>\\^`{|}".contains(c));
        match rest {
            Some(rest) if sound => Ok(Some(format!("https://{rest}"))),
            _ => Err(self.invalid(column, &format!("{:?} is no address beginning with https://", shown(field)))),
        }
    }

    /// A required field is empty.
    pub(super) fn missing(&self, column: Column) -> RowProblem {
        self.problem(Some(column), RowProblemCode::MissingValue, "must not be empty".to_owned())
    }

    /// A field does not hold what its column is for.
    pub(super) fn invalid(&self, column: Column, reason: &str) -> RowProblem {
        self.problem(Some(column), RowProblemCode::InvalidValue, reason.to_owned())
    }
}

/// The problems of one product: all are collected, so that the merchant sees them at once.
#[derive(Default)]
pub(super) struct Findings(Vec<RowProblem>);

impl Findings {
    /// The value of `field`, or a blank one beside a note of the problem.
    pub(super) fn or_blank<T: Default>(&mut self, field: Field<T>) -> T {
        field.map_err(|problem| self.0.push(problem)).unwrap_or_default()
    }

    /// Notes a problem.
    pub(super) fn note(&mut self, problem: RowProblem) {
        self.0.push(problem);
    }

    /// `value`, unless there is a problem.
    pub(super) fn settle<T>(self, value: Option<T>) -> Result<T, Vec<RowProblem>> {
        match value {
            Some(value) if self.0.is_empty() => Ok(value),
            _ => Err(self.0),
        }
    }
}
