//! A product's rows, read into the product.

use std::collections::HashSet;

use kernel::currency::Currency;
use kernel::slug::Slug;

use super::finding::{Findings, RowNoticeCode, shown};
use super::header::Column;
use super::imported::{ImportedImage, ImportedProduct, Shown};
use super::sheet::Row;
use super::told::Told;
use super::variants;
use crate::catalog::category;
use crate::catalog::product::{MAX_IMAGES, ProductStatus};
use crate::catalog::sanitize;

/// The longest line of text, in characters, as in Shopify itself.
pub(super) const MAX_LINE: usize = 255;
/// The longest summary for search engines, in characters.
const MAX_SUMMARY: usize = 1000;
/// The longest description of a picture, in characters, as in Shopify itself.
const MAX_ALT: usize = 512;
/// The longest description, in bytes: it fits one item of the table beside the gallery.
const MAX_BODY: usize = 100_000;
/// The most labels of a product.
const MAX_TAGS: usize = 250;

/// Columns of the product, which its first row fills and no other.
const OF_THE_FIRST: [Column; 13] = [
    Column::Title,
    Column::Body,
    Column::Vendor,
    Column::Type,
    Column::Tags,
    Column::Published,
    Column::Status,
    Column::GiftCard,
    Column::SeoTitle,
    Column::SeoDescription,
    Column::Option1Name,
    Column::Option2Name,
    Column::Option3Name,
];

/// The product that `rows` describe; what is wrong with them is in `findings`.
pub(super) fn read(slug: Slug, rows: &[&Row], currency: Currency, findings: &mut Findings) -> Option<ImportedProduct> {
    let head = rows.first()?;
    tell_address(head, &slug, findings);
    let title = head.text(Column::Title, MAX_LINE, findings).said().unwrap_or_default();
    if title.is_empty() {
        findings.note(head.missing(Column::Title));
    }
    rows.iter().skip(1).for_each(|row| tell_repeated(head, row, findings));
    let tags = tags(head, findings);
    tell_path(head, findings);
    Some(ImportedProduct {
        line: head.line,
        handle: slug,
        written: head.product().unwrap_or_default(),
        columns: head.columns.clone(),
        title,
        body_html: body(head, findings),
        vendor: head.text(Column::Vendor, MAX_LINE, findings),
        product_type: head.text(Column::Type, MAX_LINE, findings),
        tags,
        status: status(head, findings),
        published: published(head, findings),
        gift_card: head.flag(Column::GiftCard, findings).map(Option::unwrap_or_default),
        option_names: variants::option_names(head, findings),
        variants: variants::read(rows, currency, findings),
        images: images(rows, findings),
        seo_title: head.text(Column::SeoTitle, MAX_LINE, findings),
        seo_description: head.text(Column::SeoDescription, MAX_SUMMARY, findings),
    })
}

fn tell_address(head: &Row, slug: &Slug, findings: &mut Findings) {
    if slug.as_str() != head.raw(Column::Handle) {
        let message = format!("the product's address is {:?}", shown(slug.as_str()));
        findings.tell(head.notice(Some(Column::Handle), RowNoticeCode::Renamed, message));
    }
}

/// Tells of a later row that says something else about the product than the first.
fn tell_repeated(head: &Row, row: &Row, findings: &mut Findings) {
    for column in OF_THE_FIRST {
        if row.has(column) && row.raw(column) != head.raw(column) {
            let message = "only the first row of a product says this; it was left out here".to_owned();
            findings.tell(row.notice(Some(column), RowNoticeCode::LeftOut, message));
        }
    }
}

fn body(row: &Row, findings: &mut Findings) -> Told<String> {
    let column = Column::Body;
    row.told(column).map(|html| {
        let is_kept = |c: &char| !c.is_control() || matches!(c, '\n' | '\r' | '\t');
        let text: String = html.chars().filter(is_kept).collect();
        if text.len() != html.len() {
            let message = "control characters were taken out".to_owned();
            findings.tell(row.notice(Some(column), RowNoticeCode::Cleaned, message));
        }
        let whole = cut(&text, MAX_BODY);
        let mut shown = sanitize::description(whole);
        if whole.len() < text.len() || shown.len() > MAX_BODY {
            // What was cut within its markup is made whole again, and longer by that.
            let mut most = MAX_BODY - MAX_BODY / 10;
            shown = sanitize::description(cut(&text, most));
            while shown.len() > MAX_BODY {
                most /= 5;
                shown = sanitize::description(cut(&text, most));
            }
            let message = format!("the description is longer than {MAX_BODY} bytes and was cut");
            findings.tell(row.notice(Some(column), RowNoticeCode::Truncated, message));
        } else if !sanitize::is_same(&text, &shown) {
            let message = "markup that descriptions do not have was taken out or tidied".to_owned();
            findings.tell(row.notice(Some(column), RowNoticeCode::Cleaned, message));
        }
        shown
    })
}

