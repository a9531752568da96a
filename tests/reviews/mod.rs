//! What buyers say about goods.

mod leaving;
mod listing;
mod moderation;
mod purchases;
mod submission;
mod votes;

use domain::identity::scope::Scope;
use kernel::id::{ReviewId, UserId};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::{Answer, Customer, Sold, World, a_product};

use crate::cast::Cast;

/// What paths of reviews name.
pub(crate) async fn value_for(cast: &Cast<'_>, path: &str, variable: &str) -> Option<String> {
    match variable {
        "product_id" => Some(cast.lamp.product.to_string()),
        "review_id" if path.starts_with("/v1/me/") => Some(review_by(cast, cast.ana.id).await),
        "review_id" if path.ends_with("/reply") => {
            let review = review_by(cast, cast.bob.id).await;
            let admin = cast.world.signed_in(cast.admin.id).await;
            let path = format!("/v1/admin/reviews/{review}/reply");
            let reply = json!({ "text": "Thank you for saying so." });
            admin.send(Method::PUT, &path, &[("if-match", "\"v1\"")], Some(&reply)).await.expect(200);
            Some(review)
        }
        "review_id" if path.starts_with("/v1/admin/") => Some(review_by(cast, cast.bob.id).await),
        "review_id" => {
            let review = review_by(cast, cast.bob.id).await;
            let admin = cast.world.signed_in(cast.admin.id).await;
            decide(&admin, &review, json!({ "status": "approved" })).await.expect(200);
            Some(review)
        }
        _ => None,
    }
}

/// A review of something new, written now by `author`.
async fn review_by(cast: &Cast<'_>, author: UserId) -> String {
    let sold =
        cast.world.sells(a_product(&format!("Vase {}", ReviewId::mint(&*cast.world.ids, cast.world.now())))).await;
    let author = cast.world.signed_in(author).await;
    author.reviews_as_buyer(&sold, 4).await.expect(201).text("/id").to_owned()
}

/// Staff who may moderate, and nothing else.
pub(crate) async fn moderator(world: &World) -> Customer<'_> {
    world.admin_with(&[Scope::ReviewsWrite]).await.0
}

/// Has staff decide on a review as it is now.
pub(crate) async fn decide(admin: &Customer<'_>, review: &str, decision: Value) -> Answer {
    let tag = admin.world.tag_of(review).await.expect("a review");
    decide_as(admin, review, &tag, decision).await
}

/// Has staff decide on a review as they know it.
pub(crate) async fn decide_as(admin: &Customer<'_>, review: &str, tag: &str, decision: Value) -> Answer {
    let path = format!("/v1/admin/reviews/{review}/status");
    admin.send(Method::PUT, &path, &[("if-match", tag)], Some(&decision)).await
}

pub(crate) async fn approve(admin: &Customer<'_>, review: &str) {
    decide(admin, review, json!({ "status": "approved" })).await.expect(200);
}

/// A product's reviews as everybody sees them.
pub(crate) async fn listed(world: &World, sold: &Sold, query: &str) -> Answer {
    world.visitor().get(&format!("/v1/products/{}/reviews{query}", sold.product)).await.expect(200)
}

/// The counts of a histogram, one star first, and what they come to.
pub(crate) fn rating(answer: &Answer) -> (Vec<i64>, i64, i64, Option<&str>) {
    let mut counts: Vec<i64> =
        answer.list("/rating/histogram").iter().filter_map(|entry| entry["count"].as_i64()).collect();
    counts.reverse();
    let average = answer.body.pointer("/rating/average").and_then(Value::as_str);
    (counts, answer.number("/rating/count"), answer.number("/rating/sum"), average)
}

/// The ids in a list.
pub(crate) fn ids(answer: &Answer) -> Vec<String> {
    answer.list("/items").iter().filter_map(|item| item["id"].as_str()).map(str::to_owned).collect()
}

/// Where a list goes on, if it does.
pub(crate) fn next(answer: &Answer) -> Option<String> {
    answer.body.pointer("/next_cursor").and_then(Value::as_str).map(str::to_owned)
}
