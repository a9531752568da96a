//! Postal addresses.

use kernel::country::Country;
use kernel::fault::{Fault, FaultKind};
use kernel::text::Text;
use serde::{Deserialize, Serialize};

use super::postal_code;

/// Where to deliver to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Address {
    /// Who receives it.
    pub name: Text<100>,
    /// Street and number.
    pub line1: Text<200>,
    /// Floor, company, care of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line2: Option<Text<200>>,
    /// The town.
    pub city: Text<100>,
    /// State or province; required where mail needs it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<Text<100>>,
    /// The postal code; required and checked where the country has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<Text<20>>,
    /// The country.
    pub country: Country,
    /// For the carrier's questions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Text<30>>,
}

/// An address that its country's post would not deliver to.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressFault {
    /// The country's addresses have a postal code.
    #[error("a postal code is required in {country}, such as {example}")]
    PostalCodeRequired {
        /// The country.
        country: Country,
        /// A code of the right shape.
        example: &'static str,
    },
    /// The postal code does not have the country's shape.
    #[error("not a postal code of {country}; one looks like {example}")]
    PostalCodeMalformed {
        /// The country.
        country: Country,
        /// A code of the right shape.
        example: &'static str,
    },
    /// The country's addresses name a state or province.
    #[error("a state or province is required in {country}")]
    RegionRequired {
        /// The country.
        country: Country,
    },
}

impl Fault for AddressFault {
    fn code(&self) -> &'static str {
        "validation_failed"
    }

    fn kind(&self) -> FaultKind {
        FaultKind::Invalid
    }

    fn pointer(&self) -> Option<String> {
        let field = match self {
            Self::PostalCodeRequired { .. } | Self::PostalCodeMalformed { .. } => "/postal_code",
            Self::RegionRequired { .. } => "/region",
        };
        Some(field.to_owned())
    }
}

/// Countries whose addresses name a state or province.
const REGION_REQUIRED: &[&str] = &["CA", "US"];

impl Address {
    /// Whether the address has what its country's post needs.
    ///
    /// Countries without a rule in `postal_code` are taken as they are: a wrong refusal loses an order, a wrong code only time.
    pub fn check(&self) -> Result<(), AddressFault> {
        let country = self.country;
        if self.region.is_none() && REGION_REQUIRED.contains(&country.code()) {
            return Err(AddressFault::RegionRequired { country });
        }
        let Some(rule) = postal_code::rule(country) else { return Ok(()) };
        match &self.postal_code {
            None => Err(AddressFault::PostalCodeRequired { country, example: rule.example }),
            Some(code) if rule.accepts(code.as_str()) => Ok(()),
            Some(_) => Err(AddressFault::PostalCodeMalformed { country, example: rule.example }),
        }
    }
}

/// A postal code that exists in `country`; none where the shop checks none.
pub fn postal_code_example(country: Country) -> Option<&'static str> {
    postal_code::rule(country).map(|rule| rule.example)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::address;

    fn with(country: &str, region: Option<&str>, postal_code: Option<&str>) -> Result<(), AddressFault> {
        let region = region.map(|region| region.parse().unwrap());
        let postal_code = postal_code.map(|code| code.parse().unwrap());
        Address { region, postal_code, ..address(country) }.check()
    }

    /// M12-T01
    #[test]
    fn a_german_address_needs_a_postal_code_and_one_in_hong_kong_does_not() {
        let fault = with("DE", None, None).unwrap_err();
        assert_eq!((fault.pointer().as_deref(), fault.kind().status()), (Some("/postal_code"), 422));
        assert_eq!(with("DE", None, Some("10115")), Ok(()));
        assert_eq!(with("HK", None, None), Ok(()));
    }

    #[test]
    fn each_country_has_its_own_rules() {
        let pointer = |region, code| with("US", region, code).map_err(|fault| fault.pointer().unwrap());
        assert_eq!(pointer(None, Some("94103")), Err("/region".to_owned()));
        assert_eq!(pointer(Some("CA"), None), Err("/postal_code".to_owned()));
        assert_eq!(pointer(Some("CA"), Some("9410")), Err("/postal_code".to_owned()));
        assert_eq!(pointer(Some("CA"), Some("94103-1234")), Ok(()));
        for (country, code, fits) in [
            ("CA", "K1A 0B1", true),
            ("CA", "12345", false),
            ("GB", "SW1A 1AA", true),
            ("GB", "75001", false),
            ("FR", "75001", true),
            ("FR", "7500", false),
            ("IN", "560 001", true),
            ("IN", "56001", false),
        ] {
            assert_eq!(with(country, Some("X"), Some(code)).is_ok(), fits, "{country} {code}");
        }
    }

    /// M12-T04
    #[test]
    fn every_script_comes_back_byte_for_byte() {
        let mut written = address("JP");
        written.name = "田中 さくら".parse().unwrap();
        written.city = "الرياض".parse().unwrap();
        let wire = serde_json::to_string(&written).unwrap();
        assert_eq!(serde_json::from_str::<Address>(&wire).unwrap(), written);
    }

    #[test]
    fn unknown_fields_and_control_characters_are_refused() {
        let with = |extra: &str, city: &str| {
            let wire = format!(r#"{{"name":"A","line1":"B","city":"{city}","country":"DE"{extra}}}"#);
            serde_json::from_str::<Address>(&wire)
        };
        assert!(with("", "C").is_ok());
        assert!(with(r#","planet":"Mars""#, "C").is_err());
        assert!(with("", r"C\u0000").is_err());
        assert!(with("", &"C".repeat(10_000)).is_err());
    }
}
