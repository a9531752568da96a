//! The shapes of postal codes, after the `zip` and `require` fields of Google's libaddressinput data.

use kernel::country::Country;

/// What the postal codes of one country look like.
#[derive(Debug)]
pub(super) struct Rule {
    country: &'static str,
    /// `9` a digit, `A` a letter, `*` either; a space or hyphen may be left out, doubled by none, and written as the other.
    shapes: &'static [&'static str],
    /// One that exists.
    pub(super) example: &'static str,
}

const fn rule_of(country: &'static str, shapes: &'static [&'static str], example: &'static str) -> Rule {
    Rule { country, shapes, example }
}

const FIVE: &[&str] = &["99999"];
const FOUR: &[&str] = &["9999"];

/// Every country whose codes are required and checked: those that are served.
const RULES: &[Rule] = &[
    rule_of("AT", FOUR, "1010"),
    rule_of("AU", FOUR, "2060"),
    rule_of("BE", FOUR, "4000"),
    rule_of("CA", &["A9A 9A9"], "H3Z 2Y7"),
    rule_of("CH", FOUR, "2544"),
    rule_of("DE", FIVE, "26133"),
    rule_of("DK", FOUR, "8660"),
    rule_of("ES", FIVE, "28039"),
    rule_of("FI", FIVE, "00550"),
    rule_of("FR", &["99 999"], "33380"),
    rule_of("GB", &["A9 9AA", "A99 9AA", "A9A 9AA", "AA9 9AA", "AA99 9AA", "AA9A 9AA", "AAA 9AA"], "EC1Y 8SY"),
    rule_of("IE", &["A9* ****"], "A65 F4E2"),
    rule_of("IN", &["999 999"], "110034"),
    rule_of("IT", FIVE, "00144"),
    rule_of("JP", &["999-9999"], "154-0023"),
    rule_of("NL", &["9999 AA"], "1234 AB"),
    rule_of("NO", FOUR, "0025"),
    rule_of("NZ", FOUR, "6001"),
    rule_of("PL", &["99-999"], "00-950"),
    rule_of("PT", &["9999-999"], "2725-079"),
    rule_of("SE", &["999 99"], "11455"),
    rule_of("US", &["99999", "99999-9999"], "95014"),
];

/// The rule of `country`, if it has one.
pub(super) fn rule(country: Country) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.country == country.code())
}

impl Rule {
    /// Whether `code` has one of the shapes.
    pub(super) fn accepts(&self, code: &str) -> bool {
        self.shapes.iter().any(|shape| fits(shape, code))
    }
}

fn fits(shape: &str, code: &str) -> bool {
    let mut rest = code.chars().peekable();
    for expected in shape.chars() {
        let fits = match expected {
            ' ' | '-' => {
                rest.next_if(|c| matches!(c, ' ' | '-'));
                continue;
            }
            '9' => rest.next().is_some_and(|c| c.is_ascii_digit()),
            'A' => rest.next().is_some_and(|c| c.is_ascii_alphabetic()),
            _ => rest.next().is_some_and(|c| c.is_ascii_alphanumeric()),
        };
        if !fits {
            return false;
        }
    }
    rest.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_has_its_own_shape_and_every_country_exists_once() {
        for (index, rule) in RULES.iter().enumerate() {
            assert!(rule.accepts(rule.example), "{}", rule.country);
            assert!(rule.country.parse::<Country>().is_ok(), "{}", rule.country);
            assert!(RULES.iter().skip(index + 1).all(|other| other.country > rule.country), "{}", rule.country);
        }
    }

    #[test]
    fn separators_may_be_left_out_and_anything_else_may_not() {
        let accepts = |country: &str, code: &str| rule(country.parse().unwrap()).unwrap().accepts(code);
        for (country, code) in [
            ("US", "94103-1234"),
            ("US", "941031234"),
            ("GB", "sw1a1aa"),
            ("CA", "K1A0B1"),
            ("IN", "560001"),
            ("FR", "75 001"),
        ] {
            assert!(accepts(country, code), "{country} {code}");
        }
        for (country, code) in [
            ("US", "9410"),
            ("US", "941035"),
            ("DE", "1234"),
            ("DE", "12345x"),
            ("GB", "12345"),
            ("FR", "75  001"),
            ("DE", "١٢٣٤٥"),
        ] {
            assert!(!accepts(country, code), "{country} {code}");
        }
    }
}
