//! What a single field may hold, and what is made of one that holds something else.

use kernel::currency::Currency;
use kernel::money::{Money, MoneyFault};
use kernel::text::cleaned;

use super::finding::{Findings, RowNoticeCode, RowProblem, RowProblemCode, shown};
use super::header::Column;
use super::sheet::Row;
use super::told::Told;

/// The dearest price, in minor units: twelve digits.
const MAX_PRICE: i64 = 999_999_999_999;
/// The most units of a variant on hand, as in Shopify itself.
const MAX_QUANTITY: i64 = 1_000_000_000;
/// The heaviest unit: a hundred tonnes, in grams.
const MAX_GRAMS: u32 = 100_000_000;
/// The longest number of a variant, in characters, as in Shopify itself.
const MAX_NUMBER: usize = 255;
/// The longest address of a picture, in bytes.
const MAX_URL: usize = 2048;

impl Row {
    /// A line of text of at most `max` characters; blank if there is none.
    pub(super) fn text(&self, column: Column, max: usize, findings: &mut Findings) -> Told<String> {
        self.told(column).map(|field| self.text_of(column, field, max, findings))
    }

    /// The part `text` of a field as a line of text of at most `max` characters, cleaned and cut.
    pub(super) fn text_of(&self, column: Column, text: &str, max: usize, findings: &mut Findings) -> String {
        let clean = self.cleaned(column, text.trim(), findings);
        if clean.chars().count() <= max {
            return clean;
        }
        let message = format!("{:?} is longer than {max} characters and was cut there", shown(&clean));
        findings.tell(self.notice(Some(column), RowNoticeCode::Truncated, message));
        clean.chars().take(max).collect::<String>().trim_end().to_owned()
    }

    /// A number of the merchant's, which is whole or none.
    pub(super) fn identifier(&self, column: Column, findings: &mut Findings) -> Told<Option<String>> {
        self.told(column).and_then(|field| {
            let clean = self.cleaned(column, field, findings);
            if clean.chars().count() > MAX_NUMBER {
                let message = format!("{:?} is longer than {MAX_NUMBER} characters", shown(&clean));
                return self.left_out(column, &message, findings);
            }
            Told::Said(Some(clean).filter(|text| !text.is_empty()))
        })
    }

    fn cleaned(&self, column: Column, text: &str, findings: &mut Findings) -> String {
        let clean = cleaned(text);
        if clean != text {
            let message = format!("control characters were taken out of {:?}", shown(text));
            findings.tell(self.notice(Some(column), RowNoticeCode::Cleaned, message));
        }
        clean.trim().to_owned()
    }

    /// `true` or `false` in any case; none where it is empty.
    pub(super) fn flag(&self, column: Column, findings: &mut Findings) -> Told<Option<bool>> {
        self.told(column).and_then(|field| match field.to_ascii_lowercase().as_str() {
            "" => Told::Said(None),
            "true" => Told::Said(Some(true)),
            "false" => Told::Said(Some(false)),
            other => self.left_out(column, &format!("{:?} is neither true nor false", shown(other)), findings),
        })
    }

    /// A price, exactly as written; a product without a price that can be read is none.
    pub(super) fn price(&self, currency: Currency, findings: &mut Findings) -> Told<Option<Money>> {
        let column = Column::VariantPrice;
        self.told(column).map(|_| match self.money(column, currency) {
            Ok(Some(price)) => Some(price),
            Ok(None) => {
                findings.note(self.missing(column));
                None
            }
            Err(reason) => {
                findings.note(self.invalid(column, reason));
                None
            }
        })
    }

    /// A price that a product can do without.
    pub(super) fn former_price(&self, currency: Currency, findings: &mut Findings) -> Told<Option<Money>> {
        let column = Column::VariantCompareAt;
        self.told(column).and_then(|_| match self.money(column, currency) {
            Ok(price) => Told::Said(price),
            Err(reason) => self.left_out(column, &reason, findings),
        })
    }

    fn money(&self, column: Column, currency: Currency) -> Result<Option<Money>, String> {
        let (field, written) = (self.number(column), shown(self.raw(column)));
        if field.is_empty() {
            return Ok(None);
        }
        match Money::parse(&field, currency) {
            Ok(price) if price.minor() <= MAX_PRICE => Ok(Some(price)),
            Ok(_) | Err(MoneyFault::Overflow) => Err(format!("{written:?} is too much")),
            Err(_) if field.starts_with('-') => Err(format!("{written:?} is less than nothing")),
            Err(fault) => Err(format!("{written:?} is {fault} in {currency}")),
        }
    }

