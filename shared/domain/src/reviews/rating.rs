//! Ratings: how many reviews gave a product how many stars. Five counts, and nothing that could drift from them.

use kernel::id::ProductId;
use serde::{Deserialize, Serialize};

/// One to five.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Stars(u8);

/// A number of stars that nobody can give.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be a whole number from 1 to 5")]
pub struct StarsOutOfRange;

impl Stars {
    /// All that can be given, the fewest first.
    pub const ALL: [Self; 5] = [Self(1), Self(2), Self(3), Self(4), Self(5)];

    /// How many.
    pub fn get(self) -> u8 {
        self.0
    }
}

impl TryFrom<i64> for Stars {
    type Error = StarsOutOfRange;

    fn try_from(stars: i64) -> Result<Self, StarsOutOfRange> {
        u8::try_from(stars).ok().filter(|stars| (1..=5).contains(stars)).map(Self).ok_or(StarsOutOfRange)
    }
}

impl From<Stars> for i64 {
    fn from(stars: Stars) -> Self {
        Self::from(stars.0)
    }
}

impl utoipa::PartialSchema for Stars {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::Integer)
            .description(Some("One to five stars."))
            .minimum(Some(1))
            .maximum(Some(5))
            .examples([serde_json::json!(4)])
            .into()
    }
}

impl utoipa::ToSchema for Stars {}

/// The histogram of a product's reviews: those that are shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rating {
    /// Of which product.
    pub product: ProductId,
    /// How many gave one star.
    #[serde(default)]
    pub one: u64,
    /// How many gave two.
    #[serde(default)]
    pub two: u64,
    /// How many gave three.
    #[serde(default)]
    pub three: u64,
    /// How many gave four.
    #[serde(default)]
    pub four: u64,
    /// How many gave five.
    #[serde(default)]
    pub five: u64,
}

impl Rating {
    /// The rating of a product that nobody has reviewed.
    pub fn none(product: ProductId) -> Self {
        Self { product, one: 0, two: 0, three: 0, four: 0, five: 0 }
    }

    /// How many gave so many stars.
    pub fn of(&self, stars: Stars) -> u64 {
        match stars.get() {
            1 => self.one,
            2 => self.two,
            3 => self.three,
            4 => self.four,
            _ => self.five,
        }
    }

    /// How many reviews there are.
    pub fn count(&self) -> u64 {
        Stars::ALL.into_iter().map(|stars| self.of(stars)).fold(0, u64::saturating_add)
    }

    /// How many stars there are in all.
    pub fn sum(&self) -> u64 {
        let stars = Stars::ALL.into_iter().map(|stars| self.of(stars).saturating_mul(u64::from(stars.get())));
        stars.fold(0, u64::saturating_add)
    }

    /// The mean with two decimals, halves rounded up, such as `4.33`; none as long as there is no review.
    pub fn average(&self) -> Option<String> {
        let (sum, count) = (u128::from(self.sum()), u128::from(self.count()));
        let hundredths = (sum * 200 + count).checked_div(count * 2)?;
        Some(format!("{}.{:02}", hundredths / 100, hundredths % 100))
    }
}

/// How a review that changes moves the histogram: out of one count, into another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RatingChange {
    from: Option<Stars>,
    to: Option<Stars>,
}

impl RatingChange {
    /// What it takes when a review counted as `from` counts as `to` from now on; none if that is the same.
    pub fn between(from: Option<Stars>, to: Option<Stars>) -> Option<Self> {
        (from != to).then_some(Self { from, to })
    }

    /// What is added to which count, each at most once.
    pub fn steps(self) -> impl Iterator<Item = (Stars, i64)> {
        let out = self.from.map(|stars| (stars, -1));
        out.into_iter().chain(self.to.map(|stars| (stars, 1)))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use kernel::id::Ulid;
    use proptest::prelude::*;

    use super::*;

    fn none() -> Rating {
        Rating::none(ProductId::from_ulid(Ulid::nil()))
    }

    fn changed(mut rating: Rating, change: RatingChange) -> Rating {
        for (stars, amount) in change.steps() {
            let count = match stars.get() {
                1 => &mut rating.one,
                2 => &mut rating.two,
                3 => &mut rating.three,
                4 => &mut rating.four,
                _ => &mut rating.five,
            };
            *count = count.checked_add_signed(amount).expect("no count is below nought");
        }
        rating
    }

    #[test]
    fn only_one_to_five_whole_stars_can_be_given() {
        for wrong in ["0", "6", "-1", "4.5", "\"4\"", "null", "256", "261"] {
            assert!(serde_json::from_str::<Stars>(wrong).is_err(), "{wrong}");
        }
        assert_eq!(serde_json::to_string(&Stars::ALL).unwrap(), "[1,2,3,4,5]");
    }

    #[test]
    fn the_mean_is_rounded_from_whole_numbers() {
        assert_eq!(none().average(), None);
        for (one, five, mean) in [(1, 0, "1.00"), (1, 2, "3.67"), (1, 1, "3.00"), (0, 7, "5.00"), (3, 797, "4.99")] {
            assert_eq!(Rating { one, five, ..none() }.average().as_deref(), Some(mean), "{one} and {five}");
        }
        // 1.005 exactly: a half, which is rounded up.
        assert_eq!(Rating { one: 199, two: 1, ..none() }.average().as_deref(), Some("1.01"));
        assert_eq!(Rating { five: u64::MAX, ..none() }.count(), u64::MAX);
    }

    fn stars() -> impl Strategy<Value = Option<Stars>> {
        prop::option::of(prop::sample::select(Stars::ALL.to_vec()))
    }

    proptest! {
        /// Part of M09-T02: whatever becomes of reviews, the histogram is what one gets who counts them.
        #[test]
        fn the_histogram_is_what_counting_would_give(changes in prop::collection::vec((0_u8..12, stars()), 0..200)) {
            let mut counted: BTreeMap<u8, Option<Stars>> = BTreeMap::new();
            let mut rating = none();
            for (review, after) in changes {
                let before = counted.insert(review, after).flatten();
                if let Some(change) = RatingChange::between(before, after) {
                    rating = changed(rating, change);
                }
            }
            let shown: Vec<Stars> = counted.into_values().flatten().collect();
            for stars in Stars::ALL {
                let by_hand = shown.iter().filter(|given| **given == stars).count();
                prop_assert_eq!(rating.of(stars), u64::try_from(by_hand).unwrap());
            }
            prop_assert_eq!(rating.count(), u64::try_from(shown.len()).unwrap());
            prop_assert_eq!(rating.sum(), shown.iter().map(|stars| u64::from(stars.get())).sum::<u64>());
        }

        #[test]
        fn the_mean_is_never_off_by_more_than_half_a_hundredth(
            one in 0_u64..100_000, two in 0_u64..100_000, three in 0_u64..100_000, four in 0_u64..100_000, five in 0_u64..100_000,
        ) {
            let rating = Rating { one, two, three, four, five, ..none() };
            let Some(mean) = rating.average() else { return Ok(()) };
            let hundredths: u64 = mean.replace('.', "").parse().unwrap();
            prop_assert!((hundredths * rating.count()).abs_diff(rating.sum() * 100) * 2 <= rating.count());
            prop_assert!((100..=500).contains(&hundredths));
        }
    }
}
