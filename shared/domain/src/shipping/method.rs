//! Shipping methods: one flat price each.

use kernel::country::Country;
use kernel::currency::Currency;
use kernel::money::Money;
use serde::{Deserialize, Serialize};

use super::destination;

/// Which shipping method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ShippingMethodCode {
    /// The cheap one.
    Standard,
    /// The fast one.
    Express,
}

/// A way to send an order, with its price.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ShippingMethod {
    /// How it is chosen.
    pub code: ShippingMethodCode,
    /// The name that shoppers see.
    pub name: String,
    /// What it costs for a whole order, without tax.
    pub price: Money,
    /// Working days at best.
    pub min_days: u32,
    /// Working days at worst.
    pub max_days: u32,
}

/// One row of the price table.
struct Flat {
    code: ShippingMethodCode,
    name: &'static str,
    /// In minor units of a currency with two decimal digits or none.
    price: i64,
    min_days: u32,
    max_days: u32,
}

/// Within the United States, where the shop ships from.
const DOMESTIC: &[Flat] = &[
    Flat { code: ShippingMethodCode::Standard, name: "Standard shipping", price: 499, min_days: 3, max_days: 5 },
    Flat { code: ShippingMethodCode::Express, name: "Express shipping", price: 1499, min_days: 1, max_days: 2 },
];

/// To every other country that is served.
const ABROAD: &[Flat] = &[
    Flat { code: ShippingMethodCode::Standard, name: "Standard international", price: 999, min_days: 6, max_days: 12 },
    Flat { code: ShippingMethodCode::Express, name: "Express international", price: 2999, min_days: 2, max_days: 4 },
];

/// The methods to `country`, cheapest first; none if nothing is sold there.
///
/// The table's figures are minor units: 4.99 USD, 499 JPY. Where the minor unit is a thousandth they are ten times as many: 4.990 KWD.
pub fn methods_for(country: Country, currency: Currency) -> Vec<ShippingMethod> {
    if !destination::is_served(country) {
        return Vec::new();
    }
    let table = if country.code() == "US" { DOMESTIC } else { ABROAD };
    let scale = 10_i64.pow(currency.exponent().saturating_sub(2));
    let method = |flat: &Flat| ShippingMethod {
        code: flat.code,
        name: flat.name.to_owned(),
        price: Money::new(flat.price * scale, currency),
        min_days: flat.min_days,
        max_days: flat.max_days,
    };
    table.iter().map(method).collect()
}

/// The method `code` to `country`, if there is one.
pub fn method_for(code: ShippingMethodCode, country: Country, currency: Currency) -> Option<ShippingMethod> {
    methods_for(country, currency).into_iter().find(|method| method.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prices(country: &str, currency: &str) -> Vec<String> {
        let methods = methods_for(country.parse().unwrap(), currency.parse().unwrap());
        methods.iter().map(|method| method.price.display()).collect()
    }

    #[test]
    fn methods_are_offered_wherever_something_is_sold() {
        assert_eq!(prices("US", "USD"), ["4.99 USD", "14.99 USD"]);
        assert_eq!(prices("DE", "EUR"), ["9.99 EUR", "29.99 EUR"]);
        assert_eq!(prices("JP", "JPY"), ["999 JPY", "2999 JPY"]);
        assert_eq!(prices("US", "KWD"), ["4.990 KWD", "14.990 KWD"]);
        assert!(prices("AQ", "USD").is_empty());
        assert!(destination::served().all(|country| methods_for(country, Currency::USD).len() == 2));
    }

    #[test]
    fn a_method_is_found_by_its_code() {
        let express = method_for(ShippingMethodCode::Express, "US".parse().unwrap(), Currency::USD).unwrap();
        assert_eq!((express.code, express.min_days), (ShippingMethodCode::Express, 1));
        assert_eq!(method_for(ShippingMethodCode::Express, "AQ".parse().unwrap(), Currency::USD), None);
    }
}
