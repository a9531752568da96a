//! Products, for everybody.

use axum::extract::State;
use axum::response::Response;
use domain::catalog::product::{Listing, query_terms};
use kernel::id::{CategoryId, ProductId};
use kernel::text::{Text, TextFault};
use serde::Deserialize;
use store::catalog::listing::{ALL_SHARDS, Sort};
use utoipa::ToSchema;
use web::reply::cached;
use web::{App, Cx, IfNoneMatch, ListQuery, ListView, Problem, Reply, ValidPath, ValidQuery};

use super::view::{ProductCardView, ProductView};
use crate::id_or_slug::{IdOrSlug, MalformedIdOrSlug};
use crate::memory;
use crate::search::search;

/// How long a list may be kept, in seconds.
const LIST_SECONDS: u32 = 60;
/// How long a product may be kept, in seconds: it tells what is in stock.
const PAGE_SECONDS: u32 = 10;
/// The longest search, in characters.
const LONGEST_SEARCH: usize = 200;

/// Which products, and in which order.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ProductsQuery {
    /// Only those in this category or below it: its id or slug.
    #[param(example = "home-kitchen")]
    category: Option<String>,
    /// The order; `newest` if not given. A search is always newest first.
    sort: Option<ProductSort>,
    /// Only those that have all of these words in title, tags, vendor or type.
    #[param(example = "blue shirt", max_length = 200)]
    q: Option<String>,
    /// At most so many: 1 to 100, 20 if not given.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 100)]
    limit: Option<String>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
}

/// How a list of products is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProductSort {
    /// Newest first.
    Newest,
    /// Cheapest first.
    PriceAsc,
    /// Dearest first.
    PriceDesc,
}

impl From<ProductSort> for Sort {
    fn from(sort: ProductSort) -> Self {
        match sort {
            ProductSort::Newest => Self::Newest,
            ProductSort::PriceAsc => Self::PriceAscending,
            ProductSort::PriceDesc => Self::PriceDescending,
        }
    }
}

/// List and search products.
///
/// All, those of a category, or those that have the words of a search.
///
/// Cards tell no stock; the product itself does. Hand `next_cursor` back as `cursor` with the same parameters to read on; a
/// page of a search may have fewer entries than asked for although there are more.
#[utoipa::path(get, path = "/v1/products", operation_id = "list_products", tag = "catalog",
    params(ProductsQuery, ("If-None-Match" = Option<String>, Header, description = "The tag of the answer that the caller has.")),
    responses(
        (status = 200, description = "The products.", body = ListView<ProductCardView>,
            headers(("ETag" = String), ("Cache-Control" = String))),
        (status = 304, description = "The caller has them."),
        (status = 404, description = "`not_found`: there is no such category"),
        (status = 400, description = "malformed_id")))]
pub async fn list_products(
    cx: Cx,
    State(app): State<App>,
    known: IfNoneMatch,
    ValidQuery(query): ValidQuery<ProductsQuery>,
) -> Reply<Response> {
    let wanted = Wanted::of(&query).map_err(|problem| *problem)?;
    let category = match wanted.category {
        Some(name) => Some(memory::category(&app, &cx, name).await?.ok_or_else(Problem::not_found)?),
        None => None,
    };
    let id = category.as_ref().map(|category| category.id);
    let filter = format!("{id:?} {:?} {:?}", wanted.sort, wanted.words);
    let request = cx.page(&ListQuery { limit: query.limit, cursor: query.cursor }, "anyone", &filter)?;
    let page = if let Some(words) = &wanted.words {
        let found = search(&cx, &query_terms(words.as_str()), id, &request).await?;
        found.map(|product| Listing::of(&product, None))
    } else {
        let shards = category.map_or(ALL_SHARDS, |category| category.shards);
        cx.store.products().listed(id, shards, wanted.sort.into(), &request).await?
    };
    Ok(cached(&ListView::from(page.map(ProductCardView::from)), LIST_SECONDS, &known))
}

/// What a query asks for, once it is known to be sound.
struct Wanted {
    category: Option<IdOrSlug<CategoryId>>,
    sort: ProductSort,
    words: Option<Text<LONGEST_SEARCH>>,
}

impl Wanted {
    fn of(query: &ProductsQuery) -> Result<Self, Box<Problem>> {
        let malformed = |fault: MalformedIdOrSlug| Box::new(Problem::from(fault));
        let category = query.category.as_deref().map(str::parse).transpose().map_err(malformed)?;
        let invalid = |pointer: &str, message: String| Box::new(Problem::invalid(pointer, "invalid_value", message));
        let words = query.q.as_deref().filter(|q| !q.trim().is_empty()).map(str::parse).transpose();
        let words: Option<Text<LONGEST_SEARCH>> = words.map_err(|fault: TextFault| invalid("/q", fault.to_string()))?;
        let sort = query.sort.unwrap_or(ProductSort::Newest);
        if words.is_some() && sort != ProductSort::Newest {
            return Err(invalid("/sort", "a search is sorted newest first".to_owned()));
        }
        Ok(Self { category, sort, words })
    }
}

/// Get a product with its variants and their availability.
#[utoipa::path(get, path = "/v1/products/{id_or_slug}", operation_id = "get_product", tag = "catalog",
    params(("id_or_slug" = String, Path, description = "The product's id or slug.", example = "ocean-blue-shirt"),
        ("If-None-Match" = Option<String>, Header, description = "The tag of the answer that the caller has.")),
    responses(
        (status = 200, description = "The product.", body = ProductView,
            headers(("ETag" = String), ("Cache-Control" = String))),
        (status = 304, description = "The caller has it."),
        (status = 400, description = "malformed_id")))]
pub async fn get_product(
    cx: Cx,
    State(app): State<App>,
    ValidPath(name): ValidPath<IdOrSlug<ProductId>>,
    known: IfNoneMatch,
) -> Reply<Response> {
    let id = memory::product(&app, &cx, name).await?.ok_or_else(Problem::not_found)?;
    let mut page = cx.store.products().page(id).await?.ok_or_else(Problem::not_found)?;
    if !page.head.is_listed() {
        return Err(Problem::not_found());
    }
    // While a product is being written, some of its variants may be there that its card does not name yet.
    page.variants.retain(|variant| page.head.variants.contains(&variant.id));
    let cells = cx.store.stock().of_variants(&page.variants).await?;
    Ok(cached(&ProductView::of(page, &cells, cx.now), PAGE_SECONDS, &known))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(query: &str) -> Result<Wanted, Box<Problem>> {
        Wanted::of(&serde_urlencoded::from_str(query).unwrap())
    }

    #[test]
    fn a_query_is_checked_before_anything_is_read() {
        assert_eq!(wanted("sort=price_desc").unwrap().sort, ProductSort::PriceDesc);
        assert_eq!(wanted("q=%20blue%20shirt").unwrap().words.unwrap().as_str(), "blue shirt");
        assert_eq!(wanted("q=&sort=price_asc").unwrap().words, None);
        let refused = |query: &str| wanted(query).map(|_| ()).unwrap_err();
        assert_eq!(refused("category=Not%20A%20Slug").code, "malformed_id");
        assert_eq!(refused("q=a%00b").errors[0].pointer, "/q");
        assert_eq!(refused(&format!("q={}", "x".repeat(10_000))).errors[0].pointer, "/q");
        assert_eq!(refused("q=shirt&sort=price_asc").errors[0].pointer, "/sort");
    }
}
