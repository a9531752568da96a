//! Postal addresses.

use kernel::country::Country;
use kernel::faults;
use kernel::text::Text;
use serde::{Deserialize, Serialize};

use super::address_rule::{Part, rule};

/// Where to deliver to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "name": "Ana Lee", "line1": "1 Main Street", "city": "Springfield", "region": "IL", "postal_code": "62701", "country": "US",
}))]
pub struct Address {
    /// Who receives it.
    pub name: Text<100>,
    /// Street and number.
    pub line1: Text<200>,
    /// Floor, company, care of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line2: Option<Text<200>>,
    /// The town; required where the country's addresses name one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city: Option<Text<100>>,
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

faults! {
    /// An address that its country's post would not deliver to.
    #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
    pub enum AddressFault {
        /// The country's addresses name a town.
        #[error("a town is required in {country}")]
        CityRequired {
            /// The country.
            country: Country,
        } => Invalid "validation_failed" at "/city";
        /// The country's addresses have a postal code.
        #[error("a postal code is required in {country}, such as {example}")]
        PostalCodeRequired {
            /// The country.
            country: Country,
            /// A code of the right shape.
            example: &'static str,
        } => Invalid "validation_failed" at "/postal_code";
        /// The country's addresses have no postal code.
        #[error("{country} has no postal codes; leave it out")]
        PostalCodeUnused {
            /// The country.
            country: Country,
        } => Invalid "validation_failed" at "/postal_code";
        /// The postal code does not have the country's shape.
        #[error("not a postal code of {country}; one looks like {example}")]
        PostalCodeMalformed {
            /// The country.
            country: Country,
            /// A code of the right shape.
            example: &'static str,
        } => Invalid "validation_failed" at "/postal_code";
        /// The country's addresses name a state or province.
        #[error("a state or province is required in {country}")]
        RegionRequired {
            /// The country.
            country: Country,
        } => Invalid "validation_failed" at "/region";
        /// The country has no such state or province.
        #[error("not a state or province of {country}; one is {example}")]
        RegionUnknown {
            /// The country.
            country: Country,
            /// One that there is.
            example: &'static str,
        } => Invalid "validation_failed" at "/region";
    }
}

impl Address {
    /// The same address without a person in it: the country and its part, which tax was reckoned by.
    pub fn pseudonymous(&self) -> Self {
        Self {
            name: Text::erased(),
            line1: Text::erased(),
            line2: None,
            city: self.city.as_ref().map(|_| Text::erased()),
            region: self.region.clone(),
            postal_code: None,
            country: self.country,
            phone: None,
        }
    }

    /// Whether the address has what its country's post needs.
    ///
    /// What a region is called is not looked at: a wrong refusal loses an order, a wrong name only time.
    pub fn check(&self) -> Result<(), AddressFault> {
        let (country, rule) = (self.country, rule(self.country));
        if self.city.is_none() && rule.requires(Part::City) {
            return Err(AddressFault::CityRequired { country });
        }
        if self.region.is_none() && rule.requires(Part::Region) {
            return Err(AddressFault::RegionRequired { country });
        }
        let example = rule.examples().next().unwrap_or_default();
        match &self.postal_code {
            None if rule.requires(Part::PostalCode) => Err(AddressFault::PostalCodeRequired { country, example }),
            Some(_) if !rule.uses(Part::PostalCode) => Err(AddressFault::PostalCodeUnused { country }),
            Some(code) if !rule.accepts(code.as_str()) => Err(AddressFault::PostalCodeMalformed { country, example }),
            _ => Ok(()),
        }
    }

    /// Whether the address is fit to be kept: it passes the check, and its region is one of the country's own where the post
    /// sorts by it. Nobody waits for a parcel while an address book is filled in, so it may be closer.
    pub fn check_closely(&self) -> Result<(), AddressFault> {
        self.check()?;
        let (country, rule) = (self.country, rule(self.country));
        let unknown = self.region.as_ref().is_some_and(|region| rule.regions.key_of(region.as_str()).is_none());
        if unknown && rule.requires(Part::Region) && rule.regions.are_known() {
            let example = rule.regions.keys().next().unwrap_or_default();
            return Err(AddressFault::RegionUnknown { country, example });
        }
        Ok(())
    }

    /// The address as its country's post writes it on a label: capitals where it wants them, regions by their short name.
    ///
    /// What people wrote is what is stored and shown; this is for those who print or compare.
    pub fn postal_form(&self) -> Self {
        let rule = rule(self.country);
        let mut form = self.clone();
        if let Some(key) = self.region.as_ref().and_then(|region| rule.regions.key_of(region.as_str())) {
            form.region = key.parse().ok();
        }
        if rule.capitalises(Part::City) {
            form.city = form.city.as_ref().map(capitals);
        }
        if rule.capitalises(Part::Region) {
            form.region = form.region.as_ref().map(capitals);
        }
        // A postal code has one spelling everywhere, whatever the rest of the address looks like.
        form.postal_code = form.postal_code.as_ref().map(capitals);
        form
    }
}

/// The text in capitals, unless they are too many: some letters have two.
fn capitals<const MAX: usize>(text: &Text<MAX>) -> Text<MAX> {
    text.as_str().to_uppercase().parse().unwrap_or_else(|_| text.clone())
}

/// A postal code that exists in `country`; none where there is none.
pub fn postal_code_example(country: Country) -> Option<&'static str> {
    rule(country).examples().next()
}

