//! A product as the file wants it, beside what is stored of it.

use context::Context;
use domain::catalog::product::{Product, ProductBody};
use domain::catalog::shopify::{ImportedProduct, MergedProduct};
use domain::catalog::variant::Variant;
use kernel::id::{CategoryId, ProductId, VariantId};
use kernel::money::Money;
use store::catalog::variant::VariantRecord;
use table::Stored;

use super::Outcome;
use super::facts::Known;

/// A product as the file wants it.
pub(super) struct Draft {
    /// The card; it has changed since, and kept an event of it, only once it is written.
    pub(super) product: Product,
    /// The long texts and pictures.
    pub(super) body: ProductBody,
    /// The variants in their order.
    pub(super) variants: Vec<DraftVariant>,
    /// Variants that the file no longer has.
    pub(super) vanished: Vec<Stored<VariantRecord>>,
}

/// A variant as the file wants it.
pub(super) struct DraftVariant {
    /// The line of the file that it is on.
    pub(super) line: u64,
    /// What is stored of it.
    pub(super) before: Option<Stored<VariantRecord>>,
    /// What it shall be.
    pub(super) after: Variant,
}

impl DraftVariant {
    /// Whether the file says something new about its stock.
    pub(super) fn is_recounted(&self) -> bool {
        let last = self.before.as_ref().filter(|before| before.tracked).and_then(|before| before.imported_quantity);
        self.after.tracked && last != self.after.imported_quantity
    }
}

impl Draft {
    /// What `merged` makes of what is `known`; `lineage` is where it is listed.
    pub(super) fn of(
        cx: &Context,
        imported: &ImportedProduct,
        merged: MergedProduct,
        lineage: Vec<CategoryId>,
        known: &Known,
    ) -> Self {
        let id = known.id.unwrap_or_else(|| ProductId::mint(&*cx.ids, cx.now));
        let announced = known.head.iter().flat_map(|head| head.incoming.iter().copied());
        let mut spare = announced.filter(|variant| !known.has(*variant));
        let variants: Vec<DraftVariant> = (1..)
            .zip(&merged.variants)
            .map(|(position, variant)| {
                let fresh = || spare.next().unwrap_or_else(|| VariantId::mint(&*cx.ids, cx.now));
                let before = variant.known.and_then(|id| known.variant(id)).cloned();
                let identity = before.as_ref().map_or_else(fresh, |before| before.id);
                let ids = (identity, id);
                let after = merged.variant(variant, &imported.handle, ids, before.as_deref(), position);
                DraftVariant { line: variant.line, before, after }
            })
            .collect();
        let vanished: Vec<_> = merged.vanished.iter().filter_map(|id| known.variant(*id)).cloned().collect();
        let left =
            |id: VariantId| variants.iter().all(|variant| variant.after.id != id) && !merged.vanished.contains(&id);
        let incoming = known.variants.iter().map(|variant| variant.id).filter(|id| left(*id)).collect();
        let body = merged.body(id);
        let mut product = card(cx, imported, merged, id, lineage, known);
        product.variants = variants.iter().map(|variant| variant.after.id).collect();
        product.incoming = incoming;
        product.price_by(variants.iter().map(|variant| (variant.after.price, variant.after.compare_at)));
        Self { product, body, variants, vanished }
    }

    /// What writing it would come to.
    pub(super) fn outcome(&self, known: &Known) -> Outcome {
        let Some(head) = known.head.as_ref().filter(|head| !head.variants.is_empty()) else { return Outcome::Created };
        let is_same = **head == self.product
            && known.body.as_deref() == Some(&self.body)
            && self.vanished.is_empty()
            && self.variants.iter().all(|variant| variant.before.as_deref() == Some(&variant.after));
        if is_same { Outcome::Unchanged } else { Outcome::Updated }
    }

    /// The variants that are not stored yet.
    pub(super) fn new_variants(&self) -> Vec<VariantId> {
        self.variants.iter().filter(|variant| variant.before.is_none()).map(|variant| variant.after.id).collect()
    }
}

/// The card, without its variants and prices, as old as it is.
fn card(
    cx: &Context,
    imported: &ImportedProduct,
    merged: MergedProduct,
    id: ProductId,
    lineage: Vec<CategoryId>,
    known: &Known,
) -> Product {
    let head = known.head.as_ref();
    let nothing = Money::zero(cx.settings.currency);
    Product {
        id,
        slug: imported.handle.clone(),
        title: merged.title,
        vendor: merged.vendor,
        product_type: merged.product_type,
        tags: merged.tags,
        status: merged.status,
        gift_card: merged.gift_card,
        categories: lineage,
        options: merged.options,
        image: merged.image,
        price_from: nothing,
        price_to: nothing,
        compare_at: None,
        variants: Vec::new(),
        incoming: Vec::new(),
        created_at: head.map_or(cx.now, |head| head.created_at),
        updated_at: head.map_or(cx.now, |head| head.updated_at),
        events: head.map_or(0, |head| head.events),
    }
}
