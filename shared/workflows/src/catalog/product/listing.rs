//! The lists and the words that a product is found by, kept in step with its card.

use std::collections::BTreeSet;

use context::chunks::WriteChunk;
use domain::catalog::product::{Listing, Product, search_terms};
use store::catalog::listing::ListingRecord;
use store::catalog::search::{SearchTermRecord, Term};
use table::{Entity as _, Items, Key, Stored, TableFault};

/// Where the items are that a change from `before` to `after` has to look at.
pub(crate) fn keys(before: &Product, after: &Product) -> Vec<Key> {
    let lists = listings(before).into_iter().chain(listings(after)).map(|listing| ListingRecord::key(&listing));
    let words =
        words(before).difference(&words(after)).map(|word| SearchTermRecord::at(word, after.id)).collect::<Vec<_>>();
    lists.chain(words).collect()
}

/// Puts the product into the lists of `after` and takes it out of all others; `found` has what is at [`keys`].
pub(crate) fn relist<F>(
    before: Option<&Product>,
    after: &Product,
    found: &mut Items,
) -> Result<WriteChunk<F>, TableFault> {
    let wanted = listings(after);
    let mut chunk = WriteChunk::default();
    for listing in before.map(listings).unwrap_or_default() {
        let is_wanted = wanted.iter().any(|wanted| wanted.category == listing.category);
        let gone = if is_wanted { None } else { found.take::<ListingRecord>(&ListingRecord::key(&listing))? };
        if let Some(gone) = gone {
            chunk = chunk.with(move |tx| tx.delete(&gone));
        }
    }
    for listing in wanted {
        let stored: Option<Stored<ListingRecord>> = found.take(&ListingRecord::key(&listing))?;
        if stored.as_deref() != Some(&listing) {
            chunk = chunk.with(move |tx| tx.save(stored.as_ref(), &listing));
        }
    }
    Ok(chunk)
}

/// Lets the product be found by the words of `after` and by no others; `found` has what is at [`keys`].
///
/// A word too many does no harm in between: whoever searches compares with the card.
pub(crate) fn reword(
    before: Option<&Product>,
    after: &Product,
    found: &mut Items,
) -> Result<Vec<WriteChunk>, TableFault> {
    let (old, new) = (before.map(words).unwrap_or_default(), words(after));
    let product = after.id;
    let add = |word: String| WriteChunk::default().with(move |tx| tx.put::<SearchTermRecord>(&Term { word, product }));
    let mut chunks: Vec<WriteChunk> = new.difference(&old).cloned().map(add).collect();
    for word in old.difference(&new) {
        if let Some(gone) = found.take::<SearchTermRecord>(&SearchTermRecord::at(word, product))? {
            chunks.push(WriteChunk::default().with(move |tx| tx.delete(&gone)));
        }
    }
    Ok(chunks)
}

/// The product's cards: one in the list of everything, one in each of its categories, none while it is not shown.
fn listings(product: &Product) -> Vec<Listing> {
    if !product.is_listed() {
        return Vec::new();
    }
    let categories = product.categories.iter().copied().map(Some);
    [None].into_iter().chain(categories).map(|category| Listing::of(product, category)).collect()
}

fn words(product: &Product) -> BTreeSet<String> {
    if product.is_listed() { search_terms(product) } else { BTreeSet::new() }
}
