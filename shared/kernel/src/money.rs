//! Amounts of money as integers of the minor unit.

use serde::{Deserialize, Serialize};

use crate::currency::Currency;
use crate::faults;

/// An amount in minor units of one currency: 19.99 USD is 1999.
///
/// There is no `+`: amounts of two currencies cannot be added, and sums can overflow, so both are faults.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Money {
    /// Minor units, such as cents.
    #[schema(example = 1999)]
    amount: i64,
    /// The ISO 4217 code.
    currency: Currency,
}

faults! {
    /// Arithmetic that has no answer.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
    pub enum MoneyFault {
        /// Two currencies met.
        #[error("{left} and {right} cannot be combined")]
        CurrencyMismatch {
            /// The one currency.
            left: Currency,
            /// The other.
            right: Currency,
        } => Invalid "currency_mismatch";
        /// The result is larger than any amount.
        #[error("the amount is too large")]
        Overflow => Invalid "amount_too_large";
        /// The text is no amount of the currency.
        #[error("not an amount with at most {digits} decimal digits")]
        Malformed {
            /// Decimal digits of the currency.
            digits: u32,
        } => Invalid "validation_failed";
    }
}

impl Money {
    /// `minor` units of `currency`.
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { amount: minor, currency }
    }

    /// Nothing, in `currency`.
    pub const fn zero(currency: Currency) -> Self {
        Self::new(0, currency)
    }

    /// `minor` units, if they fit.
    pub fn try_of(minor: i128, currency: Currency) -> Result<Self, MoneyFault> {
        i64::try_from(minor).map(|minor| Self::new(minor, currency)).map_err(|_| MoneyFault::Overflow)
    }

    /// Reads a decimal amount such as `19.99` exactly, without floating point; no sign, no separators.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, MoneyFault> {
        let digits = currency.exponent();
        let malformed = MoneyFault::Malformed { digits };
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let all_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty()
            || !all_digits(whole)
            || !all_digits(fraction)
            || (fraction.is_empty() && text.contains('.'))
        {
            return Err(malformed);
        }
        let (kept, rest) = fraction.split_at(fraction.len().min(usize::try_from(digits).unwrap_or(usize::MAX)));
        if rest.bytes().any(|b| b != b'0') {
            return Err(malformed);
        }
        let missing = digits - u32::try_from(kept.len()).unwrap_or(digits);
        let joined = format!("{whole}{kept}").parse::<i64>().map_err(|_| MoneyFault::Overflow)?;
        let minor = joined.checked_mul(10_i64.pow(missing)).ok_or(MoneyFault::Overflow)?;
        Ok(Self::new(minor, currency))
    }

    /// The minor units.
    pub fn minor(self) -> i64 {
        self.amount
    }

    /// The currency.
    pub fn currency(self) -> Currency {
        self.currency
    }

    /// Whether the amount is below zero.
    pub fn is_negative(self) -> bool {
        self.amount < 0
    }

    /// Both together.
    pub fn plus(self, other: Self) -> Result<Self, MoneyFault> {
        self.same(other)?;
        self.amount.checked_add(other.amount).map(|minor| Self::new(minor, self.currency)).ok_or(MoneyFault::Overflow)
    }

    /// This less the other; may be below zero.
    pub fn minus(self, other: Self) -> Result<Self, MoneyFault> {
        self.same(other)?;
        self.amount.checked_sub(other.amount).map(|minor| Self::new(minor, self.currency)).ok_or(MoneyFault::Overflow)
    }

    /// This `count` times.
    pub fn times(self, count: u32) -> Result<Self, MoneyFault> {
        self.amount
            .checked_mul(i64::from(count))
            .map(|minor| Self::new(minor, self.currency))
            .ok_or(MoneyFault::Overflow)
    }

    /// The sum of all, in `currency`.
    pub fn sum(currency: Currency, amounts: impl IntoIterator<Item = Self>) -> Result<Self, MoneyFault> {
        amounts.into_iter().try_fold(Self::zero(currency), Self::plus)
    }

    /// The amount as people read it: `19.99 USD`.
    pub fn display(self) -> String {
        let digits = self.currency.exponent();
        let sign = if self.is_negative() { "-" } else { "" };
        let minor = self.amount.unsigned_abs();
        let unit = 10_u64.pow(digits);
        let (whole, fraction) = (minor / unit, minor % unit);
        match usize::try_from(digits) {
            Ok(width) if width > 0 => format!("{sign}{whole}.{fraction:0width$} {}", self.currency),
            _ => format!("{sign}{whole} {}", self.currency),
        }
    }

    fn same(self, other: Self) -> Result<(), MoneyFault> {
        if self.currency == other.currency {
            Ok(())
        } else {
            Err(MoneyFault::CurrencyMismatch { left: self.currency, right: other.currency })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimal_text_is_read_exactly() {
        let usd = |text| Money::parse(text, Currency::USD).map(Money::minor);
        assert_eq!(usd("19.99"), Ok(1999));
        assert_eq!(usd("50"), Ok(5000));
        assert_eq!(usd("0.1"), Ok(10));
        assert_eq!(usd("1.990"), Ok(199));
        for wrong in ["", ".", "1.", ".5", "-1", "1,99", "1.999", "1e3", "0x10", " 1"] {
            assert!(usd(wrong).is_err(), "{wrong}");
        }
        assert_eq!(usd("99999999999999999999"), Err(MoneyFault::Overflow));
        assert_eq!(Money::parse("500", Currency::JPY).map(Money::minor), Ok(500));
        assert!(Money::parse("5.5", Currency::JPY).is_err());
    }

    #[test]
    fn currencies_do_not_mix() {
        let (dollar, euro) = (Money::new(1, Currency::USD), Money::new(1, Currency::EUR));
        assert!(matches!(dollar.plus(euro), Err(MoneyFault::CurrencyMismatch { .. })));
        assert_eq!(Money::new(i64::MAX, Currency::USD).plus(dollar), Err(MoneyFault::Overflow));
    }

    #[test]
    fn amounts_read_like_prices() {
        assert_eq!(Money::new(1999, Currency::USD).display(), "19.99 USD");
        assert_eq!(Money::new(-5, Currency::USD).display(), "-0.05 USD");
        assert_eq!(Money::new(500, Currency::JPY).display(), "500 JPY");
    }

    #[test]
    fn the_wire_form_is_minor_units_and_a_code() {
        let wire = serde_json::to_string(&Money::new(1999, Currency::USD)).unwrap();
        assert_eq!(wire, r#"{"amount":1999,"currency":"USD"}"#);
        assert!(serde_json::from_str::<Money>(r#"{"amount":19.99,"currency":"USD"}"#).is_err());
    }
}
