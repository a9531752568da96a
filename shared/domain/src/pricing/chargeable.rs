//! What payment providers can charge: in which steps, from which amount on, and up to which.
//!
//! Known before anything is ordered, so that a quote holds what can be paid. Stripe's rules stand at
//! <https://docs.stripe.com/currencies>.

use kernel::currency::Currency;
use kernel::money::Money;
use kernel::provider::Provider;

use super::quote::QuoteFault;

/// How a provider counts a currency, and what it can charge in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    currency: Currency,
    /// So many of our minor units …
    ours: i64,
    /// … are so many of the provider's.
    theirs: i64,
    /// Amounts are a multiple of so many of our minor units.
    step: i64,
    /// The least amount, in our minor units.
    minimum: i64,
    /// The greatest amount, in our minor units.
    maximum: i64,
}

/// The most that Stripe takes in its own units: eight digits, but for those of [`STRIPE_DIGITS`].
const STRIPE_MAXIMUM: i64 = 99_999_999;

/// How many digits Stripe takes in currencies of small units: those of INR by any method, the others by card.
///
/// Where its page tells digits and an amount that differ, this is the lesser. A card's network may set a limit of its own.
const STRIPE_DIGITS: &[(&str, u32)] = &[("COP", 10), ("HUF", 10), ("IDR", 12), ("INR", 9), ("JPY", 10), ("LBP", 11)];

/// The least that Stripe charges, in its own units.
///
/// Where Stripe pays out in another currency its minimum is the one of that currency, converted: it may refuse what is here.
/// Of currencies that stand not here, it says only that the amount must be worth half a dollar.
const STRIPE_MINIMUMS: &[(&str, i64)] = &[
    ("AED", 200),
    ("AUD", 50),
    ("BGN", 100),
    ("BRL", 50),
    ("CAD", 50),
    ("CHF", 50),
    ("CZK", 1500),
    ("DKK", 250),
    ("EUR", 50),
    ("GBP", 30),
    ("HKD", 400),
    ("HUF", 17_500),
    ("INR", 50),
    ("JPY", 50),
    ("MXN", 1000),
    ("MYR", 200),
    ("NOK", 300),
    ("NZD", 50),
    ("PLN", 200),
    ("RON", 200),
    ("SEK", 300),
    ("SGD", 50),
    ("THB", 1000),
    ("USD", 50),
];

/// The rules of `provider` for `currency`.
pub fn rules(provider: Provider, currency: Currency) -> Rules {
    match provider {
        Provider::Stripe => stripe(currency),
    }
}

/// Stripe's smallest unit is the one of ISO 4217 but for three currencies: the Icelandic króna and the Ugandan shilling count
/// hundredths that do not exist, and the Malagasy ariary counts whole ariary. Of three decimals, the last must be 0. The forint
/// and the Taiwan dollar are charged by the hundredth as others are; only payouts of them are whole.
fn stripe(currency: Currency) -> Rules {
    let (ours, theirs, step) = match currency.code() {
        "ISK" | "UGX" => (1, 100, 1),
        "MGA" => (100, 1, 100),
        _ if currency.exponent() == 3 => (1, 1, 10),
        _ => (1, 1, 1),
    };
    let minimum = STRIPE_MINIMUMS.iter().find(|(code, _)| *code == currency.code()).map_or(0, |(_, least)| *least);
    let in_ours = |amount: i64| amount / theirs * ours;
    let digits = STRIPE_DIGITS.iter().find(|(code, _)| *code == currency.code());
    let most = digits.map_or(STRIPE_MAXIMUM, |(_, digits)| 10_i64.pow(*digits) - 1);
    let maximum = in_ours(most) / step * step;
    Rules { currency, ours, theirs, step, minimum: in_ours(minimum).max(step), maximum }
}

impl Rules {
    /// The least amount that can be charged.
    pub fn minimum(self) -> Money {
        Money::new(self.minimum, self.currency)
    }

    /// The greatest amount that can be charged.
    pub fn maximum(self) -> Money {
        Money::new(self.maximum, self.currency)
    }

    /// What is added to `minor` units so that they are a multiple of the step: to the nearest one, from the middle to the even
    /// one; nothing in most currencies. What costs anything is not rounded to nothing.
    pub fn rounding(self, minor: i64) -> i64 {
        let above = minor.rem_euclid(self.step);
        let is_down = match (above * 2).cmp(&self.step) {
            std::cmp::Ordering::Less => true,
            std::cmp::Ordering::Equal => minor.div_euclid(self.step) % 2 == 0,
            std::cmp::Ordering::Greater => false,
        };
        match above {
            0 => 0,
            _ if is_down && (minor < 0 || minor > above) => -above,
            _ => self.step - above,
        }
    }

