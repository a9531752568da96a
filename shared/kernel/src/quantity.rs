//! How many units of something.

use serde::{Deserialize, Serialize};

/// Units in one line: 1 to 999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Quantity(u32);

/// A count outside 1 to 999.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be a whole number from 1 to 999")]
pub struct QuantityOutOfRange;

impl Quantity {
    /// The least quantity.
    pub const ONE: Self = Self(1);
    /// The greatest quantity of one line.
    pub const MAX: u32 = 999;

    /// The number of units.
    pub fn get(self) -> u32 {
        self.0
    }

    /// Both together, at most [`Quantity::MAX`].
    pub fn saturating_add(self, other: Self) -> Self {
        Self((self.0 + other.0).min(Self::MAX))
    }

    /// Both together, if one line may hold as many.
    pub fn checked_add(self, other: Self) -> Result<Self, QuantityOutOfRange> {
        Self::try_from(i64::from(self.0) + i64::from(other.0))
    }
}

impl TryFrom<i64> for Quantity {
    type Error = QuantityOutOfRange;

    fn try_from(units: i64) -> Result<Self, QuantityOutOfRange> {
        match u32::try_from(units) {
            Ok(units) if (1..=Self::MAX).contains(&units) => Ok(Self(units)),
            _ => Err(QuantityOutOfRange),
        }
    }
}

impl From<Quantity> for i64 {
    fn from(quantity: Quantity) -> i64 {
        i64::from(quantity.0)
    }
}

impl utoipa::PartialSchema for Quantity {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::Integer)
            .minimum(Some(1))
            .maximum(Some(Self::MAX))
            .into()
    }
}

impl utoipa::ToSchema for Quantity {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_to_999_is_a_quantity() {
        for wrong in [0, -1, 1000, 4_294_967_296, i64::MIN] {
            assert!(Quantity::try_from(wrong).is_err());
        }
        for wrong in ["1.5", "\"1\"", "0", "null", "1e2"] {
            assert!(serde_json::from_str::<Quantity>(wrong).is_err(), "{wrong}");
        }
        assert_eq!(serde_json::from_str::<Quantity>("999").unwrap().get(), 999);
    }
}
