//! Look-ups that this function keeps for a minute: which product has a slug, and where a category's lists are.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::catalog::category::Category;
use kernel::id::{CategoryId, ProductId};
use kernel::slug::Slug;
use kernel::time::{Timestamp, after};
use table::TableFault;
use web::{App, Cx};

use crate::id_or_slug::IdOrSlug;

/// How long a look-up is good, in seconds.
const SECONDS: i64 = 60;
/// How many look-ups of a kind are kept.
const MOST: usize = 4096;

/// What this function remembers. Only what was found is, so that what is new is found at once.
#[derive(Default)]
struct Shelf {
    products: Recent<Slug, ProductId>,
    categories: Recent<IdOrSlug<CategoryId>, Category>,
}

/// Values that were looked up lately.
struct Recent<K, V>(Mutex<HashMap<K, (V, Timestamp)>>);

impl<K, V> Default for Recent<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Eq + Hash, V: Clone> Recent<K, V> {
    fn get(&self, key: &K, now: Timestamp) -> Option<V> {
        let entries = self.entries();
        let (value, since) = entries.get(key)?;
        is_good(*since, now).then(|| value.clone())
    }

    fn put(&self, key: K, value: V, now: Timestamp) {
        let mut entries = self.entries();
        if entries.len() >= MOST {
            entries.retain(|_, (_, since)| is_good(*since, now));
        }
        // A minute of this many look-ups is no ordinary one; beginning anew is cheaper than keeping count of use.
        if entries.len() >= MOST {
            entries.clear();
        }
        entries.insert(key, (value, now));
    }

    fn entries(&self) -> MutexGuard<'_, HashMap<K, (V, Timestamp)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Clocks may be set back, so what comes from the future is not good either.
fn is_good(since: Timestamp, now: Timestamp) -> bool {
    since <= now && now < after(since, SECONDS)
}

/// The id of the product that is called `name`, whether or not it is shown: no read if it was asked for lately.
pub(crate) async fn product(app: &App, cx: &Cx, name: IdOrSlug<ProductId>) -> Result<Option<ProductId>, TableFault> {
    let slug = match name {
        IdOrSlug::Id(id) => return Ok(Some(id)),
        IdOrSlug::Slug(slug) => slug,
    };
    let shelf = app.cache.get::<Shelf>();
    if let Some(id) = shelf.products.get(&slug, cx.now) {
        return Ok(Some(id));
    }
    let found = cx.store.products().id_by_slug(&slug).await?;
    if let Some(id) = found {
        shelf.products.put(slug, id, cx.now);
    }
    Ok(found)
}

/// The category that is called `name`: no read if it was asked for lately.
pub(crate) async fn category(app: &App, cx: &Cx, name: IdOrSlug<CategoryId>) -> Result<Option<Category>, TableFault> {
    let shelf = app.cache.get::<Shelf>();
    if let Some(category) = shelf.categories.get(&name, cx.now) {
        return Ok(Some(category));
    }
    let id = match &name {
        IdOrSlug::Id(id) => Some(*id),
        IdOrSlug::Slug(slug) => cx.store.categories().id_by_slug(slug).await?,
    };
    let Some(id) = id else { return Ok(None) };
    let found = cx.store.categories().by_id(id).await?.map(table::Stored::into_value);
    if let Some(category) = &found {
        shelf.categories.put(name, category.clone(), cx.now);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        after("2026-01-01T12:00:00Z".parse().unwrap(), seconds)
    }

    #[test]
    fn a_look_up_is_good_for_a_minute() {
        let recent = Recent::default();
        recent.put("a", 1, at(0));
        let seen = [0, 59, 60, -1].map(|second| recent.get(&"a", at(second)));
        assert_eq!(seen, [Some(1), Some(1), None, None]);
        assert_eq!(recent.get(&"b", at(0)), None);
    }

    #[test]
    fn there_are_never_more_than_so_many() {
        let recent = Recent::default();
        for number in 0..10_000 {
            recent.put(number, number, at(number));
            assert!(recent.entries().len() <= MOST);
        }
        assert_eq!(recent.get(&9_999, at(9_999)), Some(9_999));
    }
}
