//! Buyers and reviews.

use domain::orders::purchase::Purchase;
use kernel::id::{OrderId, ProductId, UserId};
use serde_json::{Value, json};

use crate::actor::Customer;
use crate::answer::Answer;
use crate::build::product::Sold;
use crate::world::World;

impl World {
    /// Makes somebody a buyer of a product, as an order that was placed would.
    pub async fn has_bought(&self, user: UserId, product: ProductId) {
        let order = OrderId::mint(&*self.ids, self.now());
        let purchase = Purchase { user, product, order, at: self.now() };
        self.store().purchases().note(&[purchase]).await.expect("a purchase");
    }
}

/// A review with so many stars.
pub fn a_review(stars: i64) -> Value {
    json!({ "stars": stars, "text": "It lights the whole desk." })
}

impl Customer<'_> {
    /// Reviews a product.
    pub async fn reviews(&self, sold: &Sold, review: Value) -> Answer {
        self.post(&format!("/v1/products/{}/reviews", sold.product), review).await
    }

    /// Reviews a product as somebody who bought it.
    pub async fn reviews_as_buyer(&self, sold: &Sold, stars: i64) -> Answer {
        self.world.has_bought(self.id, sold.product).await;
        self.reviews(sold, a_review(stars)).await
    }
}
