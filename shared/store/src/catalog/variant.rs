//! Variants: what carts, orders and stock are keyed by.

use domain::catalog::variant::Variant;
use kernel::id::{ProductId, VariantId};
use kernel::key::Part;
use table::unique::Claimed;
use table::{Entity, Index, Indexes, Key, Partition, Person, Query, Shape, Stored, Table, TableFault, key, part};

use super::partitions;

/// The item of a [`Variant`].
#[derive(Debug)]
pub struct VariantRecord;

impl VariantRecord {
    /// Where a variant is.
    pub fn at(variant: VariantId) -> Key {
        key!("VARIANT", variant; "HEAD")
    }
}

impl Entity for VariantRecord {
    type Value = Variant;
    const TYPE: &'static str = "Variant";
    const SHAPE: Shape = Shape {
        pk: "VARIANT#{var}",
        sk: "HEAD",
        owner: None,
        relation: Some(("PRODUCT#{prd}#VARIANT", "{position:4}#{var}")),
        work: None,
    };
    const PERSON: Person = Person::Nobody;
    const PARTITION: Partition = partitions::VARIANT;

    fn key(variant: &Variant) -> Key {
        Self::at(variant.id)
    }

    fn indexes(variant: &Variant) -> Indexes {
        let sk = format!("{:04}#{}", variant.position, variant.id);
        Indexes { relation: Some(Key { pk: part!("PRODUCT", variant.product, "VARIANT"), sk }), ..Indexes::default() }
    }
}

/// The variants of a product in their order.
pub(crate) fn of_product(product: ProductId) -> Query {
    Query::of(Index::Relation, part!("PRODUCT", product, "VARIANT"))
}

/// The claim that a vendor's SKU names a variant.
pub fn sku_claim(vendor: &str, sku: &str, variant: VariantId) -> Claimed {
    Claimed::new(partitions::SKU, &sku_part(vendor, sku), variant)
}

fn sku_part(vendor: &str, sku: &str) -> Part {
    Part::sha(format!("{vendor}\n{sku}"))
}

/// Variants, by their access patterns.
pub struct Variants<'a> {
    pub(crate) table: &'a Table,
}

impl Variants<'_> {
    /// The variant with this id.
    pub async fn by_id(&self, variant: VariantId) -> Result<Option<Stored<VariantRecord>>, TableFault> {
        self.table.get(&VariantRecord::at(variant)).await
    }

    /// The variants of a product in their order, as the index has them.
    pub async fn of_product(&self, product: ProductId) -> Result<Vec<Stored<VariantRecord>>, TableFault> {
        self.table.collect(&of_product(product)).await?.take_all()
    }
}
