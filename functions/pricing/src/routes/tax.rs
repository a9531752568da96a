//! Taxes, for everybody.

use axum::response::Response;
use domain::pricing::tax::rate;
use domain::shipping::destination::served;
use kernel::country::Country;
use serde::Serialize;
use utoipa::ToSchema;
use web::reply::cached;
use web::{IfNoneMatch, ListView, Reply};

/// How long the rates may be kept, in seconds: they come with a new version of the shop.
const SECONDS: u32 = 3600;

/// The tax of one country that is sold to.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct TaxView {
    /// The country.
    country: Country,
    /// Its English name.
    name: &'static str,
    /// The rate in parts per million of the price without tax: 190000 is 19 %.
    #[schema(example = 190_000)]
    rate_ppm: u32,
}

/// List the tax rates by country.
///
/// One flat rate each, on goods and shipping alike.
#[utoipa::path(get, path = "/v1/taxes", operation_id = "list_tax_rates", tag = "pricing",
    params(("If-None-Match" = Option<String>, Header, description = "The tag of the answer that the caller has.")),
    responses(
        (status = 200, description = "The rates by country code; all in one page.", body = ListView<TaxView>,
            headers(("ETag" = String), ("Cache-Control" = String))),
        (status = 304, description = "The caller has them.")))]
pub async fn list_tax_rates(known: IfNoneMatch) -> Reply<Response> {
    Ok(cached(&ListView { items: taxes(), next_cursor: None }, SECONDS, &known))
}

fn taxes() -> Vec<TaxView> {
    let tax =
        |country: Country| rate(country).map(|rate| TaxView { country, name: country.name(), rate_ppm: rate.get() });
    served().filter_map(tax).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_that_is_sold_to_has_a_rate() {
        let taxes = taxes();
        assert_eq!(taxes.len(), served().count());
        let germany = taxes.iter().find(|tax| tax.country.code() == "DE").unwrap();
        assert_eq!((germany.name, germany.rate_ppm), ("Germany", 190_000));
    }
}
