//! Amounts as Stripe counts them, <https://docs.stripe.com/currencies#minor-units>.
//!
//! Stripe's smallest unit is the one of ISO 4217 but for three currencies: the Icelandic króna and the Ugandan shilling
//! count hundredths that do not exist, and the Malagasy ariary counts whole ariary. Of three decimals, the last must be 0.

use kernel::currency::Currency;
use kernel::money::Money;

/// An amount that has no counterpart on the other side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unrepresentable;

/// How one of our minor units relates to one of Stripe's.
enum Scale {
    Same,
    /// Ours is so many of Stripe's.
    Coarser(i64),
    /// So many of ours are one of Stripe's.
    Finer(i64),
}

fn scale(currency: Currency) -> Scale {
    match currency.code() {
        "ISK" | "UGX" => Scale::Coarser(100),
        "MGA" => Scale::Finer(100),
        _ => Scale::Same,
    }
}

/// The amount in Stripe's units.
pub(super) fn to_stripe(money: Money) -> Result<i64, Unrepresentable> {
    let minor = money.minor();
    if money.currency().exponent() == 3 && minor % 10 != 0 {
        return Err(Unrepresentable);
    }
    match scale(money.currency()) {
        Scale::Same => Ok(minor),
        Scale::Coarser(factor) => minor.checked_mul(factor).ok_or(Unrepresentable),
        Scale::Finer(factor) if minor % factor == 0 => Ok(minor / factor),
        Scale::Finer(_) => Err(Unrepresentable),
    }
}

/// Stripe's amount in ours; `currency` is a code in lower case.
pub(super) fn from_stripe(amount: i64, currency: &str) -> Result<Money, Unrepresentable> {
    let currency: Currency = currency.to_ascii_uppercase().parse().map_err(|_| Unrepresentable)?;
    let minor = match scale(currency) {
        Scale::Same => Some(amount),
        Scale::Coarser(factor) if amount % factor == 0 => Some(amount / factor),
        Scale::Coarser(_) => None,
        Scale::Finer(factor) => amount.checked_mul(factor),
    };
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
