//! What a storefront must know of the shop before anybody buys.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::response::Response;
use context::Settings;
use domain::identity::user::{PASSWORD_MAX_CHARS, PASSWORD_MIN_CHARS};
use domain::payments::payment::Provider;
use domain::shipping::destination;
use domain::shipping::method::{ShippingMethod, methods_for};
use domain::shopping::cart::MAX_LINES;
use kernel::country::Country;
use kernel::currency::Currency;
use kernel::quantity::Quantity;
use serde::Serialize;
use utoipa::ToSchema;
use web::{App, IfNoneMatch, Reply, ValidQuery};

use super::NoQuery;

/// How long an answer may be kept, in seconds.
const MAX_AGE: u32 = 300;

/// The shop, as far as everybody may know it.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct StoreView {
    /// The name that customers read.
    #[schema(example = "Souk")]
    name: String,
    /// The currency of every price.
    currency: Currency,
    /// How many decimal digits the currency's minor unit has: an amount of 1999 is 19.99 where it is 2.
    #[schema(example = 2)]
    currency_exponent: u32,
    /// Where the shop delivers to, by code.
    countries: Vec<CountryView>,
    /// How orders are sent, for groups of countries with the same methods and prices.
    shipping_regions: Vec<ShippingRegionView>,
    /// Who takes payments.
    payment_providers: Vec<PaymentProviderView>,
    /// What the shop can do, by name; names that are not known to a client may be ignored.
    features: BTreeSet<&'static str>,
    /// The bounds of what may be asked for.
    limits: LimitsView,
}

/// A country that the shop delivers to.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct CountryView {
    /// Its ISO 3166-1 code.
    code: Country,
    /// Its English name.
    #[schema(example = "Germany")]
    name: &'static str,
}

/// Countries to which orders are sent in the same ways.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct ShippingRegionView {
    /// The countries.
    countries: Vec<Country>,
    /// The methods, cheapest first.
    methods: Vec<ShippingMethod>,
}

/// A payment provider, and what a storefront needs to talk to it.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct PaymentProviderView {
    /// The provider, as check-out names it.
    provider: Provider,
    /// The provider's public key for browsers.
    #[schema(example = "pk_live_51N…")]
    publishable_key: String,
}

/// The bounds of what may be asked for.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct LimitsView {
    /// The most lines of a cart.
    #[schema(example = 50)]
    cart_lines: usize,
    /// The most units of one line.
    #[schema(example = 999)]
    line_quantity: u32,
    /// The most entries of one page of a list.
    #[schema(example = 100)]
    page_size: u16,
    /// The most bytes of a body.
    #[schema(example = 262_144)]
    body_bytes: usize,
    /// The fewest characters of a password.
    #[schema(example = 8)]
    password_min_chars: usize,
    /// The most characters of a password.
    #[schema(example = 128)]
    password_max_chars: usize,
    /// How long an order waits for its payment, in seconds.
    #[schema(example = 900)]
    payment_seconds: i64,
}

/// Get the store: currency, countries, shipping methods, payment providers, limits.
#[utoipa::path(get, path = "/v1/store", tag = "store", operation_id = "get_store",
    params(("If-None-Match" = Option<String>, Header)),
    responses(
        (status = 200, description = "The shop.", body = StoreView, headers(("ETag" = String))),
        (status = 304, description = "The caller has it.")))]
pub(crate) async fn get_store(_: ValidQuery<NoQuery>, State(app): State<App>, known: IfNoneMatch) -> Reply<Response> {
    Ok(web::reply::cached(&StoreView::of(&app.settings), MAX_AGE, &known))
}

impl StoreView {
    fn of(settings: &Settings) -> Self {
        let currency = settings.currency;
        let countries: Vec<Country> = destination::served().collect();
        Self {
            name: settings.store_name.clone(),
            currency,
            currency_exponent: currency.exponent(),
            shipping_regions: regions(&countries, currency),
            countries: countries.into_iter().map(|code| CountryView { code, name: code.name() }).collect(),
            payment_providers: stripe(settings.stripe_publishable_key.as_deref()).into_iter().collect(),
            features: BTreeSet::from([
                "accounts",
                "email_verification",
                "guest_checkout",
                "order_cancellation",
                "product_search",
            ]),
            limits: LimitsView {
                cart_lines: MAX_LINES,
                line_quantity: Quantity::MAX,
                page_size: 100,
                body_bytes: web::layers::BODY_LIMIT,
                password_min_chars: PASSWORD_MIN_CHARS,
                password_max_chars: PASSWORD_MAX_CHARS,
                payment_seconds: settings.reservation_seconds,
            },
        }
    }
}

/// Stripe, if browsers were given a key for it.
fn stripe(key: Option<&str>) -> Option<PaymentProviderView> {
    key.map(|key| PaymentProviderView { provider: Provider::Stripe, publishable_key: key.to_owned() })
}

/// The countries grouped by their methods, in the order of each group's first country.
fn regions(countries: &[Country], currency: Currency) -> Vec<ShippingRegionView> {
    let mut regions: Vec<ShippingRegionView> = Vec::new();
    for &country in countries {
        let methods = methods_for(country, currency);
        match regions.iter_mut().find(|region| region.methods == methods) {
            Some(region) => region.countries.push(country),
            None => regions.push(ShippingRegionView { countries: vec![country], methods }),
        }
    }
    regions
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_is_in_one_region_and_home_is_another_than_abroad() {
        let countries: Vec<Country> = destination::served().collect();
        let regions = regions(&countries, Currency::USD);
        assert_eq!(regions.len(), 2);
        let listed: BTreeSet<&str> =
            regions.iter().flat_map(|region| &region.countries).map(|country| country.code()).collect();
        assert_eq!(listed, countries.iter().map(|country| country.code()).collect());
        let home = regions.iter().find(|region| region.countries.iter().any(|country| country.code() == "US")).unwrap();
        assert_eq!((home.countries.len(), home.methods.len()), (1, 2));
    }

    #[test]
    fn a_provider_is_listed_when_browsers_can_reach_it() {
        assert_eq!(stripe(None), None);
        assert_eq!(stripe(Some("pk_test_1")).unwrap().publishable_key, "pk_test_1");
    }
}
