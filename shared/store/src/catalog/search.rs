//! Text search over titles and tags: one small item for each word of a product.
//!
//! Enough for catalogs of some thousands; the search port takes a real engine for more.

use std::collections::BTreeSet;

use kernel::id::ProductId;
use kernel::key::Part;
use serde::{Deserialize, Serialize};
use table::{Entity, Index, Key, Page, PageRequest, Partition, Person, Query, Shape, Stored, TableFault, key, part};

use super::partitions;
use super::product::Products;

/// The most products that one further word is compared over.
const MOST_MATCHES: u16 = 1000;

/// That a product has a word.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Term {
    /// The word, lower-cased.
    pub word: String,
    /// The product.
    pub product: ProductId,
}

/// The item of a [`Term`].
#[derive(Debug)]
pub struct SearchTermRecord;

impl SearchTermRecord {
    /// Where a product's word is.
    pub fn at(word: &str, product: ProductId) -> Key {
        key!("TERM", word_part(word); product)
    }
}

impl Entity for SearchTermRecord {
    type Value = Term;
    const TYPE: &'static str = "Term";
    const SHAPE: Shape = Shape::at("TERM#{word}", "{prd}");
    const PERSON: Person = Person::Nobody;
    const PARTITION: Partition = partitions::TERM;

    fn key(term: &Term) -> Key {
        Self::at(&term.word, term.product)
    }
}

fn word_part(word: &str) -> Part {
    Part::new(word).unwrap_or_else(|_| Part::sha(word))
}

impl Products<'_> {
    /// A page of the products that have every one of `words`, newest first: one round trip, words asked for together.
    pub async fn with_words(
        &self,
        words: &BTreeSet<String>,
        page: &PageRequest,
    ) -> Result<Page<ProductId>, TableFault> {
        let query = |word: &String| Query::of(Index::Base, part!("TERM", word_part(word))).descending();
        let mut queries: Vec<Query> = words.iter().map(query).collect();
        let Some(first) = queries.pop() else { return Ok(Page { items: Vec::new(), next_cursor: None }) };
        if queries.is_empty() {
            return Ok(self.table.page::<SearchTermRecord>(&first, page).await?.map(|term| term.product));
        }
        // The longest words are the rarest as a rule; the page is cut from the matches of one and filtered by the others.
        let mut others = Vec::new();
        for mut items in self.table.collect_up_to(&queries, MOST_MATCHES).await? {
            let terms: Vec<Stored<SearchTermRecord>> = items.take_all()?;
            others.push(terms.iter().map(|term| term.product).collect::<BTreeSet<ProductId>>());
        }
        let wide = PageRequest { limit: 100, ..page.clone() };
        let found = self.table.page::<SearchTermRecord>(&first, &wide).await?;
        let matching = found.map(|term| term.product);
        let items =
            matching.items.into_iter().filter(|product| others.iter().all(|set| set.contains(product))).collect();
        Ok(Page { items, next_cursor: matching.next_cursor })
    }
}
