//! Languages that people read.

use std::fmt;
use std::str::FromStr;

use icu_locale_core::LanguageIdentifier;
use serde::{Deserialize, Serialize};

/// A language with the script and the country that tell its forms apart, such as `de-AT` (BCP 47), in its canonical case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LanguageTag(String);

/// Text that names no language.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a language tag of BCP 47, such as de or pt-BR")]
pub struct MalformedLanguageTag;

/// The most characters; the longest tag of language, script, region and a variant has fewer.
const MOST_CHARS: usize = 35;

impl LanguageTag {
    /// The tag.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for LanguageTag {
    type Err = MalformedLanguageTag;

    fn from_str(text: &str) -> Result<Self, MalformedLanguageTag> {
        if text.len() > MOST_CHARS {
            return Err(MalformedLanguageTag);
        }
        let tag = LanguageIdentifier::try_from_str(text).map_err(|_| MalformedLanguageTag)?;
        if tag.language.is_unknown() { Err(MalformedLanguageTag) } else { Ok(Self(tag.to_string())) }
    }
}

impl TryFrom<String> for LanguageTag {
    type Error = MalformedLanguageTag;

    fn try_from(text: String) -> Result<Self, MalformedLanguageTag> {
        text.parse()
    }
}

impl From<LanguageTag> for String {
    fn from(tag: LanguageTag) -> Self {
        tag.0
    }
}

impl fmt::Display for LanguageTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl utoipa::PartialSchema for LanguageTag {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .description(Some("A language tag of BCP 47."))
            .max_length(Some(MOST_CHARS))
            .examples([serde_json::json!("pt-BR")])
            .into()
    }
}

impl utoipa::ToSchema for LanguageTag {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_has_one_spelling() {
        for (written, kept) in [("de", "de"), ("PT-br", "pt-BR"), ("zh-hant-tw", "zh-Hant-TW"), ("es-419", "es-419")] {
            assert_eq!(written.parse::<LanguageTag>().unwrap().as_str(), kept);
        }
        for wrong in ["", "x", "german!", "de-", "und", "es_419", "de-DE-u-co-phonebk", &"de-".repeat(20), "日本語"]
        {
            assert!(wrong.parse::<LanguageTag>().is_err(), "{wrong}");
        }
    }
}
