//! A product's rows, read into the product.

use std::collections::HashSet;

use kernel::currency::Currency;
use kernel::slug::{self, Slug};

use super::field::{Field, Findings};
use super::sheet::{Column, Row, shown};
use super::{ImportedProduct, RowProblem, RowProblemCode, variants};
use crate::catalog::product::{Image, MAX_CATEGORIES, MAX_IMAGES, ProductStatus};
use crate::catalog::sanitize;

/// The longest description, in bytes: it fits one item of the table beside the gallery.
const MAX_BODY: usize = 100_000;
/// The most labels of a product.
const MAX_TAGS: usize = 250;
/// Where products go whose type and labels name no category.
const UNCATEGORISED: &str = "Uncategorised";

/// The product that `rows` describe, or everything that is wrong with them.
pub(super) fn read(rows: &[&Row], currency: Currency) -> Result<ImportedProduct, Vec<RowProblem>> {
    let Some(head) = rows.first() else { return Err(Vec::new()) };
    let mut findings = Findings::default();
    let handle = findings.or_blank(handle(head).map(Some));
    let title = findings.or_blank(head.required::<255>(Column::Title));
    let body_html = findings.or_blank(body(head));
    let tags = findings.or_blank(tags(head));
    let category_path = findings.or_blank(category_path(head, &tags));
    let product_type = findings.or_blank(head.text::<255>(Column::Type));
    let vendor = findings.or_blank(head.text::<255>(Column::Vendor));
    let status = findings.or_blank(status(head).map(Some));
    let seo_title = findings.or_blank(head.text::<255>(Column::SeoTitle));
    let seo_description = findings.or_blank(head.text::<1000>(Column::SeoDescription));
    let (options, variants) = variants::read(rows, currency, &mut findings);
    let images = images(rows, &mut findings);
    let product = handle.zip(status).map(|(handle, status)| ImportedProduct {
        line: head.line,
        handle,
        title,
        body_html,
        vendor: vendor.unwrap_or_default(),
        product_type: product_type.unwrap_or_default(),
        category_path,
        tags,
        status,
        options,
        variants,
        images,
        seo_title,
        seo_description,
    });
    findings.settle(product)
}

/// The handle as a slug; exports hold a few that are not quite one, such as `tea--green`.
fn handle(row: &Row) -> Field<Slug> {
    let text = row.required::<{ slug::MAX }>(Column::Handle)?;
    Slug::of(&text).ok_or_else(|| row.invalid(Column::Handle, "has no letter a to z and no digit"))
}

fn body(row: &Row) -> Field<String> {
    let html = row.raw(Column::Body);
    if html.len() > MAX_BODY {
        let reason = format!("must have at most {MAX_BODY} bytes");
        return Err(row.problem(Some(Column::Body), RowProblemCode::TooLong, reason));
    }
    if html.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return Err(row.invalid(Column::Body, "must not contain control characters"));
    }
    Ok(sanitize::description(html))
}

/// The labels, each once whatever its case.
fn tags(row: &Row) -> Field<Vec<String>> {
    let mut seen = HashSet::new();
    let mut tags = Vec::new();
    for part in row.raw(Column::Tags).split(',') {
        if let Some(tag) = row.text_of::<100>(Column::Tags, part)?
            && seen.insert(tag.to_lowercase())
        {
            tags.push(tag);
        }
    }
    if tags.len() > MAX_TAGS {
        return Err(row.problem(Some(Column::Tags), RowProblemCode::TooMany, format!("at most {MAX_TAGS} tags")));
    }
    Ok(tags)
}

/// The type's path `A > B`; without a type the first label that can name a category.
fn category_path(row: &Row, tags: &[String]) -> Field<Vec<String>> {
    let kind = row.raw(Column::Type);
    if kind.is_empty() {
        let named = tags.iter().find(|tag| Slug::of(tag).is_some());
        return Ok(vec![named.map_or_else(|| UNCATEGORISED.to_owned(), |tag| title_case(tag))]);
    }
    let mut path = Vec::new();
    for part in kind.split('>') {
        let name = row
            .text_of::<100>(Column::Type, part)?
            .ok_or_else(|| row.invalid(Column::Type, &format!("{:?} names no category between two >", shown(kind))))?;
        if Slug::of(&name).is_none() {
            return Err(row.invalid(Column::Type, "the name of a category has a letter a to z or a digit"));
        }
        path.push(name);
    }
    if path.len() > MAX_CATEGORIES {
        let reason = format!("at most {MAX_CATEGORIES} categories inside each other");
        return Err(row.problem(Some(Column::Type), RowProblemCode::TooMany, reason));
    }
    Ok(path)
}

/// Every word with its first letter in upper case.
fn title_case(text: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect::<String>()
    };
    text.split_whitespace().map(word).collect::<Vec<_>>().join(" ")
}

/// `Status` decides where the file has it; what is not published is a draft in any case.
fn status(row: &Row) -> Field<ProductStatus> {
    let published = row.flag(Column::Published, true)?;
    match row.raw(Column::Status).to_ascii_lowercase().as_str() {
        "archived" => Ok(ProductStatus::Archived),
        "" | "active" if published => Ok(ProductStatus::Active),
        "" | "active" | "draft" => Ok(ProductStatus::Draft),
        other => Err(row.invalid(Column::Status, &format!("{:?} is not active, draft or archived", shown(other)))),
    }
}

/// The pictures of all rows, each once, by position and then by line.
fn images(rows: &[&Row], findings: &mut Findings) -> Vec<Image> {
    let mut placed: Vec<(u32, Image)> = Vec::new();
    for row in rows {
        let Some(url) = findings.or_blank(row.url(Column::ImageSrc)) else { continue };
        let alt = findings.or_blank(row.text::<512>(Column::ImageAlt));
        let position = findings.or_blank(image_position(row));
        if !placed.iter().any(|(_, image)| image.url == url) {
            placed.push((position.unwrap_or(u32::MAX), Image { url, alt, position: 0 }));
        }
        if placed.len() > MAX_IMAGES {
            let reason = format!("a product has at most {MAX_IMAGES} images");
            findings.note(row.problem(Some(Column::ImageSrc), RowProblemCode::TooMany, reason));
            break;
        }
    }
    placed.sort_by_key(|(position, _)| *position);
    placed.into_iter().zip(1..).map(|((_, image), position)| Image { position, ..image }).collect()
}

fn image_position(row: &Row) -> Field<Option<u32>> {
    let field = row.raw(Column::ImagePosition);
    if field.is_empty() {
        return Ok(None);
    }
    let position = field.parse().ok().filter(|position| *position > 0);
    position.map(Some).ok_or_else(|| row.invalid(Column::ImagePosition, &format!("{:?} is no position", shown(field))))
}
