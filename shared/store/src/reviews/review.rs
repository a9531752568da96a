//! Reviews: the review itself, and what lists are made of.
//!
//! A review is in no index that copies it: votes, reports and replies write one item, and what lists show is always the truth.
//! Two cards of a few bytes, there only while a review is shown, carry the four lists of a product; a third names the review of
//! each product in the partition of its author, so that there is one.

use domain::catalog::product::Product;
use domain::reviews::rating::{Rating, RatingChange, Stars};
use domain::reviews::review::Review;
use kernel::id::{ProductId, ReviewId, UserId};
use kernel::time::Timestamp;
use serde::{Deserialize, Serialize};
use table::work::WorkQueue;
use table::{
    Entity, Index, Indexes, Key, Page, PageRequest, Partition, Person, Query, Shape, Stored, Table, TableFault, Tx,
    key, part,
};

use super::partitions;
use super::rating::RatingRecord;
use crate::catalog::product::ProductRecord;

/// Reviews that staff are to look at; the shards may grow, never shrink.
const MODERATION: WorkQueue = WorkQueue { partition: partitions::MODERATION, shards: 1 };

/// The item of a [`Review`].
#[derive(Debug)]
pub struct ReviewRecord;

impl ReviewRecord {
    /// Where a review is.
    pub fn at(review: ReviewId) -> Key {
        key!("REVIEW", review; "HEAD")
    }
}

impl Entity for ReviewRecord {
    type Value = Review;
    const TYPE: &'static str = "Review";
    const SHAPE: Shape = Shape {
        work: Some(("WORK#MODERATION#{s:1} (while staff are to look at it)", "{since}#{rev}")),
        ..Shape::at("REVIEW#{rev}", "HEAD")
    };
    const PERSON: Person = Person::Elsewhere(
        "found by the products that their author reviewed: shown in `reviews.json`, and deleted with the account",
    );
    const PARTITION: Partition = partitions::REVIEW;

    fn key(review: &Review) -> Key {
        Self::at(review.id)
    }

    fn indexes(review: &Review) -> Indexes {
        let work = review.waits_since().map(|since| MODERATION.entry(&review.id, since));
        Indexes { work, ..Indexes::default() }
    }
}

/// What the lists of a product say of a review: where it stands in them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewCard {
    /// The review.
    pub review: ReviewId,
    /// What it is about.
    pub product: ProductId,
    /// How many stars it gives.
    pub stars: Stars,
    /// Whether its author is a buyer.
    pub verified: bool,
}

impl ReviewCard {
    fn of(review: &Review) -> Self {
        Self { review: review.id, product: review.product, stars: review.content.stars, verified: review.verified }
    }

    /// The sort key of lists by stars.
    fn by_stars(&self) -> String {
        format!("{}#{}", self.stars.get(), self.review)
    }
}

/// Whose data the cards are.
const OF_A_CARD: Person = Person::Elsewhere("names a review, and goes with it");

/// The card that lists a review by its age.
#[derive(Debug)]
pub struct NewestReviewRecord;

impl Entity for NewestReviewRecord {
    type Value = ReviewCard;
    const TYPE: &'static str = "NewestReview";
    const SHAPE: Shape = Shape {
        owner: Some(("REVIEWS#{prd}#VERIFIED (buyers' only)", "{rev}")),
        relation: Some(("REVIEWS#{prd}", "{rev}")),
        ..Shape::at("REVIEW#{rev} (approved only)", "CARD#NEWEST")
    };
    const PERSON: Person = OF_A_CARD;
    const PARTITION: Partition = partitions::REVIEW;

    fn key(card: &ReviewCard) -> Key {
        key!("REVIEW", card.review; "CARD", "NEWEST")
    }

    fn indexes(card: &ReviewCard) -> Indexes {
        Indexes {
            owner: card.verified.then(|| key!("REVIEWS", card.product, "VERIFIED"; card.review)),
            relation: Some(key!("REVIEWS", card.product; card.review)),
            ..Indexes::default()
        }
    }
}

/// The card that lists a review by its stars.
#[derive(Debug)]
pub struct StarredReviewRecord;

impl Entity for StarredReviewRecord {
    type Value = ReviewCard;
    const TYPE: &'static str = "StarredReview";
    const SHAPE: Shape = Shape {
        owner: Some(("REVIEWS#{prd}#VERIFIED_STARS (buyers' only)", "{stars}#{rev}")),
        relation: Some(("REVIEWS#{prd}#STARS", "{stars}#{rev}")),
        ..Shape::at("REVIEW#{rev} (approved only)", "CARD#STARS")
    };
    const PERSON: Person = OF_A_CARD;
    const PARTITION: Partition = partitions::REVIEW;

