//! Telephone numbers in their international form.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A telephone number in E.164 form: a plus, a country calling code, and at most fifteen digits in all.
///
/// Whether a number is in service only a call can tell; see `infra/adr/0017-phone-numbers-by-rule.md`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PhoneNumber(String);

/// Text that is no telephone number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PhoneFault {
    /// Not a plus and digits.
    #[error("write the number with a plus and its country calling code, such as +49 30 123456")]
    Form,
    /// Too few or too many digits.
    #[error("a telephone number has 7 to 15 digits")]
    Length,
    /// No country has this calling code.
    #[error("no country has this calling code")]
    CallingCode,
}

/// The fewest digits: the shortest numbers in international use, such as those of Niue, have seven with their code.
const MIN_DIGITS: usize = 7;
/// The most digits (ITU-T E.164 §6.2.1).
const MAX_DIGITS: usize = 15;
/// The signs by which people part digits.
const SIGNS: [char; 7] = [' ', '\u{a0}', '-', '.', '/', '(', ')'];

/// The assigned calling codes of countries, areas and global services, those of one or two digits
/// (ITU Operational Bulletin, "List of ITU-T Recommendation E.164 assigned country codes").
const SHORT: &[&str] = &[
    "1", "7", "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47", "48",
    "49", "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65", "66", "81", "82", "84",
    "86", "90", "91", "92", "93", "94", "95", "98",
];

/// The first two digits of codes of three, with the third digits that are assigned.
const LONG: &[(&str, &str)] = &[
    ("21", "12368"),
    ("22", "0123456789"),
    ("23", "0123456789"),
    ("24", "0123456789"),
    ("25", "012345678"),
    ("26", "0123456789"),
    ("29", "01789"),
    ("35", "0123456789"),
    ("37", "0123456789"),
    ("38", "01235679"),
    ("42", "013"),
    ("50", "0123456789"),
    ("59", "0123456789"),
    ("67", "023456789"),
    ("68", "012356789"),
    ("69", "012"),
    ("80", "08"),
    ("85", "02356"),
    ("87", "08"),
    ("88", "012368"),
    ("96", "012345678"),
    ("97", "012345679"),
    ("99", "234568"),
];

/// The codes that belong to no country: free and shared-cost numbers, satellites, global networks, disaster relief, premium rate.
const GLOBAL: &[&str] = &["800", "808", "870", "878", "881", "882", "883", "888", "979"];

/// How many digits the calling code at the beginning of `digits` has, if one is assigned.
fn calling_code_length(digits: &str) -> Option<usize> {
    let (two, third) = (digits.get(..2), digits.get(2..3));
    let short = SHORT.iter().find(|code| digits.starts_with(**code)).map(|code| code.len());
    let long =
        LONG.iter().any(|(start, thirds)| two == Some(*start) && third.is_some_and(|third| thirds.contains(third)));
    short.or(long.then_some(3))
}

fn is_assigned(digits: &str) -> bool {
    calling_code_length(digits).is_some()
}

impl PhoneNumber {
    /// The number, with its plus.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The country calling code, without the plus.
    pub fn calling_code(&self) -> &str {
        let digits = self.0.get(1..).unwrap_or_default();
        digits.get(..calling_code_length(digits).unwrap_or(3)).unwrap_or(digits)
    }

    /// Whether its calling code belongs to no country.
    pub fn is_global(&self) -> bool {
        GLOBAL.contains(&self.calling_code())
    }

    /// The number for people who know it: its calling code and its last two digits.
    pub fn masked(&self) -> String {
        let digits = self.0.get(1..).unwrap_or_default();
        let (code, end) = (self.calling_code(), digits.len().saturating_sub(2));
        let stars = "*".repeat(end.saturating_sub(code.len()));
        format!("+{code}{stars}{}", digits.get(end..).unwrap_or_default())
    }
}

/// Whether `code` is an assigned calling code, without a plus.
pub fn is_calling_code(code: &str) -> bool {
    calling_code_length(code) == Some(code.len())
}

impl FromStr for PhoneNumber {
    type Err = PhoneFault;

