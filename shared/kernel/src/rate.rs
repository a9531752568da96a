//! Rates as integers.

use serde::{Deserialize, Serialize};

use crate::money::{Money, MoneyFault};

/// A share in parts per million: 8.875 % is 88,750.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(transparent)]
pub struct Ppm(u32);

impl Ppm {
    /// No share at all.
    pub const ZERO: Self = Self(0);

    /// A share of `ppm` parts per million.
    pub const fn new(ppm: u32) -> Self {
        Self(ppm)
    }

    /// The parts per million.
    pub fn get(self) -> u32 {
        self.0
    }

    /// This share of `amount`, half a minor unit rounded to the even neighbour.
    ///
    /// Half-even is the rounding of ISO 80000-1 rule A: over many lines it drifts neither way.
    pub fn of(self, amount: Money) -> Result<Money, MoneyFault> {
        let scaled = i128::from(amount.minor()) * i128::from(self.0);
        Money::try_of(round_half_even(scaled, 1_000_000), amount.currency())
    }
}

/// `numerator / denominator`, halves to the even neighbour; the denominator is positive.
fn round_half_even(numerator: i128, denominator: i128) -> i128 {
    let floor = numerator.div_euclid(denominator);
    let rest = numerator.rem_euclid(denominator);
    match (rest * 2).cmp(&denominator) {
        std::cmp::Ordering::Less => floor,
        std::cmp::Ordering::Greater => floor + 1,
        std::cmp::Ordering::Equal => floor + floor.rem_euclid(2),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::currency::Currency;

    #[test]
    fn halves_go_to_the_even_neighbour() {
        let half = Ppm::new(500_000);
        let of = |minor| half.of(Money::new(minor, Currency::USD)).unwrap().minor();
        assert_eq!([of(1), of(3), of(5), of(-1), of(-3)], [0, 2, 2, 0, -2]);
    }
}
