//! What fits into the items of the table: pictures and numbers that do not are left out.

use super::super::finding::{Findings, RowNoticeCode, RowProblemCode};
use super::super::header::Column;
use super::super::imported::ImportedProduct;
use super::{MergedProduct, MergedVariant};
use crate::catalog::product::Image;
use crate::catalog::variant::title_of;

/// The most bytes that the texts of a variant take: with its keys it has to fit an index entry.
const VARIANT_BYTES: usize = 3200;
/// The most bytes that title, address and picture of a card take: likewise.
const CARD_BYTES: usize = 3300;
/// The most bytes that description and gallery take: they are one item.
const BODY_BYTES: usize = 380_000;

/// The product with what fits.
pub(super) fn fitted(imported: &ImportedProduct, mut product: MergedProduct, findings: &mut Findings) -> MergedProduct {
    let pictures = product.images.len();
    while body_bytes(&product) > BODY_BYTES && product.images.pop().is_some() {}
    if product.images.len() < pictures {
        let left_out = pictures - product.images.len();
        let message =
            format!("description and pictures take too much room; the last {left_out} pictures were left out");
        findings.tell(imported.notice(imported.line, Some(Column::ImageSrc), RowNoticeCode::LeftOut, message));
    }
    let shared = product.title.len() + imported.handle.as_str().len();
    let room = CARD_BYTES.saturating_sub(shared);
    product.image = product.images.iter().find(|image| image.url.len() <= room).cloned();
    if product.image.as_ref() != product.images.first() {
        let message = "the address of the first picture is too long for lists, which show another or none".to_owned();
        findings.tell(imported.notice(imported.line, Some(Column::ImageSrc), RowNoticeCode::LeftOut, message));
    }
    product.variants.iter_mut().for_each(|variant| fit(imported, shared, variant, findings));
    product
}

fn body_bytes(product: &MergedProduct) -> usize {
    let image = |image: &Image| image.url.len() + image.alt.as_ref().map_or(0, String::len) + 50;
    product.body_html.len() + product.images.iter().map(image).sum::<usize>()
}

/// Leaves out of a variant what is least missed, until the rest fits.
fn fit(imported: &ImportedProduct, shared: usize, variant: &mut MergedVariant, findings: &mut Findings) {
    let is_large = |variant: &MergedVariant| shared + variant_bytes(variant) > VARIANT_BYTES;
    if is_large(variant) && variant.image_url.take().is_some() {
        tell_left_out(imported, variant.line, Column::VariantImage, findings);
    }
    if is_large(variant) && variant.barcode.take().is_some() {
        tell_left_out(imported, variant.line, Column::VariantBarcode, findings);
    }
    if is_large(variant) {
        let reason = format!("the texts of a variant take at most {VARIANT_BYTES} bytes together");
        findings.note(imported.problem(variant.line, None, RowProblemCode::TooLong, reason));
    }
}

fn tell_left_out(imported: &ImportedProduct, line: u64, column: Column, findings: &mut Findings) {
    let message = "the texts of the variant take too much room; this was left out".to_owned();
    findings.tell(imported.notice(line, Some(column), RowNoticeCode::LeftOut, message));
}

fn variant_bytes(variant: &MergedVariant) -> usize {
    let options: usize = variant.options.iter().map(String::len).sum();
    let rest =
        [&variant.sku, &variant.barcode, &variant.image_url].into_iter().flatten().map(String::len).sum::<usize>();
    title_of(&variant.options).len() + options + rest
}