/// A state or province of `country`, where its post cannot do without.
pub fn region_example(country: Country) -> Option<&'static str> {
    let rule = rule(country);
    rule.regions.keys().next().filter(|_| rule.requires(Part::Region))
}

#[cfg(test)]
mod tests {
    use kernel::fault::Fault as _;

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
    fn a_town_is_asked_for_only_where_addresses_name_one() {
        let without = |country: &str, region: Option<&str>, code: Option<&str>| {
            let written = Address { city: None, ..address(country) };
            let (region, postal_code) =
                (region.map(|text| text.parse().unwrap()), code.map(|text| text.parse().unwrap()));
            Address { region, postal_code, ..written }.check()
        };
        assert_eq!(without("SG", None, Some("546080")), Ok(()));
        let townless = ["AE", "AG", "CO", "GI", "HK", "ID", "JP", "KY", "MO", "NR", "SM", "VG"];
        for country in townless.map(|code| code.parse().unwrap()) {
            let region = region_example(country).or_else(|| rule(country).requires(Part::Region).then_some("X"));
            assert_eq!(without(country.code(), region, postal_code_example(country)), Ok(()), "{country}");
        }
        for country in ["DE", "US", "GB", "FR", "VA", "ZW"] {
            let fault = without(country, Some("X"), postal_code_example(country.parse().unwrap())).unwrap_err();
            assert_eq!((fault.pointer().as_deref(), fault.kind().status()), (Some("/city"), 422), "{country}");
        }
        assert_eq!(with("SG", None, Some("546080")), Ok(()), "who names it anyway is not refused");
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
        assert_eq!(with("HK", None, Some("00000")).unwrap_err().pointer().as_deref(), Some("/postal_code"));
    }

    /// M12-T04
    #[test]
    fn every_script_comes_back_byte_for_byte() {
        let mut written = address("JP");
        written.name = "田中 さくら".parse().unwrap();
        written.city = "الرياض".parse().ok();
        let wire = serde_json::to_string(&written).unwrap();
        assert_eq!(serde_json::from_str::<Address>(&wire).unwrap(), written);
    }

    #[test]
    fn what_is_kept_is_looked_at_more_closely() {
        let kept = |country: &str, region: &str, code: Option<&str>| {
            let postal_code = code.map(|code| code.parse().unwrap());
            Address { region: Some(region.parse().unwrap()), postal_code, ..address(country) }.check_closely()
        };
        let fault = kept("US", "Bavaria", Some("94103")).unwrap_err();
        assert_eq!((fault.pointer().as_deref(), fault.kind().status()), (Some("/region"), 422));
        assert_eq!(kept("US", "california", Some("94103")), Ok(()));
        assert_eq!(kept("DE", "Bayern", Some("80331")), Ok(()), "German mail needs no region");
        assert!(kept("US", "CA", Some("9410")).is_err());
        for country in ["AE", "AU", "BR", "CN", "ES", "IN", "IT", "JP", "KR", "MX"] {
            let (region, code) =
                (region_example(country.parse().unwrap()), postal_code_example(country.parse().unwrap()));
            assert_eq!(kept(country, region.unwrap(), code), Ok(()), "{country}");
        }
    }

    #[test]
    fn a_label_is_written_as_the_country_s_post_wants_it() {
        let mut written = address("US");
        written.region = Some("California".parse().unwrap());
        written.postal_code = Some("94103".parse().unwrap());
        let form = written.postal_form();
        assert_eq!((form.city.unwrap().as_str(), form.region.unwrap().as_str()), ("HARBOUR", "CA"));
        let form = Address { postal_code: Some("sw1a 1aa".parse().unwrap()), ..address("GB") }.postal_form();
        assert_eq!(form.postal_code.unwrap().as_str(), "SW1A 1AA");
        assert_eq!(address("DE").postal_form().city.unwrap().as_str(), "HARBOUR");
    }

    proptest::proptest! {
        #[test]
        fn no_address_is_too_strange_to_be_checked(text in "[^\\p{Cc}]{1,20}", country in 0_usize..4) {
            let mut written = address(["US", "JP", "GB", "AE"][country]);
            if let Ok(region) = text.parse() { written.region = Some(region); }
            if let Ok(code) = text.parse() { written.postal_code = Some(code); }
            let _ = written.check();
            written.postal_form();
        }
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
