//! Countries of ISO 3166-1.

use std::fmt;
use std::str::FromStr;

/// A country by its ISO 3166-1 alpha-2 code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country(isocountry::CountryCode);

/// Text that is no country code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a country code of ISO 3166-1 alpha-2")]
pub struct UnknownCountry;

impl Country {
    /// The two-letter code.
    pub fn code(self) -> &'static str {
        self.0.alpha2()
    }

    /// The English short name.
    pub fn name(self) -> &'static str {
        self.0.name()
    }
}

impl FromStr for Country {
    type Err = UnknownCountry;

    fn from_str(text: &str) -> Result<Self, UnknownCountry> {
        isocountry::CountryCode::for_alpha2(text).map(Self).map_err(|_| UnknownCountry)
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

crate::text::text_value!(Country, "An ISO 3166-1 alpha-2 country code.", pattern = "^[A-Z]{2}$", example = "DE");
