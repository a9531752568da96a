//! What may stand in a key of the table.

use std::borrow::Cow;
use std::fmt;

/// The character that joins the parts of a key; no part contains it.
pub const DELIMITER: char = '#';

/// A value that may be a part of a key: its text never contains [`DELIMITER`] nor control characters.
pub trait KeyPart: Send + Sync {
    /// The text of the part.
    fn key_part(&self) -> Cow<'_, str>;
}

/// Text that was checked to be usable as a part.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Part(String);

/// Text that may not enter a key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a key part must be 1 to 256 bytes without '#' and control characters")]
pub struct IllegalPart;

impl Part {
    /// Takes text as a part if it has no delimiter, no control character and 1 to 256 bytes.
    pub fn new(text: &str) -> Result<Self, IllegalPart> {
        let legal = (1..=256).contains(&text.len()) && !text.contains(DELIMITER) && !text.chars().any(char::is_control);
        if legal { Ok(Self(text.to_owned())) } else { Err(IllegalPart) }
    }

    /// The SHA-256 of `text` in hex: any text, personal or hostile, becomes a part this way.
    pub fn sha(text: impl AsRef<[u8]>) -> Self {
        Self(crate::secret::sha256_hex(text))
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl KeyPart for Part {
    fn key_part(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.0)
    }
}

/// Literals in code; a test of every entity's shape would show a delimiter.
impl KeyPart for &'static str {
    fn key_part(&self) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

impl KeyPart for crate::slug::Slug {
    fn key_part(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.as_str())
    }
}

impl KeyPart for crate::currency::Currency {
    fn key_part(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.code())
    }
}

impl KeyPart for crate::country::Country {
    fn key_part(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.code())
    }
}

/// Times are written with one width, so they sort.
impl KeyPart for crate::time::Timestamp {
    fn key_part(&self) -> Cow<'_, str> {
        Cow::Owned(crate::time::sortable(*self))
    }
}

/// Counters are written with eight digits, so they sort.
impl KeyPart for u32 {
    fn key_part(&self) -> Cow<'_, str> {
        Cow::Owned(format!("{self:08}"))
    }
}

/// Shard and cell numbers are written with two digits.
impl KeyPart for u16 {
    fn key_part(&self) -> Cow<'_, str> {
        Cow::Owned(format!("{self:02}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_refuses_what_would_break_out_of_its_place() {
        for wrong in ["", "a#b", "a\u{0}b", "a\nb", &"x".repeat(257)] {
            assert!(Part::new(wrong).is_err(), "{wrong:?}");
        }
        assert_eq!(Part::new("SUMMER 26").unwrap().key_part(), "SUMMER 26");
    }
}
