//! Ratings: the histogram of each product, moved by relative updates alone.

use domain::reviews::rating::{Rating, RatingChange, Stars};
use kernel::id::ProductId;
use table::{AttributeValue, Entity, Key, Partition, Person, Shape, Update, key};

use super::partitions;

/// The item of a [`Rating`].
#[derive(Debug)]
pub struct RatingRecord;

impl RatingRecord {
    /// Where the rating of a product is.
    pub fn at(product: ProductId) -> Key {
        key!("RATING", product; "RATING")
    }

    /// Moves the histogram of `product`, which begins with its first review.
    pub fn moved(product: ProductId, change: RatingChange) -> Update {
        let update =
            Update::upsert::<Self>(Self::at(product)).set(&["product"], AttributeValue::S(product.to_string()));
        change.steps().fold(update, |update, (stars, amount)| update.count(name(stars), amount))
    }
}

/// The field that counts so many stars.
fn name(stars: Stars) -> &'static str {
    match stars.get() {
        1 => "one",
        2 => "two",
        3 => "three",
        4 => "four",
        _ => "five",
    }
}

impl Entity for RatingRecord {
    type Value = Rating;
    const TYPE: &'static str = "Rating";
    const SHAPE: Shape = Shape::at("RATING#{prd}", "RATING");
    const PERSON: Person = Person::Nobody;
    const PARTITION: Partition = partitions::RATING;

    fn key(rating: &Rating) -> Key {
        Self::at(rating.product)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_count_has_the_name_that_it_is_stored_under() {
        let product = ProductId::from_ulid(kernel::id::Ulid::nil());
        for stars in Stars::ALL {
            let stored = serde_json::json!({ "product": product, name(stars): 7 });
            assert_eq!(serde_json::from_value::<Rating>(stored).unwrap().of(stars), 7);
        }
    }
}