    fn key(card: &ReviewCard) -> Key {
        key!("REVIEW", card.review; "CARD", "STARS")
    }

    fn indexes(card: &ReviewCard) -> Indexes {
        let entry = |pk| Key { pk, sk: card.by_stars() };
        Indexes {
            owner: card.verified.then(|| entry(part!("REVIEWS", card.product, "VERIFIED_STARS"))),
            relation: Some(entry(part!("REVIEWS", card.product, "STARS"))),
            ..Indexes::default()
        }
    }
}

/// That somebody reviewed a product: there is one review of each for everybody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewedProduct {
    /// Who reviewed it.
    pub user: UserId,
    /// The product.
    pub product: ProductId,
    /// The review.
    pub review: ReviewId,
    /// When it was written.
    pub at: Timestamp,
}

impl ReviewedProduct {
    /// That the author of `review` reviewed its product.
    pub fn by(review: &Review) -> Self {
        Self { user: review.author, product: review.product, review: review.id, at: review.created_at }
    }
}

/// The item of a [`ReviewedProduct`].
#[derive(Debug)]
pub struct ReviewedProductRecord;

impl ReviewedProductRecord {
    /// Where it is said whether `user` reviewed `product`.
    pub fn at(user: UserId, product: ProductId) -> Key {
        key!("REVIEWER", user; "PRODUCT", product)
    }
}

impl Entity for ReviewedProductRecord {
    type Value = ReviewedProduct;
    const TYPE: &'static str = "ReviewedProduct";
    const SHAPE: Shape = Shape::at("REVIEWER#{usr}", "PRODUCT#{prd}");
    const PERSON: Person = Person::shown("reviewed_products", "Which products you reviewed.");
    const PARTITION: Partition = partitions::REVIEWER;

    fn key(reviewed: &ReviewedProduct) -> Key {
        Self::at(reviewed.user, reviewed.product)
    }
}

/// The order of a product's reviews.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReviewSort {
    /// Newest first.
    Newest,
    /// Most stars first, newest among equals.
    MostStars,
    /// Fewest stars first, oldest among equals.
    FewestStars,
}

/// Which of a product's reviews, and in which order.
#[derive(Clone, Copy, Debug)]
pub struct ReviewQuery {
    /// The order.
    pub sort: ReviewSort,
    /// Only those with so many stars.
    pub stars: Option<Stars>,
    /// Only buyers'.
    pub verified: bool,
}

impl ReviewQuery {
    /// Whether the list by stars is read.
    fn is_by_stars(self) -> bool {
        self.stars.is_some() || self.sort != ReviewSort::Newest
    }

    fn of(self, product: ProductId) -> Query {
        let index = if self.verified { Index::Owner } else { Index::Relation };
        let pk = match (self.is_by_stars(), self.verified) {
            (false, false) => part!("REVIEWS", product),
            (false, true) => part!("REVIEWS", product, "VERIFIED"),
            (true, false) => part!("REVIEWS", product, "STARS"),
            (true, true) => part!("REVIEWS", product, "VERIFIED_STARS"),
        };
        let query = Query::of(index, pk);
        let query = self.stars.map_or(query.clone(), |stars| query.prefix(format!("{}#", stars.get())));
        if self.sort == ReviewSort::FewestStars { query } else { query.descending() }
    }
}

/// Some reviews of a product, with the product and its rating.
pub struct ListedReviews {
    /// The product, if there is one.
    pub product: Option<Product>,
    /// Its rating.
    pub rating: Rating,
    /// The reviews, all of them shown to everybody.
    pub reviews: Page<Review>,
}

/// What it takes to know whether somebody may review a product.
pub struct BeforeReview {
    /// The product, if there is one.
    pub product: Option<Stored<ProductRecord>>,
    /// Their review of it, if there is one.
    pub reviewed: Option<Stored<ReviewedProductRecord>>,
}

/// Reviews, by their access patterns.
pub struct Reviews<'a> {
    pub(crate) table: &'a Table,
}

