//! Products: a card, a body, and the page that shows both with the variants.

use domain::catalog::product::{Product, ProductBody};
use domain::catalog::variant::Variant;
use kernel::id::ProductId;
use kernel::key::{KeyPart, Part};
use kernel::slug::Slug;
use table::unique::{Claimed, Unique};
use table::{Entity, Index, Key, Partition, Person, Query, Shape, Stored, Table, TableFault, key, part};

use super::partitions;
use super::variant::{VariantRecord, of_product};

/// The item of a [`Product`]'s card.
#[derive(Debug)]
pub struct ProductRecord;

impl ProductRecord {
    /// Where a product's card is.
    pub fn at(product: ProductId) -> Key {
        key!("PRODUCT", product; "HEAD")
    }
}

impl Entity for ProductRecord {
    type Value = Product;
    const TYPE: &'static str = "Product";
    const SHAPE: Shape = Shape::at("PRODUCT#{prd}", "HEAD");
    const PERSON: Person = Person::Nobody;
    const PARTITION: Partition = partitions::PRODUCT;

    fn key(product: &Product) -> Key {
        Self::at(product.id)
    }
}

/// The item of a product's long text and pictures.
#[derive(Debug)]
pub struct ProductBodyRecord;

impl ProductBodyRecord {
    /// Where a product's body is.
    pub fn at(product: ProductId) -> Key {
        key!("PRODUCT", product; "BODY")
    }
}

impl Entity for ProductBodyRecord {
    type Value = ProductBody;
    const TYPE: &'static str = "ProductBody";
    const SHAPE: Shape = Shape::at("PRODUCT#{prd}", "BODY");
    const PERSON: Person = Person::Nobody;
    const PARTITION: Partition = partitions::PRODUCT;

    fn key(body: &ProductBody) -> Key {
        Self::at(body.product)
    }
}

/// The claim that a slug names a product.
pub fn slug_claim(product: &Product) -> Claimed {
    Claimed::new(partitions::PRODUCT_SLUG, &slug_part(&product.slug), product.id)
}

fn slug_part(slug: &Slug) -> Part {
    Part::new(&slug.key_part()).unwrap_or_else(|_| Part::sha(slug.as_str()))
}

/// A product with everything its page shows, but the stock.
pub struct ProductPage {
    /// The card.
    pub head: Stored<ProductRecord>,
    /// The long text and the pictures.
    pub body: ProductBody,
    /// The variants in their order.
    pub variants: Vec<Variant>,
}

/// Products, by their access patterns.
pub struct Products<'a> {
    pub(crate) table: &'a Table,
}

impl Products<'_> {
    /// The card of a product.
    pub async fn by_id(&self, product: ProductId) -> Result<Option<Stored<ProductRecord>>, TableFault> {
        self.table.get(&ProductRecord::at(product)).await
    }

    /// The cards of many products, in the order asked for; unknown ones are left out.
    pub async fn by_ids(&self, products: &[ProductId]) -> Result<Vec<Product>, TableFault> {
        let keys: Vec<Key> = products.iter().map(|product| ProductRecord::at(*product)).collect();
        let mut items = self.table.batch(&keys).await?;
        let mut found = Vec::new();
        for key in &keys {
            found.extend(items.take::<ProductRecord>(key)?.map(Stored::into_value));
        }
        Ok(found)
    }

    /// The id of the product with this slug.
    pub async fn id_by_slug(&self, slug: &Slug) -> Result<Option<ProductId>, TableFault> {
        let claimed: Option<Stored<Unique>> = self.table.owner_of(partitions::PRODUCT_SLUG, &slug_part(slug)).await?;
        Ok(claimed.and_then(|claimed| claimed.owner.parse().ok()))
    }

    /// Card, body and variants, asked for together: one round trip.
    pub async fn page(&self, product: ProductId) -> Result<Option<ProductPage>, TableFault> {
        // Card and body are asked for by name: between them stand the product's events, of which there may be many.
        let own = |sk: &str| Query::of(Index::Base, part!("PRODUCT", product)).prefix(sk);
        let queries = [own("HEAD"), own("BODY"), of_product(product)];
        let mut answers = self.table.collect_all(&queries).await?.into_iter();
        let mut next = || answers.next().unwrap_or_default();
        let (mut head, mut body, mut variants) = (next(), next(), next());
        let Some(head) = head.take_one::<ProductRecord>()? else { return Ok(None) };
        let body = body.take_one::<ProductBodyRecord>()?.map(Stored::into_value);
        let body = body.unwrap_or_else(|| ProductBody {
            product,
            description_html: String::new(),
            images: Vec::new(),
            seo_title: None,
            seo_description: None,
        });
        let variants = variants.take_all::<VariantRecord>()?.into_iter().map(Stored::into_value).collect();
        Ok(Some(ProductPage { head, body, variants }))
    }
}
