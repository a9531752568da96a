//! Tax: one flat rate per country.

use kernel::country::Country;
use kernel::rate::Ppm;

/// The rate of each country that is served, in parts per million of the price without tax.
///
/// The standard rates of value-added or goods-and-services tax as of 2026. The United States and Canada have none for the
/// whole country: there it is New York City's combined sales tax, and Canada's federal goods-and-services tax.
const RATES: &[(&str, Ppm)] = &[
    ("AT", Ppm::new(200_000)),
    ("AU", Ppm::new(100_000)),
    ("BE", Ppm::new(210_000)),
    ("CA", Ppm::new(50_000)),
    ("CH", Ppm::new(81_000)),
    ("DE", Ppm::new(190_000)),
    ("DK", Ppm::new(250_000)),
    ("ES", Ppm::new(210_000)),
    ("FI", Ppm::new(255_000)),
    ("FR", Ppm::new(200_000)),
    ("GB", Ppm::new(200_000)),
    ("IE", Ppm::new(230_000)),
    ("IN", Ppm::new(180_000)),
    ("IT", Ppm::new(220_000)),
    ("JP", Ppm::new(100_000)),
    ("NL", Ppm::new(210_000)),
    ("NO", Ppm::new(250_000)),
    ("NZ", Ppm::new(150_000)),
    ("PL", Ppm::new(230_000)),
    ("PT", Ppm::new(230_000)),
    ("SE", Ppm::new(250_000)),
    ("US", Ppm::new(88_750)),
];

/// The rate of `country`; none if nothing is sold there.
pub fn rate(country: Country) -> Option<Ppm> {
    RATES.iter().find(|(code, _)| *code == country.code()).map(|(_, rate)| *rate)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shipping::destination::served;

    #[test]
    fn there_is_a_rate_for_every_country_that_is_served_and_no_other() {
        assert_eq!(served().count(), RATES.len());
        assert!(served().all(|country| rate(country).is_some()));
        assert_eq!(rate("US".parse().unwrap()).map(Ppm::get), Some(88_750));
        assert_eq!(rate("AQ".parse().unwrap()), None);
    }
}
