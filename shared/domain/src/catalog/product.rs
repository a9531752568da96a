//! Products: what shoppers look at. What they buy is a variant.

use std::collections::BTreeSet;

use kernel::id::{CategoryId, ProductId, VariantId};
use kernel::money::Money;
use kernel::slug::Slug;
use kernel::time::Timestamp;
use serde::{Deserialize, Serialize};

/// The most options a product has, such as size and colour.
pub const MAX_OPTIONS: usize = 3;
/// The most categories a product is listed in, ancestors included.
pub const MAX_CATEGORIES: usize = 10;
/// The most images of a product.
pub const MAX_IMAGES: usize = 100;
/// The most words a product is found by.
pub const MAX_SEARCH_TERMS: usize = 40;
/// Longer words are searched by their beginning, in characters.
const MAX_TERM_CHARS: usize = 40;

/// Whether shoppers see a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProductStatus {
    /// Not yet.
    Draft,
    /// Yes.
    Active,
    /// Not any more.
    Archived,
}

/// A picture by its address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Image {
    /// Where it is; always `https`.
    pub url: String,
    /// What it shows, for those who do not see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alt: Option<String>,
    /// The place in the gallery, 1 first.
    pub position: u32,
}

/// A product: everything but its long texts and pictures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    /// The identity.
    pub id: ProductId,
    /// The name in addresses; unique.
    pub slug: Slug,
    /// The name that shoppers see.
    pub title: String,
    /// The brand.
    pub vendor: String,
    /// What kind of thing it is, in the merchant's words.
    pub product_type: String,
    /// Labels that it is found by.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Whether shoppers see it.
    pub status: ProductStatus,
    /// Whether it is a gift card, which is neither sent nor taxed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub gift_card: bool,
    /// Where it is listed, with all ancestors; at most [`MAX_CATEGORIES`].
    #[serde(default)]
    pub categories: Vec<CategoryId>,
    /// The names of its options; at most [`MAX_OPTIONS`].
    #[serde(default)]
    pub options: Vec<String>,
    /// The first picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<Image>,
    /// The price of the cheapest variant.
    pub price_from: Money,
    /// The price of the dearest variant.
    pub price_to: Money,
    /// The former price of the cheapest variant, if it is above its price.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compare_at: Option<Money>,
    /// Its variants in their order: those that shoppers see. The index by product may be late, this never is.
    #[serde(default)]
    pub variants: Vec<VariantId>,
    /// Variants that are being written and not shown yet, so that an interrupted import is resumed and not repeated.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub incoming: Vec<VariantId>,
    /// When it was first imported or made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// How many events it has kept; they are numbered from 1.
    #[serde(default)]
    pub events: u32,
}

impl Product {
    /// The number of the event that is about to be kept.
    pub fn next_event(&mut self) -> u32 {
        self.events = self.events.saturating_add(1);
        self.events
    }

    /// Whether shoppers see it.
    pub fn is_listed(&self) -> bool {
        self.status == ProductStatus::Active
    }

    /// Sets the prices that cards show from what each variant costs now and cost before; none leave them as they are.
    pub fn price_by(&mut self, variants: impl IntoIterator<Item = (Money, Option<Money>)>) {
        let mut prices: Vec<(Money, Option<Money>)> = variants.into_iter().collect();
        prices.sort_by_key(|(price, _)| price.minor());
        if let (Some((from, before)), Some((to, _))) = (prices.first(), prices.last()) {
            self.price_from = *from;
            self.price_to = *to;
            self.compare_at = before.filter(|before| before.minor() > from.minor());
        }
    }
}

/// The long texts and pictures of a product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductBody {
    /// Whose they are.
    pub product: ProductId,
    /// The description, sanitized: safe to show as HTML.
    pub description_html: String,
    /// The gallery in order; at most [`MAX_IMAGES`].
    #[serde(default)]
    pub images: Vec<Image>,
    /// The title for search engines, where it differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seo_title: Option<String>,
    /// The summary for search engines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seo_description: Option<String>,
}

/// A product's card in one list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    /// Which product.
    pub product: ProductId,
    /// Whose list; none for the list of everything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<CategoryId>,
    /// The name in addresses.
    pub slug: Slug,
    /// The name that shoppers see.
    pub title: String,
    /// The first picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image_url: Option<String>,
    /// The price of the cheapest variant; lists sort by it.
    pub price: Money,
    /// The price of the dearest variant.
    pub price_to: Money,
    /// The former price of the cheapest variant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compare_at: Option<Money>,
    /// When the product was made; lists sort by it.
    pub created_at: Timestamp,
}

impl Listing {
    /// The card of `product` in the list of `category`.
    pub fn of(product: &Product, category: Option<CategoryId>) -> Self {
        Self {
            product: product.id,
            category,
            slug: product.slug.clone(),
            title: product.title.clone(),
            image_url: product.image.as_ref().map(|image| image.url.clone()),
            price: product.price_from,
            price_to: product.price_to,
            compare_at: product.compare_at,
            created_at: product.created_at,
        }
    }
}

