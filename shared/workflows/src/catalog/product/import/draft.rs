//! A product as the file wants it, beside what is stored of it.

use context::Context;
use domain::catalog::product::{Image, Product, ProductBody};
use domain::catalog::shopify::{ImportedProduct, ImportedVariant, RowProblem, RowProblemCode};
use domain::catalog::variant::{Variant, title_of};
use kernel::id::{CategoryId, ProductId, VariantId};
use store::catalog::variant::VariantRecord;
use table::Stored;

use super::Outcome;
use super::categories::DEEPEST;
use super::facts::Known;

/// The most bytes that the texts of a variant take: with its keys it has to fit an index entry.
const VARIANT_BYTES: usize = 3200;
/// The most bytes that description and gallery take: they are one item.
const BODY_BYTES: usize = 380_000;

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
    /// What `imported` makes of what is `known`.
    pub(super) fn of(cx: &Context, imported: &ImportedProduct, lineage: Vec<CategoryId>, known: &Known) -> Self {
        let id = known.id.unwrap_or_else(|| ProductId::mint(&*cx.ids, cx.now));
        let (pairs, vanished) = pair(&imported.variants, &known.variants);
        let announced = known.head.iter().flat_map(|head| head.incoming.iter().copied());
        let mut spare = announced.filter(|variant| !known.has(*variant));
        let variants: Vec<DraftVariant> = pairs
            .into_iter()
            .zip(1..)
            .map(|((row, before), position)| {
                let fresh = || spare.next().unwrap_or_else(|| VariantId::mint(&*cx.ids, cx.now));
                let identity = before.as_ref().map_or_else(fresh, |before| before.id);
                let after = variant(imported, row, before.as_deref(), (identity, id), position);
                DraftVariant { before, after }
            })
            .collect();
        let mut product = card(cx, imported, id, lineage, known);
        product.variants = variants.iter().map(|variant| variant.after.id).collect();
        product.price_by(variants.iter().map(|variant| (variant.after.price, variant.after.compare_at)));
        Self { product, body: body(imported, id), variants, vanished }
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

/// Each row with the stored variant it is about, and the stored variants that no row is about.
type Pairs<'a> = (Vec<(&'a ImportedVariant, Option<Stored<VariantRecord>>)>, Vec<Stored<VariantRecord>>);

/// A variant is known by its options; where they were renamed, by its SKU.
fn pair<'a>(rows: &'a [ImportedVariant], known: &[Stored<VariantRecord>]) -> Pairs<'a> {
    let folded = |options: &[String]| options.iter().map(|value| value.to_lowercase()).collect::<Vec<_>>();
    let mut rest: Vec<Stored<VariantRecord>> = known.to_vec();
    let mut take = |is_it: &dyn Fn(&Variant) -> bool| {
        let position = rest.iter().position(|known| is_it(known))?;
        Some(rest.remove(position))
    };
    let mut pairs: Vec<_> =
        rows.iter().map(|row| (row, take(&|known| folded(&known.options) == folded(&row.options)))).collect();
    for (row, found) in &mut pairs {
        if found.is_none() && row.sku.is_some() {
            *found = take(&|known| known.sku == row.sku);
        }
    }
    (pairs, rest)
}

/// The card, without its variants and prices, as old as it is.
fn card(cx: &Context, imported: &ImportedProduct, id: ProductId, lineage: Vec<CategoryId>, known: &Known) -> Product {
    let head = known.head.as_ref();
    let nothing = kernel::money::Money::zero(cx.settings.currency);
    Product {
        id,
        slug: imported.handle.clone(),
        title: imported.title.clone(),
        vendor: imported.vendor.clone(),
        product_type: imported.product_type.clone(),
        tags: imported.tags.clone(),
        status: imported.status,
        categories: lineage,
        options: imported.options.clone(),
        image: imported.images.first().cloned(),
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

fn body(imported: &ImportedProduct, product: ProductId) -> ProductBody {
    ProductBody {
        product,
        description_html: imported.body_html.clone(),
        images: imported.images.clone(),
        seo_title: imported.seo_title.clone(),
        seo_description: imported.seo_description.clone(),
    }
}

fn variant(
    imported: &ImportedProduct,
    row: &ImportedVariant,
    before: Option<&Variant>,
    (id, product): (VariantId, ProductId),
    position: u32,
) -> Variant {
    let changes = before.map_or(0, |before| before.price_changes);
    let is_repriced = before.is_some_and(|before| before.price != row.price);
    Variant {
        id,
        product,
        position,
        title: title_of(&row.options),
        options: row.options.clone(),
        sku: row.sku.clone(),
        barcode: row.barcode.clone(),
        price: row.price,
        compare_at: row.compare_at,
        grams: row.grams,
        requires_shipping: row.requires_shipping,
        taxable: row.taxable,
        tracked: row.tracked,
        policy: row.policy,
        // What stops being counted is still what the next count goes by.
        imported_quantity: if row.tracked {
            Some(row.quantity)
        } else {
            before.and_then(|known| known.imported_quantity)
        },
        image_url: row.image_url.clone(),
        cells: before.map_or(1, |before| before.cells),
        status: imported.status,
        product_title: imported.title.clone(),
        product_slug: imported.handle.clone(),
        price_changes: if is_repriced { changes.saturating_add(1) } else { changes },
    }
}

/// What of the product is larger than can be kept.
pub(super) fn too_large(imported: &ImportedProduct) -> Vec<RowProblem> {
    let problem = |line: u64, column: Option<&str>, code: RowProblemCode, reason: String| RowProblem {
        line,
        column: column.map(str::to_owned),
        handle: Some(imported.handle.to_string()),
        code,
        reason,
    };
    let mut problems = Vec::new();
    if imported.category_path.len() > DEEPEST {
        let reason = format!("at most {DEEPEST} categories inside each other");
        problems.push(problem(imported.line, Some("Type"), RowProblemCode::TooMany, reason));
    }
    let pictures: usize = imported.images.iter().map(image_bytes).sum();
    if imported.body_html.len() + pictures > BODY_BYTES {
        let reason = format!("description and images take more than {BODY_BYTES} bytes together");
        problems.push(problem(imported.line, None, RowProblemCode::TooLong, reason));
    }
    for row in imported.variants.iter().filter(|row| variant_bytes(imported, row) > VARIANT_BYTES) {
        let reason = format!("the texts of a variant take at most {VARIANT_BYTES} bytes together");
        problems.push(problem(row.line, None, RowProblemCode::TooLong, reason));
    }
    problems
}

fn image_bytes(image: &Image) -> usize {
    image.url.len() + image.alt.as_ref().map_or(0, String::len) + 50
}

fn variant_bytes(imported: &ImportedProduct, row: &ImportedVariant) -> usize {
    let options: usize = row.options.iter().map(String::len).sum();
    let rest = [&row.sku, &row.barcode, &row.image_url].into_iter().flatten().map(String::len).sum::<usize>();
    title_of(&row.options).len() + options + rest + imported.title.len()
}
