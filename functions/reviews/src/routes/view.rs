//! Reviews on the wire.

use domain::profiles::language_tag::LanguageTag;
use domain::reviews::rating::{Rating, Stars};
use domain::reviews::review::{Review, ReviewContent, ReviewStatus, ShopReply};
use kernel::id::{ProductId, ReviewId};
use kernel::paragraphs::Paragraphs;
use kernel::text::Text;
use kernel::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What somebody says about a product.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "stars": 4, "title": "Bright and quiet", "text": "It lights the whole desk.\n\nThe switch is a little stiff.",
    "language": "en", "signed": "Ana",
}))]
pub struct ReviewRequest {
    /// How good it is.
    stars: Stars,
    /// It in a line.
    title: Option<Text<100>>,
    /// It in full, in lines and paragraphs. It is text: markup is shown as it is written.
    text: Paragraphs<2000>,
    /// The language that it is written in.
    language: Option<LanguageTag>,
    /// What the author wants to be called. Nobody is named who does not want to be.
    signed: Option<Text<50>>,
}

impl From<ReviewRequest> for ReviewContent {
    fn from(request: ReviewRequest) -> Self {
        let ReviewRequest { stars, title, text, language, signed } = request;
        Self { stars, title, text, language, signed }
    }
}

/// What the shop answered to a review.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReplyView {
    /// The answer; text, never markup.
    text: Paragraphs<2000>,
    /// When it was given.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
}

impl From<ShopReply> for ReplyView {
    fn from(reply: ShopReply) -> Self {
        Self { text: reply.text, at: reply.at }
    }
}

/// A review, as everybody sees it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReviewView {
    /// The review.
    id: ReviewId,
    /// How good its author finds the product.
    stars: Stars,
    /// It in a line.
    title: Option<Text<100>>,
    /// It in full; text, never markup.
    text: Paragraphs<2000>,
    /// The language that it is written in, if its author says.
    language: Option<LanguageTag>,
    /// What its author wants to be called.
    signed: Option<Text<50>>,
    /// Whether its author bought the product here.
    verified_purchase: bool,
    /// How many found it helpful.
    helpful: u32,
    /// What the shop answered.
    reply: Option<ReplyView>,
    /// When it was written.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When its author changed it last.
    #[schema(value_type = Option<String>, format = DateTime)]
    edited_at: Option<Timestamp>,
}

impl From<Review> for ReviewView {
    fn from(review: Review) -> Self {
        let ReviewContent { stars, title, text, language, signed } = review.content;
        Self {
            id: review.id,
            stars,
            title,
            text,
            language,
            signed,
            verified_purchase: review.verified,
            helpful: review.helpful,
            reply: review.reply.map(ReplyView::from),
            created_at: review.created_at,
            edited_at: review.edited_at,
        }
    }
}

/// A review, as its author sees it.
#[derive(Debug, Serialize, ToSchema)]
pub struct MyReviewView {
    /// What it is about.
    product_id: ProductId,
    /// Where it stands.
    status: ReviewStatus,
    /// Why it is not shown, if staff rejected it.
    rejection_reason: Option<Text<500>>,
    /// Rises with every change; votes do not raise it.
    version: u64,
    /// The review itself.
    #[serde(flatten)]
    review: ReviewView,
}

impl From<Review> for MyReviewView {
    fn from(review: Review) -> Self {
        Self {
            product_id: review.product,
            status: review.status,
            rejection_reason: review.rejection.clone(),
            version: review.told_version(),
            review: review.into(),
        }
    }
}

/// How many reviews give so many stars.
#[derive(Debug, Serialize, ToSchema)]
pub struct StarCountView {
    /// So many stars.
    stars: Stars,
    /// So many reviews.
    count: u64,
}

/// What all reviews of a product come to: those that everybody sees.
#[derive(Debug, Serialize, ToSchema)]
pub struct RatingView {
    /// The mean with two decimals, rounded from whole numbers; `null` as long as there is no review.
    #[schema(example = "4.33")]
    average: Option<String>,
    /// How many there are.
    count: u64,
    /// How many stars they give in all.
    sum: u64,
    /// How many give five stars, four, and so on down to one.
    histogram: Vec<StarCountView>,
}

impl From<Rating> for RatingView {
    fn from(rating: Rating) -> Self {
        let counts = Stars::ALL.into_iter().rev().map(|stars| StarCountView { stars, count: rating.of(stars) });
        Self { average: rating.average(), count: rating.count(), sum: rating.sum(), histogram: counts.collect() }
    }
}
