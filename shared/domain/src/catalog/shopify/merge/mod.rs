//! A product of the file, merged with what the shop has of it.
//!
//! What the file says replaces what is there; what it leaves unsaid stays, or is a field's default on a new product.

mod pairing;
mod size;
mod variant;

use kernel::id::{ProductId, VariantId};
use kernel::money::Money;
use kernel::slug::Slug;

use super::finding::{Findings, RowNotice, RowNoticeCode, RowProblem};
use super::header::Column;
use super::imported::{ImportedImage, ImportedProduct};
use super::told::Told;
use crate::catalog::product::{Image, Product, ProductBody, ProductStatus};
use crate::catalog::variant::{InventoryPolicy, Variant, title_of};

/// What the shop has of a product.
#[derive(Clone, Debug)]
pub struct Before<'a> {
    /// The card; it names no variants while an import that was broken off has not been completed.
    pub product: &'a Product,
    /// The long texts and pictures.
    pub body: Option<&'a ProductBody>,
    /// The variants in their order, those that an import left behind among them.
    pub variants: Vec<&'a Variant>,
}

/// A product as it shall be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MergedProduct {
    /// The name that shoppers see.
    pub title: String,
    /// The description, sanitized.
    pub body_html: String,
    /// The brand; may be empty.
    pub vendor: String,
    /// The merchant's `Type`; may be empty.
    pub product_type: String,
    /// Labels.
    pub tags: Vec<String>,
    /// Whether shoppers see it.
    pub status: ProductStatus,
    /// Whether it is a gift card.
    pub gift_card: bool,
    /// Names of its options; empty for a product with a single variant.
    pub options: Vec<String>,
    /// At least one, in their order.
    pub variants: Vec<MergedVariant>,
    /// Variants that are no more.
    pub vanished: Vec<VariantId>,
    /// The gallery in order.
    pub images: Vec<Image>,
    /// The picture of the card.
    pub image: Option<Image>,
    /// The title for search engines.
    pub seo_title: Option<String>,
    /// The summary for search engines.
    pub seo_description: Option<String>,
}

/// A variant as it shall be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MergedVariant {
    /// The line of the file that it is on, or that its product begins on.
    pub line: u64,
    /// The variant that it is already.
    pub known: Option<VariantId>,
    /// A value for each option of the product.
    pub options: Vec<String>,
    /// The merchant's own number.
    pub sku: Option<String>,
    /// The number under the bars.
    pub barcode: Option<String>,
    /// What one unit costs.
    pub price: Money,
    /// What it cost before, above `price`.
    pub compare_at: Option<Money>,
    /// What one unit weighs, in grams.
    pub grams: u32,
    /// Whether it is sent.
    pub requires_shipping: bool,
    /// Whether tax is added.
    pub taxable: bool,
    /// Whether its stock is counted.
    pub tracked: bool,
    /// What happens when the stock does not suffice.
    pub policy: InventoryPolicy,
    /// The units that a file told of last; none if no file ever did.
    pub counted: Option<i64>,
    /// Its own picture.
    pub image_url: Option<String>,
}

impl MergedProduct {
    /// The long texts and pictures of the product `id`.
    pub fn body(&self, id: ProductId) -> ProductBody {
        ProductBody {
            product: id,
            description_html: self.body_html.clone(),
            images: self.images.clone(),
            seo_title: self.seo_title.clone(),
            seo_description: self.seo_description.clone(),
        }
    }

    /// The variant `id` of the product `product`, which is called `slug`: what `merged` says, and of `before` what no file tells.
    pub fn variant(
        &self,
        merged: &MergedVariant,
        slug: &Slug,
        (id, product): (VariantId, ProductId),
        before: Option<&Variant>,
        position: u32,
    ) -> Variant {
        let changes = before.map_or(0, |before| before.price_changes);
        let is_repriced = before.is_some_and(|before| before.price != merged.price);
        Variant {
            id,
            product,
            position,
            title: title_of(&merged.options),
            options: merged.options.clone(),
            sku: merged.sku.clone(),
            barcode: merged.barcode.clone(),
            price: merged.price,
            compare_at: merged.compare_at,
            grams: merged.grams,
            requires_shipping: merged.requires_shipping,
            taxable: merged.taxable,
            tracked: merged.tracked,
            policy: merged.policy,
            imported_quantity: merged.counted,
            image_url: merged.image_url.clone(),
            cells: before.map_or(1, |before| before.cells),
            status: self.status,
            product_title: self.title.clone(),
            product_slug: slug.clone(),
            price_changes: if is_repriced { changes.saturating_add(1) } else { changes },
        }
    }
}