/// The words that `product` is found by, at most [`MAX_SEARCH_TERMS`].
///
/// Title first, then tags, vendor and type: where there are too many, the less telling ones are left out.
pub fn search_terms(product: &Product) -> BTreeSet<String> {
    let texts = [&product.title].into_iter().chain(&product.tags).chain([&product.vendor, &product.product_type]);
    first_terms(texts.flat_map(|text| words(text)))
}

/// The words of what somebody searches for, cut as [`search_terms`] are.
pub fn query_terms(query: &str) -> BTreeSet<String> {
    first_terms(words(query))
}

fn first_terms(words: impl Iterator<Item = String>) -> BTreeSet<String> {
    let mut terms = BTreeSet::new();
    for word in words {
        if terms.len() >= MAX_SEARCH_TERMS {
            break;
        }
        terms.insert(word);
    }
    terms
}

/// Lower-case runs of letters and digits, of at least two characters.
fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric())
        .map(|word| word.chars().take(MAX_TERM_CHARS).flat_map(char::to_lowercase).collect::<String>())
        .filter(|word| word.chars().nth(1).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::{at, ulid, usd};

    fn product(title: &str, tags: &[String]) -> Product {
        Product {
            id: ProductId::from_ulid(ulid(1)),
            slug: "ocean-blue-shirt".parse().unwrap(),
            title: title.to_owned(),
            vendor: "Föhn & Söhne".to_owned(),
            product_type: "Shirts".to_owned(),
            tags: tags.to_vec(),
            status: ProductStatus::Active,
            gift_card: false,
            categories: Vec::new(),
            options: Vec::new(),
            image: None,
            price_from: usd(5000),
            price_to: usd(6000),
            compare_at: None,
            variants: Vec::new(),
            incoming: Vec::new(),
            created_at: at(0),
            updated_at: at(0),
            events: 0,
        }
    }

    #[test]
    fn a_product_is_found_by_the_words_of_its_title_tags_vendor_and_type() {
        let terms = search_terms(&product("Ocean-Blue Shirt, T 2XL", &["Men".to_owned()]));
        let expected = ["2xl", "blue", "föhn", "men", "ocean", "shirt", "shirts", "söhne"];
        assert_eq!(terms.into_iter().collect::<Vec<_>>(), expected);
        assert_eq!(query_terms(" OCEAN  blue! a ").into_iter().collect::<Vec<_>>(), ["blue", "ocean"]);
        assert!(query_terms("# \u{0} ,").is_empty());
    }

    #[test]
    fn the_telling_words_stay_when_there_are_too_many() {
        let tags: Vec<String> = (0..200).map(|number| format!("tag{number:03}")).collect();
        let terms = search_terms(&product("Ocean Blue Shirt", &tags));
        assert_eq!(terms.len(), MAX_SEARCH_TERMS);
        assert!(terms.contains("ocean") && terms.contains("tag000") && !terms.contains("shirts"));
    }

    #[test]
    fn a_word_is_searched_by_its_beginning_if_it_is_very_long() {
        let long = "x".repeat(10_000);
        assert_eq!(search_terms(&product(&long, &[])).intersection(&query_terms(&long)).count(), 1);
        assert!(query_terms(&long).iter().all(|term| term.len() == MAX_TERM_CHARS));
    }

    #[test]
    fn a_listing_shows_what_the_product_shows() {
        let mut product = product("Ocean Blue Shirt", &[]);
        product.image = Some(Image { url: "https://img.example/1.jpg".to_owned(), alt: None, position: 1 });
        let listing = Listing::of(&product, None);
        assert_eq!((listing.price, listing.price_to), (usd(5000), usd(6000)));
        assert_eq!(listing.image_url.as_deref(), Some("https://img.example/1.jpg"));
    }

    #[test]
    fn a_card_shows_the_cheapest_variant_and_what_it_cost_before() {
        let mut product = product("Ocean Blue Shirt", &[]);
        product.price_by([(usd(7000), None), (usd(4500), Some(usd(6000))), (usd(5000), Some(usd(9000)))]);
        assert_eq!((product.price_from, product.price_to), (usd(4500), usd(7000)));
        assert_eq!(product.compare_at, Some(usd(6000)));
        product.price_by([(usd(6000), Some(usd(6000)))]);
        assert_eq!((product.price_from, product.price_to, product.compare_at), (usd(6000), usd(6000), None));
        product.price_by([]);
        assert_eq!(product.price_from, usd(6000));
    }

    #[test]
    fn a_product_is_stored_without_what_it_does_not_have_and_read_with_what_it_does_not_know() {
        let product = product("Ocean Blue Shirt", &[]);
        let mut stored = serde_json::to_value(&product).unwrap();
        assert!(stored.get("image").is_none() && stored.get("compare_at").is_none());
        stored["later"] = serde_json::json!({"field": 1});
        assert_eq!(serde_json::from_value::<Product>(stored).unwrap(), product);
    }
}