    /// Reads a number with its plus; spaces, hyphens, dots, slashes and brackets between the digits are left out.
    fn from_str(text: &str) -> Result<Self, PhoneFault> {
        let rest = text.trim().strip_prefix('+').ok_or(PhoneFault::Form)?;
        // A zero in brackets is dialled at home only: nobody is reached with it from abroad.
        let rest = rest.replacen("(0)", "", 1);
        let digits: String = rest.chars().filter(|c| !SIGNS.contains(c)).collect();
        if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
            return Err(PhoneFault::Form);
        }
        if !(MIN_DIGITS..=MAX_DIGITS).contains(&digits.len()) {
            return Err(PhoneFault::Length);
        }
        if is_assigned(&digits) { Ok(Self(format!("+{digits}"))) } else { Err(PhoneFault::CallingCode) }
    }
}

impl TryFrom<String> for PhoneNumber {
    type Error = PhoneFault;

    fn try_from(text: String) -> Result<Self, PhoneFault> {
        text.parse()
    }
}

impl From<PhoneNumber> for String {
    fn from(number: PhoneNumber) -> Self {
        number.0
    }
}

impl fmt::Display for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl utoipa::PartialSchema for PhoneNumber {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .description(Some("A telephone number in E.164 form."))
            .examples([serde_json::json!("+4930123456")])
            .into()
    }
}

impl utoipa::ToSchema for PhoneNumber {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_are_kept_in_one_spelling() {
        for (written, kept) in [
            ("+4930123456", "+4930123456"),
            (" +49 (0)30 / 123-456 ", "+4930123456"),
            ("+1 (415) 555-0132", "+14155550132"),
            ("+44 20 7946 0958", "+442079460958"),
            ("+683 4002", "+6834002"),
        ] {
            assert_eq!(written.parse::<PhoneNumber>().unwrap().as_str(), kept, "{written}");
        }
    }

    #[test]
    fn what_nobody_can_be_called_by_is_refused() {
        for (written, fault) in [
            ("030 123456", PhoneFault::Form),
            ("004930123456", PhoneFault::Form),
            ("+49 30 CALL ME", PhoneFault::Form),
            ("+", PhoneFault::Form),
            ("", PhoneFault::Form),
            ("+٤٩٣٠١٢٣٤٥٦", PhoneFault::Form),
            ("+49301", PhoneFault::Length),
            ("+4930123456789012", PhoneFault::Length),
            ("+0301234567", PhoneFault::CallingCode),
            ("+2101234567", PhoneFault::CallingCode),
            ("+9991234567", PhoneFault::CallingCode),
        ] {
            assert_eq!(written.parse::<PhoneNumber>(), Err(fault), "{written}");
        }
    }

    #[test]
    fn no_calling_code_begins_with_another() {
        let long = LONG.iter().flat_map(|(start, thirds)| {
            thirds.chars().filter(char::is_ascii_digit).map(move |third| format!("{start}{third}"))
        });
        let all: Vec<String> = SHORT.iter().map(|code| (*code).to_owned()).chain(long).collect();
        assert!(all.len() > 200, "{}", all.len());
        for code in &all {
            let starts = all.iter().filter(|other| code.starts_with(other.as_str())).count();
            assert_eq!(starts, 1, "{code}");
        }
    }

    #[test]
    fn a_masked_number_tells_its_calling_code_and_its_end() {
        for (number, code, masked) in [
            ("+4930123456", "49", "+49******56"),
            ("+14155550132", "1", "+1********32"),
            ("+35312345678", "353", "+353******78"),
        ] {
            let number: PhoneNumber = number.parse().unwrap();
            assert_eq!((number.calling_code(), number.masked().as_str()), (code, masked));
            assert!(!number.is_global());
        }
        assert!("+870773123456".parse::<PhoneNumber>().unwrap().is_global());
        assert!(is_calling_code("49") && is_calling_code("353"));
        for none in ["", "4", "493", "+49", "999", "é9"] {
            assert!(!is_calling_code(none), "{none}");
        }
    }

    proptest! {
        #[test]
        fn no_text_is_too_strange_to_be_read(text in any::<String>()) {
            if let Ok(number) = text.parse::<PhoneNumber>() {
                prop_assert_eq!(number.as_str().parse::<PhoneNumber>().unwrap(), number.clone());
                prop_assert!(is_calling_code(number.calling_code()));
                prop_assert_eq!(number.masked().len(), number.as_str().len());
            }
        }
    }
}
