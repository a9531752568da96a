//! What is stored of a product, read from the table itself and never from an index.

use context::Context;
use domain::catalog::shopify::Before;
use domain::catalog::variant::Variant;
use domain::inventory::stock_level::StockLevel;
use kernel::id::{ProductId, VariantId};
use kernel::slug::Slug;
use store::catalog::product::{ProductBodyRecord, ProductRecord};
use store::catalog::variant::VariantRecord;
use store::inventory::stock_level::StockLevelRecord;
use table::{Items, Key, Stored, TableFault};

use super::claims;
use super::draft::Draft;
use crate::catalog::product::listing;

/// A product as it is stored, as far as it is.
pub(super) struct Known {
    /// Who has the handle.
    pub(super) id: Option<ProductId>,
    /// The card.
    pub(super) head: Option<Stored<ProductRecord>>,
    /// The long texts and pictures.
    pub(super) body: Option<Stored<ProductBodyRecord>>,
    /// The variants, those that an interrupted import left behind among them.
    pub(super) variants: Vec<Stored<VariantRecord>>,
}

impl Known {
    /// Reads what has `handle`: one read if nothing has, three if something does.
    pub(super) async fn read(cx: &Context, handle: &Slug) -> Result<Self, TableFault> {
        let Some(id) = cx.store.products().id_by_slug(handle).await? else {
            return Ok(Self { id: None, head: None, body: None, variants: Vec::new() });
        };
        let table = cx.store.table();
        let mut items = table.batch(&[ProductRecord::at(id), ProductBodyRecord::at(id)]).await?;
        let (head, body) = (items.take_one::<ProductRecord>()?, items.take_one::<ProductBodyRecord>()?);
        let ids = head.iter().flat_map(|head| head.variants.iter().chain(&head.incoming));
        let keys: Vec<Key> = ids.map(|variant| VariantRecord::at(*variant)).collect();
        let mut items = table.batch(&keys).await?;
        let mut variants = Vec::new();
        for key in &keys {
            variants.extend(items.take::<VariantRecord>(key)?);
        }
        Ok(Self { id: Some(id), head, body, variants })
    }

    /// The product as a file is merged with it; none if nothing has the handle, or nothing but that.
    pub(super) fn before(&self) -> Option<Before<'_>> {
        let head = self.head.as_deref()?;
        Some(Before {
            product: head,
            body: self.body.as_deref(),
            variants: self.variants.iter().map(|variant| &**variant).collect(),
        })
    }

    /// The variant with this id.
    pub(super) fn variant(&self, variant: VariantId) -> Option<&Stored<VariantRecord>> {
        self.variants.iter().find(|known| known.id == variant)
    }

    /// Whether the product has this variant.
    pub(super) fn has(&self, variant: VariantId) -> bool {
        self.variant(variant).is_some()
    }
}

/// What a draft has to be compared with before it is written.
pub(super) struct Facts {
    /// Claims on SKUs, listings and search terms.
    pub(super) items: Items,
    cells: Vec<StockLevel>,
}

impl Facts {
    /// Reads it: one round trip, or none where there is nothing to compare with.
    pub(super) async fn read(cx: &Context, known: &Known, draft: &Draft) -> Result<Self, TableFault> {
        let mut keys = claims::keys(known, draft);
        keys.extend(known.head.as_ref().map(|head| listing::keys(head, &draft.product)).unwrap_or_default());
        let counted = draft.variants.iter().filter(|variant| variant.before.is_some() && variant.is_recounted());
        keys.extend(counted.flat_map(|variant| StockLevelRecord::of_variant(&variant.after)));
        let mut items = cx.store.table().batch(&keys).await?;
        let cells = items.take_all::<StockLevelRecord>()?.into_iter().map(Stored::into_value).collect();
        Ok(Self { items, cells })
    }

    /// The cells of a variant.
    pub(super) fn cells_of(&self, variant: &Variant) -> Vec<StockLevel> {
        self.cells.iter().filter(|cell| cell.variant == variant.id).cloned().collect()
    }
}
