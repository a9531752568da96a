//! Plain text of several lines: what people write when a line is not enough.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use crate::text::{TextFault, is_forbidden};

/// How schemas call it, so that whoever reads one knows that line breaks may stand in it.
pub const FORMAT: &str = "paragraphs";

/// Text of 1 to `MAX` characters in lines, trimmed, with single line feeds between lines and at most one empty line between
/// paragraphs; no other control characters. It is text and never markup: whoever shows it escapes it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Paragraphs<const MAX: usize>(String);

impl<const MAX: usize> Paragraphs<MAX> {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> FromStr for Paragraphs<MAX> {
    type Err = TextFault;

    fn from_str(text: &str) -> Result<Self, TextFault> {
        // As long as nobody writes by hand, in bytes: what is beyond it is not looked at character by character.
        if text.len() > MAX.saturating_mul(8) {
            return Err(TextFault::TooLong { max: MAX });
        }
        let text = text.replace("\r\n", "\n");
        if text.chars().any(|c| c != '\n' && is_forbidden(c)) {
            return Err(TextFault::Control);
        }
        let mut kept: Vec<&str> = Vec::new();
        for line in text.trim().lines().map(str::trim_end) {
            if !(line.is_empty() && kept.last().is_some_and(|last| last.is_empty())) {
                kept.push(line);
            }
        }
        let text = kept.join("\n");
        if text.is_empty() {
            return Err(TextFault::Empty);
        }
        if text.chars().count() > MAX {
            return Err(TextFault::TooLong { max: MAX });
        }
        Ok(Self(text))
    }
}

impl<const MAX: usize> fmt::Display for Paragraphs<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<const MAX: usize> serde::Serialize for Paragraphs<MAX> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de, const MAX: usize> serde::Deserialize<'de> for Paragraphs<MAX> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl<const MAX: usize> utoipa::PartialSchema for Paragraphs<MAX> {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .format(Some(utoipa::openapi::SchemaFormat::Custom(FORMAT.to_owned())))
            .min_length(Some(1))
            .max_length(Some(MAX))
            .into()
    }
}

impl<const MAX: usize> utoipa::ToSchema for Paragraphs<MAX> {
    fn name() -> Cow<'static, str> {
        format!("Paragraphs{MAX}").into()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Result<String, TextFault> {
        text.parse::<Paragraphs<20>>().map(|text| text.to_string())
    }

    #[test]
    fn lines_have_one_form_and_markup_is_text() {
        assert_eq!(read(" Fits.\r\nSoft, too. \n"), Ok("Fits.\nSoft, too.".to_owned()));
        assert_eq!(read("a\n\n\n\nb"), Ok("a\n\nb".to_owned()));
        assert_eq!(read("<b>good</b> & 1 < 2"), Ok("<b>good</b> & 1 < 2".to_owned()));
    }

    #[test]
    fn nothing_too_much_and_what_cannot_be_shown_is_refused() {
        assert_eq!(read(" \n\r\n "), Err(TextFault::Empty));
        assert_eq!(read(&"x".repeat(21)), Err(TextFault::TooLong { max: 20 }));
        assert_eq!(read(&"\n".repeat(10_000)), Err(TextFault::TooLong { max: 20 }));
        for control in ["a\0b", "a\tb", "a\rb", "a\u{1b}[2Jb", "a\u{202E}b", "a\u{2028}b", "a\u{7f}b"] {
            assert_eq!(read(control), Err(TextFault::Control), "{control:?}");
        }
    }

    proptest! {
        #[test]
        fn what_was_read_once_is_read_as_it_is(text in any::<String>()) {
            if let Ok(once) = read(&text) {
                prop_assert_eq!(read(&once), Ok(once.clone()));
                prop_assert!((1..=20).contains(&once.chars().count()));
            }
        }
    }
}
