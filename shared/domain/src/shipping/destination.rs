//! Where the shop sends to; nothing is sold to anywhere else.

use kernel::country::Country;

/// The countries that are served, by code.
const SERVED: &[&str] = &[
    "AT", "AU", "BE", "CA", "CH", "DE", "DK", "ES", "FI", "FR", "GB", "IE", "IN", "IT", "JP", "NL", "NO", "NZ", "PL",
    "PT", "SE", "US",
];

/// Whether anything is sold to `country`.
pub fn is_served(country: Country) -> bool {
    SERVED.contains(&country.code())
}

/// The countries that are sold to, by code.
pub fn served() -> impl Iterator<Item = Country> {
    SERVED.iter().filter_map(|code| code.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_served_country_exists_once() {
        let served: Vec<Country> = served().collect();
        assert_eq!(served.len(), SERVED.len());
        assert!(served.iter().zip(served.iter().skip(1)).all(|(one, next)| one.code() < next.code()));
        assert!(served.iter().all(|country| is_served(*country)));
        assert!(!is_served("AQ".parse().unwrap()));
    }
}