/// The beginning of `text`, of at most `most` bytes.
fn cut(text: &str, most: usize) -> &str {
    let end = (0..=most.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or_default();
    text.get(..end).unwrap_or_default()
}

/// The labels, each once whatever its case.
fn tags(row: &Row, findings: &mut Findings) -> Told<Vec<String>> {
    row.told(Column::Tags).map(|field| {
        let mut seen = HashSet::new();
        let mut tags: Vec<String> = field
            .split(',')
            .map(|part| row.text_of(Column::Tags, part, MAX_LINE, findings))
            .filter(|tag| !tag.is_empty() && seen.insert(tag.to_lowercase()))
            .collect();
        if tags.len() > MAX_TAGS {
            tags.truncate(MAX_TAGS);
            let message = format!("a product has at most {MAX_TAGS} tags; those behind were left out");
            findings.tell(row.notice(Some(Column::Tags), RowNoticeCode::LeftOut, message));
        }
        tags
    })
}

/// Tells of what a type names and no category is called by.
fn tell_path(row: &Row, findings: &mut Findings) {
    let field = row.raw(Column::Type);
    let named = field.split('>').count();
    if !field.is_empty() && category::path(field).len() != named {
        let message = format!(
            "not every part of {:?} names a category: those without letter and digit, and those below {} levels, were left out",
            shown(field),
            category::MAX_DEPTH
        );
        findings.tell(row.notice(Some(Column::Type), RowNoticeCode::LeftOut, message));
    }
}

/// Whether a product may be seen; an empty field means that it may.
fn published(row: &Row, findings: &mut Findings) -> Told<Shown<bool>> {
    if !row.columns.has(Column::Published) {
        return Told::Unsaid;
    }
    let flag = row.flag(Column::Published, findings).said();
    Told::Said(flag.map_or(Shown::Unreadable, |flag| Shown::As(flag.unwrap_or(true))))
}

/// The status; an empty field means that the product is active.
fn status(row: &Row, findings: &mut Findings) -> Told<Shown<ProductStatus>> {
    let column = Column::Status;
    row.told(column).map(|field| match field.to_ascii_lowercase().as_str() {
        "" | "active" => Shown::As(ProductStatus::Active),
        "draft" => Shown::As(ProductStatus::Draft),
        "archived" => Shown::As(ProductStatus::Archived),
        "unlisted" => {
            let message = "a product that only a link leads to is kept as a draft, which nobody sees".to_owned();
            findings.tell(row.notice(Some(column), RowNoticeCode::ReadAs, message));
            Shown::As(ProductStatus::Draft)
        }
        other => {
            let message =
                format!("{:?} is no status; a known product keeps its own, a new one is a draft", shown(other));
            findings.tell(row.notice(Some(column), RowNoticeCode::LeftOut, message));
            Shown::Unreadable
        }
    })
}

/// The pictures of all rows, each once, in the file's order.
fn images(rows: &[&Row], findings: &mut Findings) -> Told<Vec<ImportedImage>> {
    let has_addresses = rows.first().is_some_and(|head| head.columns.has(Column::ImageSrc));
    let mut images: Vec<ImportedImage> = Vec::new();
    for row in rows {
        let Some(url) = row.url(Column::ImageSrc, findings).said().flatten() else {
            tell_stray_alt(row, findings);
            continue;
        };
        let alt = row.text(Column::ImageAlt, MAX_ALT, findings);
        let position = image_position(row, findings);
        if let Some(twin) = images.iter_mut().find(|image| image.url == url) {
            let (first, again) = (twin.alt.as_ref().said(), alt.as_ref().said());
            match (first.is_none_or(String::is_empty), again.is_some_and(|text| !text.is_empty())) {
                (true, true) => twin.alt = alt,
                (false, true) if first != again => tell_second_alt(row, findings),
                _ => {}
            }
            continue;
        }
        if images.len() == MAX_IMAGES {
            let message = format!("a product has at most {MAX_IMAGES} images; this one and those behind were left out");
            findings.tell(row.notice(Some(Column::ImageSrc), RowNoticeCode::LeftOut, message));
            break;
        }
        images.push(ImportedImage { line: row.line, url, alt, position });
    }
    if has_addresses { Told::Said(images) } else { Told::Unsaid }
}

fn tell_stray_alt(row: &Row, findings: &mut Findings) {
    if row.has(Column::ImageAlt) {
        let message = "the row has no picture that this describes; it was left out".to_owned();
        findings.tell(row.notice(Some(Column::ImageAlt), RowNoticeCode::LeftOut, message));
    }
}

fn tell_second_alt(row: &Row, findings: &mut Findings) {
    let message = "the picture is described in an earlier row; this was left out".to_owned();
    findings.tell(row.notice(Some(Column::ImageAlt), RowNoticeCode::LeftOut, message));
}

fn image_position(row: &Row, findings: &mut Findings) -> Told<Option<u32>> {
    row.told(Column::ImagePosition).and_then(|field| match field.parse::<u32>() {
        _ if field.is_empty() => Told::Said(None),
        Ok(position) if position > 0 => Told::Said(Some(position)),
        _ => row.left_out(Column::ImagePosition, &format!("{:?} is no position", shown(field)), findings),
    })
}