    /// A weight in grams; fractions are rounded, half upwards.
    pub(super) fn grams(&self, findings: &mut Findings) -> Told<u32> {
        let column = Column::VariantGrams;
        self.told(column).and_then(|written| {
            let field = self.number(column);
            if field.is_empty() {
                return Told::Said(0);
            }
            let (whole, fraction) = field.split_once('.').unwrap_or((&field, "0"));
            let half = fraction.bytes().next().is_some_and(|digit| digit >= b'5');
            let digits =
                [whole, fraction].iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
            let grams = whole.parse::<u32>().ok().and_then(|grams| grams.checked_add(u32::from(half)));
            match grams.filter(|grams| digits && *grams <= MAX_GRAMS) {
                Some(grams) => Told::Said(grams),
                None => self.left_out(column, &format!("{:?} is no weight in grams", shown(written)), findings),
            }
        })
    }

    /// A whole number of units, below zero where more was sold than there was; none where it is empty.
    pub(super) fn quantity(&self, findings: &mut Findings) -> Told<Option<i64>> {
        let column = Column::VariantQuantity;
        self.told(column).map(|field| match field.parse::<i64>() {
            _ if field.is_empty() => None,
            Ok(quantity) if (-MAX_QUANTITY..=MAX_QUANTITY).contains(&quantity) => Some(quantity),
            // To guess how many there are is to sell what is not there.
            _ => {
                findings.note(self.invalid(column, format!("{:?} is no number of units", shown(field))));
                None
            }
        })
    }

    /// The address of a picture: `https` where it leaves the scheme open or says `http`, what an address cannot hold encoded.
    pub(super) fn url(&self, column: Column, findings: &mut Findings) -> Told<Option<String>> {
        self.told(column).and_then(|field| {
            if field.is_empty() {
                return Told::Said(None);
            }
            let encoded = encoded(&cleaned(field));
            let Some((scheme, rest)) = encoded.split_once("//") else { return self.no_address(column, findings) };
            let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
            let is_host = !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.:".contains(&b));
            let is_web = ["", "https:", "http:"].iter().any(|known| known.eq_ignore_ascii_case(scheme));
            if !is_host || !is_web {
                return self.no_address(column, findings);
            }
            let url = format!("https://{rest}");
            if url.len() > MAX_URL {
                return self.left_out(column, &format!("the address is longer than {MAX_URL} bytes"), findings);
            }
            if url != field && url.strip_prefix("https:") != Some(field) {
                let message = format!("the address {:?} was written as {:?}", shown(field), shown(&url));
                findings.tell(self.notice(Some(column), RowNoticeCode::Cleaned, message));
            }
            Told::Said(Some(url))
        })
    }

    fn no_address<T>(&self, column: Column, findings: &mut Findings) -> Told<T> {
        let message = format!("{:?} is no address beginning with https://", shown(self.raw(column)));
        self.left_out(column, &message, findings)
    }

    /// Tells that a field is not taken, and why.
    pub(super) fn left_out<T>(&self, column: Column, why: &str, findings: &mut Findings) -> Told<T> {
        findings.tell(self.notice(Some(column), RowNoticeCode::LeftOut, format!("{why}; it was left out")));
        Told::Unsaid
    }

    /// A required field is empty.
    pub(super) fn missing(&self, column: Column) -> RowProblem {
        self.problem(Some(column), RowProblemCode::MissingValue, "must not be empty".to_owned())
    }

    /// A field does not hold what its column is for.
    pub(super) fn invalid(&self, column: Column, reason: String) -> RowProblem {
        self.problem(Some(column), RowProblemCode::InvalidValue, reason)
    }
}

/// `address` with what may not stand in one percent-encoded; what is encoded stays as it is.
fn encoded(address: &str) -> String {
    let mut encoded = String::with_capacity(address.len());
    for c in address.chars() {
        if c.is_whitespace() || "\"'<>\\^`{|}".contains(c) {
            let mut bytes = [0; 4];
            encoded.extend(c.encode_utf8(&mut bytes).bytes().map(|byte| format!("%{byte:02X}")));
        } else {
            encoded.push(c);
        }
    }
    encoded
}
