//! Names for addresses: lower-case words joined by hyphens.

use std::fmt;
use std::str::FromStr;

/// A name that may stand in an address or a key: `a-z`, `0-9` and single inner hyphens, at most 120 characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slug(String);

/// The longest slug, in characters.
pub const MAX: usize = 120;

/// Text that is no slug.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be lower-case letters, digits and single hyphens, at most {MAX} characters")]
pub struct MalformedSlug;

impl Slug {
    /// The slug nearest to `text`: letters and digits lower-cased, all else a hyphen; `None` if nothing is left.
    pub fn of(text: &str) -> Option<Self> {
        let mut slug = String::new();
        for c in text.chars() {
            if slug.len() >= MAX {
                break;
            }
            if c.is_ascii_alphanumeric() {
                slug.push(c.to_ascii_lowercase());
            } else if !slug.is_empty() && !slug.ends_with('-') {
                slug.push('-');
            }
        }
        slug.trim_end_matches('-').parse().ok()
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Slug {
    type Err = MalformedSlug;

    fn from_str(text: &str) -> Result<Self, MalformedSlug> {
        let legal = !text.is_empty()
            && text.len() <= MAX
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !text.starts_with('-')
            && !text.ends_with('-')
            && !text.contains("--");
        if legal { Ok(Self(text.to_owned())) } else { Err(MalformedSlug) }
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

crate::text::text_value!(
    Slug,
    "A name for addresses.",
    pattern = "^[a-z0-9]+(-[a-z0-9]+)*$",
    example = "ocean-blue-shirt"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_title_has_a_slug_or_none() {
        assert_eq!(Slug::of("Ocean  Blue—Shirt!").unwrap().as_str(), "ocean-blue-shirt");
        assert_eq!(Slug::of("…"), None);
        assert_eq!(Slug::of(&"x-".repeat(200)).unwrap().as_str().len(), 119);
        assert!("a#b".parse::<Slug>().is_err());
    }
}
