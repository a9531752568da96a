//! Text search over the words of products.

use std::collections::BTreeSet;

use domain::catalog::product::{Product, search_terms};
use kernel::id::CategoryId;
use table::{Page, PageRequest, TableFault};
use web::Cx;

/// How often more candidates are fetched to fill a page; a page that is not full then has a cursor all the same.
const ROUNDS: u32 = 8;

/// The products that have every one of `words`, and are in `category` if one is given, newest first.
///
/// Candidates come by the longest word, which is the rarest as a rule; their cards decide about the rest. A search for one
/// word is two round trips.
pub(crate) async fn search(
    cx: &Cx,
    words: &BTreeSet<String>,
    category: Option<CategoryId>,
    request: &PageRequest,
) -> Result<Page<Product>, TableFault> {
    let mut page = Page { items: Vec::new(), next_cursor: request.cursor.clone() };
    let Some(longest) = words.iter().max_by_key(|word| word.chars().count()) else {
        return Ok(Page { items: Vec::new(), next_cursor: None });
    };
    let driver = BTreeSet::from([longest.clone()]);
    for _ in 0..ROUNDS {
        let found = u16::try_from(page.items.len()).unwrap_or(u16::MAX);
        let rest = PageRequest {
            limit: request.limit.saturating_sub(found),
            cursor: page.next_cursor.take(),
            ..request.clone()
        };
        let candidates = cx.store.products().with_words(&driver, &rest).await?;
        let cards = cx.store.products().by_ids(&candidates.items).await?;
        page.items.extend(cards.into_iter().filter(|card| matches(card, words, category)));
        page.next_cursor = candidates.next_cursor;
        if page.next_cursor.is_none() || page.items.len() >= usize::from(request.limit) {
            break;
        }
    }
    Ok(page)
}

fn matches(product: &Product, words: &BTreeSet<String>, category: Option<CategoryId>) -> bool {
    let is_there = category.is_none_or(|category| product.categories.contains(&category));
    product.is_listed() && is_there && words.is_subset(&search_terms(product))
}
