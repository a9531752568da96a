//! What each country's post wants of an address: Google's libaddressinput data, cut down by `extract_address_rules.py`.
//!
//! The file is text that is searched, not a structure that is built: a check reads the one line it needs.

use kernel::country::Country;
use regex_lite::Regex;

/// One line a country; the columns are described in `extract_address_rules.py`.
const DATA: &str = include_str!("address_rules.tsv");

/// What is wanted where nothing is known of a country: a street and a town.
const DEFAULT: Rule = Rule {
    required: "AC",
    used: "CSZ",
    upper: "C",
    postal: "",
    examples: "",
    regions: Regions { keys: "", names: "", latin: "" },
};

/// What the post of one country wants.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rule {
    required: &'static str,
    used: &'static str,
    upper: &'static str,
    postal: &'static str,
    examples: &'static str,
    /// The regions, where the post knows them by name.
    pub(super) regions: Regions,
}

/// A part of an address that the post may want.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    City,
    Region,
    PostalCode,
}

impl Part {
    fn letter(self) -> char {
        match self {
            Self::City => 'C',
            Self::Region => 'S',
            Self::PostalCode => 'Z',
        }
    }
}

/// The rule of `country`.
pub(super) fn rule(country: Country) -> Rule {
    let own = DATA.lines().find(|line| line.strip_prefix(country.code()).is_some_and(|rest| rest.starts_with('\t')));
    own.map_or(DEFAULT, Rule::read)
}

impl Rule {
    fn read(line: &'static str) -> Self {
        let mut columns = line.split('\t').skip(1);
        let mut next = || columns.next().unwrap_or_default();
        Self {
            required: next(),
            used: next(),
            upper: next(),
            postal: next(),
            examples: next(),
            regions: Regions { keys: next(), names: next(), latin: next() },
        }
    }

    /// Whether an address is not delivered without this part.
    pub(super) fn requires(&self, part: Part) -> bool {
        self.required.contains(part.letter())
    }

    /// Whether an address has this part at all.
    pub(super) fn uses(&self, part: Part) -> bool {
        self.used.contains(part.letter())
    }

    /// Whether the post wants this part in capitals.
    pub(super) fn capitalises(&self, part: Part) -> bool {
        self.upper.contains(part.letter())
    }

    /// Postal codes that exist, the plainest first.
    pub(super) fn examples(&self) -> impl Iterator<Item = &'static str> {
        self.examples.split('~').filter(|example| !example.is_empty())
    }

    /// Whether `code` has the shape of a postal code; where no shape is known, anything has it.
    pub(super) fn accepts(&self, code: &str) -> bool {
        if self.postal.is_empty() {
            return true;
        }
        // A test compiles every pattern; one that does not compile refuses nobody.
        Regex::new(&format!("^(?:{})$", self.postal)).map_or(true, |shape| shape.is_match(&code.to_ascii_uppercase()))
    }
}

/// The regions of a country: as the post writes them, in their own language, and in Latin letters.
#[derive(Clone, Copy, Debug)]
pub(super) struct Regions {
    keys: &'static str,
    names: &'static str,
    latin: &'static str,
}

impl Regions {
    /// Whether the post knows the regions by name.
    pub(super) fn are_known(&self) -> bool {
        !self.keys.is_empty()
    }

    /// The regions as the post writes them.
    pub(super) fn keys(&self) -> impl Iterator<Item = &'static str> {
        self.keys.split('~').filter(|key| !key.is_empty())
    }

    /// The region that `text` names, as the post writes it; case does not matter.
    pub(super) fn key_of(&self, text: &str) -> Option<&'static str> {
        let wanted = text.to_lowercase();
        [self.keys, self.names, self.latin].into_iter().find_map(|list| {
            let position = list.split('~').position(|name| !name.is_empty() && name.to_lowercase() == wanted)?;
            self.keys.split('~').nth(position)
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(country: &str) -> Rule {
        rule(country.parse().unwrap())
    }

    /// Every line of the file, with the code of its country.
    fn lines() -> impl Iterator<Item = (&'static str, Rule)> {
        let lines = DATA.lines().filter(|line| !line.starts_with('#'));
        lines.map(|line| (line.split('\t').next().unwrap(), Rule::read(line)))
    }

    #[test]
    fn every_country_has_one_line_that_can_be_read() {
        assert!(lines().count() > 240 && DATA.len() < 150_000);
        for (country, rule) in lines() {
            assert!(rule.postal.is_empty() || Regex::new(rule.postal).is_ok(), "{country}");
            assert!(!rule.requires(Part::PostalCode) || !rule.postal.is_empty(), "{country}");
            let count = rule.regions.keys.split('~').count();
            for list in [rule.regions.names, rule.regions.latin] {
                assert!(list.is_empty() || list.split('~').count() == count, "{country}");
            }
            assert!(lines().filter(|(other, _)| *other == country).count() == 1, "{country}");
        }
    }

    #[test]
    fn every_postal_code_that_the_data_gives_as_an_example_is_accepted() {
        let mut seen = 0;
        for (country, rule) in lines() {
            for example in rule.examples() {
                seen += 1;
                assert!(rule.accepts(example), "{country} {example}");
                assert!(rule.accepts(&example.to_lowercase()), "{country} {example}");
                let joined = example.replace([' ', '-'], "");
                assert!(rule.accepts(&joined), "{country} {joined}");
                assert!(!rule.accepts(&format!("{example}#")), "{country} {example}");
            }
        }
        assert!(seen > 400, "{seen}");
    }

    #[test]
    fn separators_may_be_left_out_and_anything_else_may_not() {
        for (country, code) in [
            ("US", "94103-1234"),
            ("US", "941031234"),
            ("GB", "sw1a1aa"),
            ("CA", "K1A0B1"),
            ("IN", "560001"),
            ("FR", "75 001"),
        ] {
            assert!(of(country).accepts(code), "{country} {code}");
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
            assert!(!of(country).accepts(code), "{country} {code}");
        }
    }

    #[test]
    fn a_region_is_known_by_each_of_its_names() {
        for (country, name, key) in [
            ("US", "ca", "CA"),
            ("US", "California", "CA"),
            ("JP", "Tokyo", "東京都"),
            ("JP", "東京都", "東京都"),
            ("CN", "Beijing Shi", "北京市"),
        ] {
            assert_eq!(of(country).regions.key_of(name), Some(key), "{country} {name}");
        }
        assert_eq!(of("US").regions.key_of("Bavaria"), None);
        assert!(!of("DE").regions.are_known());
    }

    proptest! {
        #[test]
        fn no_text_is_too_strange_to_be_looked_at(text in any::<String>(), line in 0_usize..240) {
            let (_, rule) = lines().nth(line).unwrap();
            rule.accepts(&text);
            rule.regions.key_of(&text);
        }
    }
}
