//! Location. Where somebody says they are, kept while they agree to it.

use kernel::country::Country;
use kernel::faults;
use kernel::id::UserId;
use kernel::text::Text;
use kernel::time::{Timestamp, after};
use serde::{Deserialize, Serialize};

use super::address_rule::rule;

/// How long a place is kept after it was told, in seconds.
pub const RETENTION: i64 = 30 * 24 * 3600;

/// How a place became known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LocationSource {
    /// The person said so.
    Stated,
}

/// A country, and a region if they like: never anything finer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GeoLocation {
    /// Who is there.
    pub user: UserId,
    /// The country.
    pub country: Country,
    /// The state or province.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<Text<100>>,
    /// How it became known.
    pub source: LocationSource,
    /// When they agreed that it is kept.
    pub consented_at: Timestamp,
}

faults! {
    /// Why a place is not kept.
    #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
    pub enum LocationFault {
        /// Nobody agreed.
        #[error("a place is kept only with consent: send true, or delete it")]
        NoConsent => Invalid "validation_failed" at "/consent";
        /// The country has no such region.
        #[error("{0} has no such state or province")]
        RegionUnknown(Country) => Invalid "validation_failed" at "/region";
    }
}

impl GeoLocation {
    /// A place that somebody told and agreed to, with the region as the country's post writes it.
    pub fn stated(
        user: UserId,
        country: Country,
        region: Option<Text<100>>,
        consent: bool,
        now: Timestamp,
    ) -> Result<Self, LocationFault> {
        if !consent {
            return Err(LocationFault::NoConsent);
        }
        let regions = rule(country).regions;
        let region = match region {
            Some(region) if regions.are_known() => {
                let key = regions.key_of(region.as_str()).and_then(|key| key.parse().ok());
                Some(key.ok_or(LocationFault::RegionUnknown(country))?)
            }
            other => other,
        };
        Ok(Self { user, country, region, source: LocationSource::Stated, consented_at: now })
    }

    /// When it is forgotten.
    pub fn expires_at(&self) -> Timestamp {
        after(self.consented_at, RETENTION)
    }

    /// Whether it may still be known.
    pub fn is_known(&self, now: Timestamp) -> bool {
        now < self.expires_at()
    }
}

#[cfg(test)]
mod tests {
    use kernel::fault::Fault as _;

    use super::*;
    use crate::example::{at, ulid};

    fn stated(country: &str, region: &str, consent: bool) -> Result<GeoLocation, LocationFault> {
        let user = UserId::from_ulid(ulid(1));
        GeoLocation::stated(user, country.parse().unwrap(), Some(region.parse().unwrap()), consent, at(0))
    }

    #[test]
    fn nothing_is_kept_without_consent_nor_for_longer_than_a_month() {
        assert_eq!(stated("DE", "Bavaria", false), Err(LocationFault::NoConsent));
        let place = stated("DE", "Bavaria", true).unwrap();
        assert!(place.is_known(at(RETENTION - 1)) && !place.is_known(at(RETENTION)));
    }

    #[test]
    fn regions_have_one_name_where_the_post_knows_them() {
        assert_eq!(stated("US", "california", true).unwrap().region.unwrap().as_str(), "CA");
        assert_eq!(stated("US", "Bavaria", true).unwrap_err().pointer().as_deref(), Some("/region"));
    }
}
