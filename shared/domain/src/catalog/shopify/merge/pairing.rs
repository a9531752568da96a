//! Which row is about which variant.
//!
//! A file with all columns of options describes all variants of a product: those that it has no row of are removed, as in
//! Shopify. Without some of these columns a row is about the variant that it leaves no doubt about, and no variant is removed
//! or added; Shopify would put a single new variant in the place of all.

use std::collections::HashMap;

use kernel::id::VariantId;

use super::super::finding::{Findings, RowNoticeCode, RowProblem, RowProblemCode, shown};
use super::super::header::Column;
use super::super::imported::{ImportedProduct, ImportedVariant};
use super::super::told::Told;
use super::super::variants::OPTIONS;
use super::{Before, tell_removed};
use crate::catalog::variant::{DEFAULT_TITLE, Variant, title_of};

/// The name that Shopify gives to the option of a product that has none.
const DEFAULT_OPTION: &str = "Title";

/// The options of a product, with its variants in their order.
pub(super) struct Pairing<'a> {
    pub(super) names: Vec<String>,
    pub(super) pairs: Vec<Pair<'a>>,
    pub(super) vanished: Vec<VariantId>,
}

/// A variant: what the file says of it, and what is known.
pub(super) struct Pair<'a> {
    pub(super) row: Option<&'a ImportedVariant>,
    pub(super) before: Option<&'a Variant>,
    /// The values of its options.
    pub(super) options: Vec<String>,
}

impl<'a> Pair<'a> {
    /// A variant that the file says nothing of.
    fn unsaid(before: &'a Variant) -> Self {
        Self { row: None, before: Some(before), options: before.options.clone() }
    }
}

/// Pairs rows with variants; a product with rows that cannot be told from each other is none.
pub(super) fn pair<'a>(
    imported: &'a ImportedProduct,
    before: Option<&Before<'a>>,
    findings: &mut Findings,
) -> Result<Pairing<'a>, Vec<RowProblem>> {
    let known = before.map(|before| before.product.options.as_slice()).unwrap_or_default();
    let names = names(imported, known).map_err(|problem| vec![problem])?;
    let rows = imported.variants.as_slice();
    let problems: Vec<RowProblem> = rows.iter().flat_map(|row| misvalued(imported, row, &names)).collect();
    if !problems.is_empty() {
        return Err(problems);
    }
    let is_complete = OPTIONS.iter().take(names.len()).all(|(_, value)| imported.columns.has(*value));
    let problem = |column, code, reason: &str| vec![imported.problem(imported.line, column, code, reason.to_owned())];
    match before.filter(|before| before.is_whole()) {
        None if rows.is_empty() => {
            let reason = "a new product needs a price, and the file has no column for it";
            Err(problem(None, RowProblemCode::MissingValue, reason))
        }
        _ if is_complete && !rows.is_empty() => complete(imported, names, before, findings),
        None if before.is_some() => {
            let reason = "an import of this product was broken off; its whole file has to be imported once more";
            Err(problem(None, RowProblemCode::MissingValue, reason))
        }
        Some(before) if names.len() == known.len() => Ok(partial(imported, names, before, findings)),
        _ => {
            let unvalued = OPTIONS.into_iter().map(|(_, value)| value).find(|value| !imported.columns.has(*value));
            Err(problem(
                unvalued,
                RowProblemCode::MissingValue,
                "the option has no values, for the file has no column for them",
            ))
        }
    }
}

/// The names of the options, each another; a gap between them is a fault.
fn names(imported: &ImportedProduct, known: &[String]) -> Result<Vec<String>, RowProblem> {
    let mut names: Vec<String> = Vec::new();
    let mut has_ended = false;
    for (index, (told, (column, _))) in imported.option_names.iter().zip(OPTIONS).enumerate() {
        let name = told.clone().or_else(|| known.get(index).cloned().unwrap_or_default());
        let invalid =
            |reason: String| imported.problem(imported.line, Some(column), RowProblemCode::InvalidValue, reason);
        if name.is_empty() {
            has_ended = true;
        } else if has_ended {
            return Err(invalid("an option before it has no name".to_owned()));
        } else if names.iter().any(|other| other.to_lowercase() == name.to_lowercase()) {
            return Err(invalid(format!("the option {:?} is named twice", shown(&name))));
        } else {
            names.push(name);
        }
    }
    if names == [DEFAULT_OPTION] && has_no_option(imported, known) {
        names.clear();
    }
    Ok(names)
}

/// Whether the option `Title` is the one that Shopify writes where a product has none.
fn has_no_option(imported: &ImportedProduct, known: &[String]) -> bool {
    match imported.variants.as_slice() {
        [only] if only.options.first().is_some_and(Told::is_said) => only.options.first().is_some_and(is_default),
        _ => known.is_empty() && !imported.columns.has(Column::Option1Value),
    }
}

fn is_default(value: &Told<String>) -> bool {
    value.as_ref().said().is_some_and(|value| value == DEFAULT_TITLE)
}