impl Reviews<'_> {
    /// The review with this id.
    pub async fn by_id(&self, review: ReviewId) -> Result<Option<Stored<ReviewRecord>>, TableFault> {
        self.table.get(&ReviewRecord::at(review)).await
    }

    /// What is known of `product` before `author` reviews it.
    pub async fn before(&self, author: UserId, product: ProductId) -> Result<BeforeReview, TableFault> {
        let (head, reviewed) = (ProductRecord::at(product), ReviewedProductRecord::at(author, product));
        let mut items = self.table.batch(&[head.clone(), reviewed.clone()]).await?;
        Ok(BeforeReview { product: items.take(&head)?, reviewed: items.take(&reviewed)? })
    }

    /// A page of a product's reviews, with its rating: two reads. An index says which, the reviews themselves what.
    pub async fn listed(
        &self,
        product: ProductId,
        query: ReviewQuery,
        page: &PageRequest,
    ) -> Result<ListedReviews, TableFault> {
        let Page { items, next_cursor } = if query.is_by_stars() {
            self.table.page::<StarredReviewRecord>(&query.of(product), page).await?.map(|card| card.review)
        } else {
            self.table.page::<NewestReviewRecord>(&query.of(product), page).await?.map(|card| card.review)
        };
        let (rating, head) = (RatingRecord::at(product), ProductRecord::at(product));
        let keys: Vec<Key> = items.iter().map(|review| ReviewRecord::at(*review)).collect();
        let mut found = self.table.batch(&[keys.clone(), vec![rating.clone(), head.clone()]].concat()).await?;
        let mut reviews = Vec::new();
        for key in &keys {
            reviews.extend(found.take::<ReviewRecord>(key)?.map(Stored::into_value).filter(Review::is_public));
        }
        Ok(ListedReviews {
            product: found.take::<ProductRecord>(&head)?.map(Stored::into_value),
            rating: found.take::<RatingRecord>(&rating)?.map_or_else(|| Rating::none(product), Stored::into_value),
            reviews: Page { items: reviews, next_cursor },
        })
    }

    /// A page of what `author` wrote, by product, the newest product first.
    pub async fn of_author(&self, author: UserId, page: &PageRequest) -> Result<Page<Review>, TableFault> {
        let query = Query::of(Index::Base, part!("REVIEWER", author)).prefix("PRODUCT#").descending();
        let Page { items, next_cursor } = self.table.page::<ReviewedProductRecord>(&query, page).await?;
        let reviews: Vec<ReviewId> = items.iter().map(|reviewed| reviewed.review).collect();
        Ok(Page { items: self.by_ids(&reviews).await?, next_cursor })
    }

    /// Everything that `author` wrote.
    pub async fn all_of_author(&self, author: UserId) -> Result<Vec<Review>, TableFault> {
        let query = Query::of(Index::Base, part!("REVIEWER", author)).prefix("PRODUCT#");
        let reviewed = self.table.collect(&query).await?.take_all::<ReviewedProductRecord>()?;
        let reviews: Vec<ReviewId> = reviewed.iter().map(|reviewed| reviewed.review).collect();
        self.by_ids(&reviews).await
    }

    /// A page of what staff are to look at: what waits longest first.
    pub async fn waiting(&self, page: &PageRequest) -> Result<Page<Review>, TableFault> {
        let Page { items, next_cursor } = self.table.work::<ReviewId>(MODERATION, page).await?;
        let reviews = self.by_ids(&items).await?;
        Ok(Page { items: reviews.into_iter().filter(|review| review.waits_since().is_some()).collect(), next_cursor })
    }

    async fn by_ids(&self, reviews: &[ReviewId]) -> Result<Vec<Review>, TableFault> {
        let keys: Vec<Key> = reviews.iter().map(|review| ReviewRecord::at(*review)).collect();
        let mut items = self.table.batch(&keys).await?;
        let mut found = Vec::new();
        for key in &keys {
            found.extend(items.take::<ReviewRecord>(key)?.map(Stored::into_value));
        }
        Ok(found)
    }
}

/// Adds to `tx` what follows for lists and the rating when `before` becomes `after`, or is gone.
///
/// The review itself is replaced or deleted in the same transaction on condition of its version, so none of this needs one.
pub fn with_listing<F>(tx: Tx<F>, before: &Review, after: Option<&Review>) -> Tx<F> {
    let counted = after.and_then(Review::counted);
    let shown = after.filter(|after| after.is_public());
    let was = before.is_public().then(|| ReviewCard::of(before));
    let is = shown.map(ReviewCard::of);
    let tx = match (&was, &is) {
        (was, is) if was == is => tx,
        (_, Some(card)) => tx.put::<NewestReviewRecord>(card).put::<StarredReviewRecord>(card),
        (Some(card), None) => {
            tx.delete_existing(NewestReviewRecord::key(card)).delete_existing(StarredReviewRecord::key(card))
        }
        (None, None) => tx,
    };
    match RatingChange::between(before.counted(), counted) {
        Some(change) => tx.update(RatingRecord::moved(before.product, change)),
        None => tx,
    }
}