/// Merges `imported` with what is there `before`: the product as it shall be, and what is to be told of it.
pub fn merge(
    imported: &ImportedProduct,
    before: Option<&Before<'_>>,
) -> Result<(MergedProduct, Vec<RowNotice>), Vec<RowProblem>> {
    let mut findings = Findings::default();
    let product = before.map(|before| before.product);
    let body = before.and_then(|before| before.body);
    let is_card = product.is_some_and(|product| product.gift_card);
    let gift_card = imported.gift_card.or_else(|| is_card);
    let pairing = pairing::pair(imported, before, &mut findings)?;
    let variants = pairing.pairs.iter().filter_map(|pair| variant::merge(imported, pair, gift_card, &mut findings));
    let variants: Vec<MergedVariant> = variants.collect();
    // A card of an import that was broken off is a draft until it is whole.
    let shown = before.filter(|before| before.is_whole()).map(|before| before.product.status);
    let merged = MergedProduct {
        title: imported.title.clone(),
        body_html: text(&imported.body_html, body.map(|body| &body.description_html)),
        vendor: text(&imported.vendor, product.map(|product| &product.vendor)),
        product_type: text(&imported.product_type, product.map(|product| &product.product_type)),
        tags: imported.tags.clone().or_else(|| product.map(|product| product.tags.clone()).unwrap_or_default()),
        status: imported.status_after(shown),
        gift_card,
        options: pairing.names,
        variants,
        vanished: pairing.vanished,
        images: gallery(&imported.images, body),
        image: None,
        seo_title: unless_empty(text(&imported.seo_title, body.and_then(|body| body.seo_title.as_ref()))),
        seo_description: unless_empty(text(
            &imported.seo_description,
            body.and_then(|body| body.seo_description.as_ref()),
        )),
    };
    let merged = size::fitted(imported, merged, &mut findings);
    findings.settle(Some(merged))
}

impl<'a> Before<'a> {
    /// Whether it is more than the beginning of an import that was broken off.
    fn is_whole(&self) -> bool {
        !self.product.variants.is_empty()
    }

    /// The variants that shoppers see, in their order.
    fn visible(&self) -> Vec<&'a Variant> {
        self.variants.iter().copied().filter(|variant| self.product.variants.contains(&variant.id)).collect()
    }
}

fn text(told: &Told<String>, known: Option<&String>) -> String {
    told.clone().or_else(|| known.cloned().unwrap_or_default())
}

fn unless_empty(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

/// The pictures by position; what the file does not say of one that is known stays.
fn gallery(told: &Told<Vec<ImportedImage>>, body: Option<&ProductBody>) -> Vec<Image> {
    let known = body.map(|body| body.images.as_slice()).unwrap_or_default();
    let Told::Said(images) = told else { return known.to_vec() };
    let mut placed: Vec<(u32, Image)> = images
        .iter()
        .map(|image| {
            let known = known.iter().find(|known| known.url == image.url);
            let alt = text(&image.alt, known.and_then(|known| known.alt.as_ref()));
            let position = image.position.or_else(|| known.map(|known| known.position));
            (position.unwrap_or(u32::MAX), Image { url: image.url.clone(), alt: unless_empty(alt), position: 0 })
        })
        .collect();
    placed.sort_by_key(|(position, _)| *position);
    placed.into_iter().zip(1..).map(|((_, image), position)| Image { position, ..image }).collect()
}

/// Tells that a variant is gone.
fn tell_removed(imported: &ImportedProduct, variant: &Variant, findings: &mut Findings) {
    let title = super::finding::shown(&variant.title);
    let message = format!("the file has no row of the variant {title:?}, which was removed");
    findings.tell(imported.notice(imported.line, Some(Column::Option1Value), RowNoticeCode::VariantRemoved, message));
}
