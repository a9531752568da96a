//! Listings: narrow cards by which lists are read, one for each category a product is in and one for all.

use domain::catalog::product::Listing;
use kernel::id::CategoryId;
use table::shard::shard_of;
use table::{Entity, Index, Indexes, Key, Page, PageRequest, Partition, Person, Query, Shape, TableFault, key, part};

use super::partitions;
use super::product::Products;

/// The shards of the list of all products; may grow, never shrink.
pub const ALL_SHARDS: u16 = 1;

/// The item of a [`Listing`].
#[derive(Debug)]
pub struct ListingRecord;

impl Entity for ListingRecord {
    type Value = Listing;
    const TYPE: &'static str = "Listing";
    const SHAPE: Shape = Shape {
        pk: "PRODUCT#{prd}",
        sk: "LISTING#{cat or ALL}",
        owner: Some(("CATEGORY#{cat or ALL}#PRICE#{s}", "{price:12}#{prd}")),
        relation: Some(("CATEGORY#{cat or ALL}#NEW#{s}", "{prd}")),
        work: None,
    };
    const PERSON: Person = Person::Nobody;
    const PARTITION: Partition = partitions::PRODUCT;

    fn key(listing: &Listing) -> Key {
        match listing.category {
            Some(category) => key!("PRODUCT", listing.product; "LISTING", category),
            None => key!("PRODUCT", listing.product; "LISTING", "ALL"),
        }
    }

    fn indexes(listing: &Listing) -> Indexes {
        // Every list has one shard until an administrative job widens it; readers ask all shards of the category.
        let shard = shard_of(&listing.product.to_string(), ALL_SHARDS);
        let price = listing.price.minor().max(0);
        Indexes {
            owner: Some(Key {
                pk: list(listing.category, "PRICE", shard),
                sk: format!("{price:012}#{}", listing.product),
            }),
            relation: Some(Key { pk: list(listing.category, "NEW", shard), sk: listing.product.to_string() }),
            ..Indexes::default()
        }
    }
}

fn list(category: Option<CategoryId>, order: &'static str, shard: u16) -> String {
    match category {
        Some(category) => part!("CATEGORY", category, order, shard),
        None => part!("CATEGORY", "ALL", order, shard),
    }
}

/// How a list of products is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// Newest first.
    Newest,
    /// Cheapest first.
    PriceAscending,
    /// Dearest first.
    PriceDescending,
}

impl Products<'_> {
    /// A page of a category, or of everything.
    pub async fn listed(
        &self,
        category: Option<CategoryId>,
        shards: u16,
        sort: Sort,
        page: &PageRequest,
    ) -> Result<Page<Listing>, TableFault> {
        let query = |shard: u16| match sort {
            Sort::Newest => Query::of(Index::Relation, list(category, "NEW", shard)).descending(),
            Sort::PriceAscending => Query::of(Index::Owner, list(category, "PRICE", shard)),
            Sort::PriceDescending => Query::of(Index::Owner, list(category, "PRICE", shard)).descending(),
        };
        let queries: Vec<Query> = (0..shards.max(1)).map(query).collect();
        Ok(self.table.page_sharded::<ListingRecord>(&queries, page).await?.map(table::Stored::into_value))
    }
}
