//! Amounts as Stripe counts them, <https://docs.stripe.com/currencies#minor-units>: by the rules that quotes go by as well.

use domain::pricing::chargeable::rules;
use kernel::currency::Currency;
use kernel::money::Money;
use kernel::provider::Provider;

/// An amount that has no counterpart on the other side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unrepresentable;

/// The amount in Stripe's units.
pub(super) fn to_stripe(money: Money) -> Result<i64, Unrepresentable> {
    rules(Provider::Stripe, money.currency()).to_theirs(money.minor()).ok_or(Unrepresentable)
}

/// Stripe's amount in ours; `currency` is a code in lower case.
pub(super) fn from_stripe(amount: i64, currency: &str) -> Result<Money, Unrepresentable> {
    let currency: Currency = currency.to_ascii_uppercase().parse().map_err(|_| Unrepresentable)?;
    let minor = rules(Provider::Stripe, currency).to_ours(amount);
    minor.map(|minor| Money::new(minor, currency)).ok_or(Unrepresentable)
}

/// The currency's code as Stripe writes it.
pub(super) fn code(currency: Currency) -> String {
    currency.code().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(minor: i64, code: &str) -> Money {
        Money::new(minor, code.parse().unwrap())
    }

    #[test]
    fn most_currencies_count_alike() {
        for (minor, code) in [(1999, "USD"), (500, "JPY"), (500, "KRW"), (1000, "HUF"), (12_340, "KWD")] {
            assert_eq!(to_stripe(money(minor, code)), Ok(minor), "{code}");
            assert_eq!(from_stripe(minor, &code.to_lowercase()), Ok(money(minor, code)), "{code}");
        }
    }

    #[test]
    fn five_krona_are_five_hundred_to_stripe() {
        for code in ["ISK", "UGX"] {
            assert_eq!(to_stripe(money(5, code)), Ok(500));
            assert_eq!(from_stripe(500, &code.to_lowercase()), Ok(money(5, code)));
            assert_eq!(from_stripe(501, &code.to_lowercase()), Err(Unrepresentable));
        }
    }

    #[test]
    fn an_ariary_is_one_to_stripe_and_a_hundred_to_us() {
        assert_eq!(to_stripe(money(500, "MGA")), Ok(5));
        assert_eq!(to_stripe(money(501, "MGA")), Err(Unrepresentable));
        assert_eq!(from_stripe(5, "mga"), Ok(money(500, "MGA")));
    }

    #[test]
    fn the_third_decimal_must_be_zero() {
        assert_eq!(to_stripe(money(12_345, "KWD")), Err(Unrepresentable));
        assert_eq!(from_stripe(1, "xyz"), Err(Unrepresentable));
    }
}
