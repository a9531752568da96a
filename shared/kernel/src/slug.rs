//! Names for addresses: lower-case words of any script, joined by hyphens.

use std::fmt;
use std::str::FromStr;

use icu_normalizer::ComposingNormalizerBorrowed;
use icu_properties::props::{DefaultIgnorableCodePoint, GeneralCategory};
use icu_properties::{CodePointMapData, CodePointSetData};

/// A name that may stand in an address or a key: letters and digits of any script, in lower case and in Unicode's form C, with
/// hyphens between them, at most [`MAX`] characters.
///
/// Two names that people tell apart are two slugs: nothing is transliterated. In an address it is UTF-8, percent-encoded.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slug(String);

/// The longest slug, in characters: as long as a handle of Shopify.
pub const MAX: usize = 255;
/// The longest slug that is made of a text, in characters: with what stands before it, it fits a sort key of 1024 bytes.
pub const MAX_MADE: usize = 120;

/// Text that is no slug.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be lower-case letters and digits with hyphens between, at most {MAX} characters")]
pub struct MalformedSlug;

impl Slug {
    /// The slug nearest to `text`: letters and digits lower-cased, all else a hyphen; `None` if nothing is left.
    ///
    /// Texts that differ may have the same one.
    pub fn of(text: &str) -> Option<Self> {
        let mut slug = String::new();
        for c in folded(text).chars().take(4 * MAX_MADE) {
            if is_letter_or_digit(c) || (is_mark(c) && !slug.is_empty() && !slug.ends_with('-')) {
                slug.push(c);
            } else if !slug.is_empty() && !slug.ends_with('-') {
                slug.push('-');
            }
        }
        let slug: String = slug.chars().take(MAX_MADE).collect();
        slug.trim_end_matches('-').parse().ok()
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// `text` as names are compared: in lower case and in form C, where one letter is written in one way.
pub fn folded(text: &str) -> String {
    composed(&text.to_lowercase())
}

fn composed(text: &str) -> String {
    ComposingNormalizerBorrowed::new_nfc().normalize(text).into_owned()
}

/// A letter or digit that is seen, in lower case if its script has cases.
fn is_letter_or_digit(c: char) -> bool {
    c.is_ascii_lowercase()
        || c.is_ascii_digit()
        || (!c.is_ascii() && c.is_alphanumeric() && c.to_lowercase().eq([c]) && !is_ignorable(c))
}

/// What is written onto the letter before it, such as a vowel sign or an accent without a letter of its own.
fn is_mark(c: char) -> bool {
    let is_mark = || {
        let category = CodePointMapData::<GeneralCategory>::new().get(c);
        matches!(category, GeneralCategory::NonspacingMark | GeneralCategory::SpacingMark)
    };
    !c.is_ascii() && is_mark() && !is_ignorable(c)
}

/// A letter or mark that nobody sees, such as a variation selector: two names that differ by it look alike.
fn is_ignorable(c: char) -> bool {
    CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
}

impl FromStr for Slug {
    type Err = MalformedSlug;

    fn from_str(text: &str) -> Result<Self, MalformedSlug> {
        // No text that is longer becomes short enough by composing it.
        if text.len() > 16 * MAX {
            return Err(MalformedSlug);
        }
        let text = composed(text);
        let mut before = '-';
        for c in text.chars() {
            if !(c == '-' || is_letter_or_digit(c) || (before != '-' && is_mark(c))) {
                return Err(MalformedSlug);
            }
            before = c;
        }
        let legal = !text.starts_with('-') && before != '-' && text.chars().count() <= MAX;
        if legal { Ok(Self(text)) } else { Err(MalformedSlug) }
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

// What is no ASCII is looked at more closely than a pattern can: how scripts are named in one differs from reader to reader.
crate::text::text_value!(
    Slug,
    "A name for addresses: letters and digits of any script, in lower case, with hyphens between; percent-encoded in an address.",
    pattern = r"^[^\x00-\x2F\x3A-\x60\x7B-\x7F]+(-+[^\x00-\x2F\x3A-\x60\x7B-\x7F]+)*$",
    example = "ocean-blue-shirt"
);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn slug(text: &str) -> Result<String, MalformedSlug> {
        text.parse::<Slug>().map(|slug| slug.as_str().to_owned())
    }

    #[test]
    fn any_title_has_a_slug_or_none() {
        assert_eq!(Slug::of("Ocean  Blue—Shirt!").unwrap().as_str(), "ocean-blue-shirt");
        assert_eq!(Slug::of("Кольцо № 5").unwrap().as_str(), "кольцо-5");
        assert_eq!(Slug::of("Crème Brûlée").unwrap().as_str(), "crème-brûlée");
        assert_eq!(Slug::of("…"), None);
        assert_eq!(Slug::of("\u{301}…"), None);
        assert_eq!(Slug::of(&"x-".repeat(200)).unwrap().as_str().len(), 119);
        assert!("a#b".parse::<Slug>().is_err());
    }

    #[test]
    fn a_slug_is_a_name_of_any_script() {
        for name in [
            "shirt",
            "5",
            "tea--green",
            "кольцо-5",
            "緑茶",
            "crème-brûlée",
            "größe",
            "हिन्दी-चाय",
            "ชาเขียว",
            "شاي-أخضر",
            "i\u{307}",
        ] {
            assert_eq!(slug(name).as_deref(), Ok(name), "{name}");
        }
        for wrong in [
            "",
            "-",
            "-a",
            "a-",
            "Shirt",
            "Кольцо",
            "a b",
            "a_b",
            "a.b",
            "a/b",
            "a%b",
            "a?b",
            "☃",
            "a\u{0}",
            "a\u{200D}b",
            "a\u{FE0F}",
            "\u{301}a",
            "a-\u{301}",
            "\u{3164}",
            "\u{202E}a",
        ] {
            assert_eq!(slug(wrong), Err(MalformedSlug), "{wrong:?}");
        }
        assert_eq!(slug(&"ж".repeat(MAX)).unwrap().chars().count(), MAX);
        assert!(slug(&"ж".repeat(MAX + 1)).is_err() && slug(&"x".repeat(100_000)).is_err());
    }

    #[test]
    fn one_letter_is_written_in_one_way() {
        assert_eq!(slug("cre\u{300}me"), slug("cr\u{e8}me"));
        assert_eq!(folded("CRE\u{300}ME"), "crème");
    }

    proptest! {
        #[test]
        fn a_slug_that_is_made_is_one_and_short(text in "\\PC{0,200}") {
            if let Some(made) = Slug::of(&text) {
                prop_assert_eq!(made.as_str().parse::<Slug>().unwrap(), made.clone());
                prop_assert!(made.as_str().chars().count() <= MAX_MADE && !made.as_str().contains("--"));
            }
        }
    }
}