    /// Refuses a total that cannot be charged. Nothing need not be: that is free.
    pub fn check(self, total: Money) -> Result<(), QuoteFault> {
        let is_chargeable = total.minor() == 0 || (self.minimum..=self.maximum).contains(&total.minor());
        if is_chargeable {
            return Ok(());
        }
        Err(QuoteFault::NotChargeable { total, minimum: self.minimum(), maximum: self.maximum() })
    }

    /// Our minor units as the provider counts them; none if it cannot.
    pub fn to_theirs(self, minor: i64) -> Option<i64> {
        if minor % self.step == 0 { (minor / self.ours).checked_mul(self.theirs) } else { None }
    }

    /// The provider's units as we count them; none if we cannot.
    pub fn to_ours(self, amount: i64) -> Option<i64> {
        if amount % self.theirs == 0 { (amount / self.theirs).checked_mul(self.ours) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use kernel::fault::Fault as _;
    use proptest::prelude::*;

    use super::*;

    fn of(code: &str) -> Rules {
        rules(Provider::Stripe, code.parse().unwrap())
    }

    #[test]
    fn three_decimals_are_rounded_to_the_nearest_ten() {
        let rounded = |minor: i64| minor + of("KWD").rounding(minor);
        assert_eq!([6777, 6774, 6775, 6785, 6780].map(rounded), [6780, 6770, 6780, 6780, 6780]);
        assert_eq!([0, 1, 5, 9].map(rounded), [0, 10, 10, 10], "what costs anything is not free");
        assert_eq!([149, 150, 250, 99].map(|minor| minor + of("MGA").rounding(minor)), [100, 200, 200, 100]);
        assert!([1, 49, 1999].iter().all(|minor| of("USD").rounding(*minor) == 0));
    }

    #[test]
    fn what_is_too_little_or_too_much_is_refused_with_what_is_not() {
        let usd = |minor| of("USD").check(Money::new(minor, Currency::USD));
        assert_eq!([0, 50, 99_999_999].map(usd), [Ok(()), Ok(()), Ok(())]);
        for minor in [30, 999_999_900] {
            let fault = usd(minor).unwrap_err();
            assert_eq!((fault.code(), fault.kind().status()), ("amount_not_chargeable", 422));
            assert_eq!(fault.members()["minimum"], serde_json::json!({ "amount": 50, "currency": "USD" }));
            assert_eq!(fault.members()["maximum"], serde_json::json!({ "amount": 99_999_999, "currency": "USD" }));
        }
    }

    #[test]
    fn limits_are_told_in_the_currency_s_own_units() {
        let limits = |code| (of(code).minimum().display(), of(code).maximum().display());
        assert_eq!(limits("JPY"), ("50 JPY".to_owned(), "9999999999 JPY".to_owned()));
        assert_eq!(limits("ISK"), ("1 ISK".to_owned(), "999999 ISK".to_owned()));
        assert_eq!(limits("MGA"), ("1.00 MGA".to_owned(), "99999999.00 MGA".to_owned()));
        assert_eq!(limits("KWD"), ("0.010 KWD".to_owned(), "99999.990 KWD".to_owned()));
        assert_eq!(limits("IDR"), ("0.01 IDR".to_owned(), "9999999999.99 IDR".to_owned()));
        assert_eq!(limits("INR"), ("0.50 INR".to_owned(), "9999999.99 INR".to_owned()));
        assert_eq!(limits("HUF"), ("175.00 HUF".to_owned(), "99999999.99 HUF".to_owned()));
    }

    proptest! {
        #[test]
        fn what_is_rounded_can_be_counted_by_the_provider_and_back(
            minor in 0..i64::MAX / 1000,
            code in prop::sample::select(vec!["USD", "JPY", "KWD", "BHD", "ISK", "UGX", "MGA", "HUF", "TWD", "CLP"]),
        ) {
            let rules = of(code);
            let rounding = rules.rounding(minor);
            prop_assert!(rounding.abs() < rules.step);
            let theirs = rules.to_theirs(minor + rounding);
            prop_assert_eq!(theirs.and_then(|theirs| rules.to_ours(theirs)), Some(minor + rounding));
            prop_assert!(minor == 0 || minor + rounding > 0);
        }
    }
}
