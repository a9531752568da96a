//! Categories: a tree of at most a few hundred.

use domain::catalog::category::Category;
use kernel::id::CategoryId;
use kernel::key::{KeyPart, Part};
use kernel::slug::Slug;
use table::unique::{Claimed, Unique};
use table::{Entity, Index, Indexes, Key, Partition, Person, Query, Shape, Stored, Table, TableFault, key};

use super::partitions;

/// Where all categories lie one beside the other.
const TREE: &str = "CATEGORY#TREE";

/// The item of a [`Category`].
#[derive(Debug)]
pub struct CategoryRecord;

impl CategoryRecord {
    /// Where a category is.
    pub fn at(category: CategoryId) -> Key {
        key!("CATEGORY", category; "HEAD")
    }
}

impl Entity for CategoryRecord {
    type Value = Category;
    const TYPE: &'static str = "Category";
    const SHAPE: Shape = Shape {
        pk: "CATEGORY#{cat}",
        sk: "HEAD",
        owner: Some((TREE, "{depth:2}#{position:5}#{slug}")),
        relation: None,
        work: None,
    };
    const PERSON: Person = Person::Nobody;
    const PARTITION: Partition = partitions::CATEGORY;

    fn key(category: &Category) -> Key {
        Self::at(category.id)
    }

    fn indexes(category: &Category) -> Indexes {
        // Parents before children, siblings in their order.
        let sk = format!("{:02}#{:05}#{}", category.path.len(), category.position, category.slug);
        Indexes { owner: Some(Key { pk: TREE.to_owned(), sk }), ..Indexes::default() }
    }
}

/// The claim that a slug names a category.
pub fn slug_claim(category: &Category) -> Claimed {
    Claimed::new(partitions::CATEGORY_SLUG, &slug_part(&category.slug), category.id)
}

fn slug_part(slug: &Slug) -> Part {
    Part::new(&slug.key_part()).unwrap_or_else(|_| Part::sha(slug.as_str()))
}

/// Categories, by their access patterns.
pub struct Categories<'a> {
    pub(crate) table: &'a Table,
}

impl Categories<'_> {
    /// The category with this id.
    pub async fn by_id(&self, category: CategoryId) -> Result<Option<Stored<CategoryRecord>>, TableFault> {
        self.table.get(&CategoryRecord::at(category)).await
    }

    /// The id of the category with this slug.
    pub async fn id_by_slug(&self, slug: &Slug) -> Result<Option<CategoryId>, TableFault> {
        let claimed: Option<Stored<Unique>> = self.table.owner_of(partitions::CATEGORY_SLUG, &slug_part(slug)).await?;
        Ok(claimed.and_then(|claimed| claimed.owner.parse().ok()))
    }

    /// The whole tree, parents before children, siblings in their order: one query, for a few hundred fit into its page.
    pub async fn tree(&self) -> Result<Vec<Category>, TableFault> {
        let mut found = self.table.collect(&Query::of(Index::Owner, TREE.to_owned())).await?;
        Ok(found.take_all::<CategoryRecord>()?.into_iter().map(Stored::into_value).collect())
    }
}