/// What is wrong with the values of a row: each option has one, and nothing else has.
fn misvalued(imported: &ImportedProduct, row: &ImportedVariant, names: &[String]) -> Vec<RowProblem> {
    let mut problems = Vec::new();
    for (index, (told, (_, column))) in row.options.iter().zip(OPTIONS).enumerate() {
        let Some(value) = told.as_ref().said() else { continue };
        let mut note =
            |code, reason: &str| problems.push(imported.problem(row.line, Some(column), code, reason.to_owned()));
        match names.get(index) {
            Some(_) if value.is_empty() => note(RowProblemCode::MissingValue, "must not be empty"),
            None if !(value.is_empty() || index == 0 && is_default(told)) => {
                note(RowProblemCode::InvalidValue, "the product has no such option");
            }
            _ => {}
        }
    }
    problems
}

fn folded(options: &[String]) -> Vec<String> {
    options.iter().map(|value| value.to_lowercase()).collect()
}

/// All variants as the file has them: each is known by its options; where they were renamed, by its SKU.
fn complete<'a>(
    imported: &'a ImportedProduct,
    names: Vec<String>,
    before: Option<&Before<'a>>,
    findings: &mut Findings,
) -> Result<Pairing<'a>, Vec<RowProblem>> {
    let mut rest: Vec<&Variant> = before.map(|before| before.variants.clone()).unwrap_or_default();
    let mut take = |is_it: &dyn Fn(&Variant) -> bool| {
        let position = rest.iter().position(|known| is_it(known))?;
        Some(rest.remove(position))
    };
    let mut seen: HashMap<Vec<String>, u64> = HashMap::new();
    let mut problems = Vec::new();
    let mut pairs: Vec<Pair<'a>> = Vec::new();
    for row in &imported.variants {
        let values = row.options.iter().take(names.len()).filter_map(|told| told.clone().said());
        let options: Vec<String> = values.collect();
        if let Some(line) = seen.insert(folded(&options), row.line) {
            let reason = format!("line {line} already has the options {:?}", shown(&title_of(&options)));
            let (column, code) = (Some(Column::Option1Value), RowProblemCode::DuplicateVariantOptions);
            problems.push(imported.problem(row.line, column, code, reason));
        }
        let before = take(&|known| folded(&known.options) == folded(&options));
        pairs.push(Pair { row: Some(row), before, options });
    }
    for pair in pairs.iter_mut().filter(|pair| pair.before.is_none()) {
        if let Some(sku) = pair.row.and_then(sku_of) {
            pair.before = take(&|known| known.sku.as_deref() == Some(sku));
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let visible = before.map(Before::visible).unwrap_or_default();
    let removed = rest.iter().filter(|gone| visible.iter().any(|visible| visible.id == gone.id));
    removed.for_each(|gone| tell_removed(imported, gone, findings));
    Ok(Pairing { names, pairs, vanished: rest.iter().map(|gone| gone.id).collect() })
}

fn sku_of(row: &ImportedVariant) -> Option<&str> {
    row.sku.as_ref().said()?.as_deref()
}

/// The variants that are known, with the rows that leave no doubt which they are about.
fn partial<'a>(
    imported: &'a ImportedProduct,
    names: Vec<String>,
    before: &Before<'a>,
    findings: &mut Findings,
) -> Pairing<'a> {
    let mut pairs: Vec<Pair<'a>> = before.visible().into_iter().map(Pair::unsaid).collect();
    for row in &imported.variants {
        let free = |pair: &Pair<'_>| pair.row.is_none() && has_values(&pair.options, row);
        let mut fitting: Vec<usize> =
            (0..).zip(&pairs).filter(|(_, pair)| free(pair)).map(|(place, _)| place).collect();
        if let ([_, _, ..], Some(sku)) = (fitting.as_slice(), sku_of(row)) {
            let has_sku = |place: &usize| pairs.get(*place).and_then(|pair| pair.before?.sku.as_deref()) == Some(sku);
            fitting.retain(has_sku);
        }
        if let [place] = fitting.as_slice() {
            let Some(pair) = pairs.get_mut(*place) else { continue };
            pair.row = Some(row);
            let values = pair.options.iter_mut().zip(&row.options);
            values.for_each(|(value, told)| *value = told.clone().or_else(|| value.clone()));
        } else {
            let message = "which variant of the product this row is about is not said, for the file lacks columns of its options; \
                           nothing of the variant was taken";
            findings.tell(imported.notice(row.line, None, RowNoticeCode::LeftOut, message.to_owned()));
        }
    }
    Pairing { names, pairs, vanished: Vec::new() }
}

/// Whether a variant has the values that a row says.
fn has_values(options: &[String], row: &ImportedVariant) -> bool {
    let is_same = |(own, told): (&String, &Told<String>)| {
        told.as_ref().said().is_none_or(|value| value.to_lowercase() == own.to_lowercase())
    };
    options.iter().zip(&row.options).all(is_same)
}
