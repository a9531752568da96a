//! The categories that a file names by their path, made as they are needed.

use std::collections::{HashMap, HashSet};
use std::convert::Infallible;

use context::Context;
use domain::catalog::category::Category;
use kernel::id::CategoryId;
use kernel::slug::{self, Slug, folded};
use store::catalog::category::{CategoryRecord, slug_claim};
use table::unique::Unique;
use table::{Stored, TableFault, Tx, TxFault};

/// How many categories may come to one slug, such as `A > B C` and `A B > C`, or `C` and `C++`.
const NAMESAKES: u32 = 100;

/// The tree as far as it is known, with the categories that an import adds to it.
#[derive(Debug)]
pub(super) struct Categories {
    by_slug: HashMap<Slug, Category>,
    /// Those that are not in the table.
    new: HashSet<CategoryId>,
}

impl Categories {
    /// The tree as the index has it: what is missing there is looked for by its slug before it is made.
    pub(super) async fn known(cx: &Context) -> Result<Self, TableFault> {
        let tree = cx.store.categories().tree().await?;
        let by_slug = tree.into_iter().map(|category| (category.slug.clone(), category)).collect();
        Ok(Self { by_slug, new: HashSet::new() })
    }

    /// The categories along `path`, root first; those that do not exist get an identity and are not stored yet.
    pub(super) async fn resolve(&mut self, cx: &Context, path: &[String]) -> Result<Vec<CategoryId>, TableFault> {
        let mut lineage: Vec<CategoryId> = Vec::new();
        let mut joined = String::new();
        for name in path {
            joined = format!("{joined} {name}");
            // A name without a letter or a digit has no address, so it is no level of its own.
            let Some(slug) = Slug::of(&joined) else { continue };
            lineage.push(self.child(cx, &lineage, name, &slug).await?);
        }
        Ok(lineage)
    }

    /// The child of the last of `above` that has this name, or a new one with the first free slug like `slug`.
    async fn child(
        &mut self,
        cx: &Context,
        above: &[CategoryId],
        name: &str,
        slug: &Slug,
    ) -> Result<CategoryId, TableFault> {
        let parent = above.last().copied();
        for number in 1..=NAMESAKES {
            let Some(candidate) = numbered(slug, number) else { continue };
            match self.find(cx, &candidate).await? {
                Some(found) if found.parent == parent && folded(&found.name) == folded(name) => return Ok(found.id),
                Some(_) => {}
                None => return Ok(self.add(cx, above, name, candidate)),
            }
        }
        Err(TableFault::Contended)
    }

    async fn find(&mut self, cx: &Context, slug: &Slug) -> Result<Option<Category>, TableFault> {
        if let Some(category) = self.by_slug.get(slug) {
            return Ok(Some(category.clone()));
        }
        let Some(id) = cx.store.categories().id_by_slug(slug).await? else { return Ok(None) };
        let found = cx.store.categories().by_id(id).await?.map(Stored::into_value);
        self.by_slug.extend(found.iter().map(|category| (slug.clone(), category.clone())));
        Ok(found)
    }

    fn add(&mut self, cx: &Context, above: &[CategoryId], name: &str, slug: Slug) -> CategoryId {
        let parent = above.last().copied();
        let siblings = self.by_slug.values().filter(|category| category.parent == parent);
        let position = siblings.map(|category| category.position.saturating_add(1)).max().unwrap_or(0);
        let id = CategoryId::mint(&*cx.ids, cx.now);
        let (name, path) = (name.to_owned(), above.to_vec());
        let category = Category { id, slug: slug.clone(), name, parent, path, position, shards: 1 };
        self.by_slug.insert(slug, category);
        self.new.insert(id);
        id
    }

    /// Stores those of `lineage` that are not stored yet, parents first.
    pub(super) async fn store(&mut self, cx: &Context, lineage: &[CategoryId]) -> Result<(), TxFault<Infallible>> {
        for id in lineage {
            let new = self.by_slug.values().find(|category| category.id == *id && self.new.contains(id)).cloned();
            let Some(category) = new else { continue };
            let tx = Tx::new().create::<CategoryRecord>(&category).create::<Unique>(&slug_claim(&category));
            let stored = tx.commit(cx.store.table()).await;
            if stored.is_err() {
                // Somebody else made it, or it is not known whether it was made: the next look finds out, for it and for
                // what would be below it.
                self.by_slug.retain(|_, category| !self.new.contains(&category.id));
                self.new.clear();
            }
            stored?;
            self.new.remove(id);
        }
        Ok(())
    }
}

/// `slug`, or `slug-2` and so on, cut so that it fits.
fn numbered(slug: &Slug, number: u32) -> Option<Slug> {
    if number == 1 {
        return Some(slug.clone());
    }
    let ending = format!("-{number}");
    let kept: String = slug.as_str().chars().take(slug::MAX_MADE - ending.len()).collect();
    Slug::of(&format!("{kept}{ending}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn namesakes_are_numbered_and_stay_short_enough() {
        let slug: Slug = "home-kitchen".parse().unwrap();
        assert_eq!(numbered(&slug, 1).unwrap(), slug);
        assert_eq!(numbered(&slug, 2).unwrap().as_str(), "home-kitchen-2");
        let long: Slug = "x".repeat(slug::MAX_MADE).parse().unwrap();
        assert!(numbered(&long, 10).unwrap().as_str().ends_with("x-10"));
    }
}
