//! SKUs: each names one variant of a vendor.

use std::collections::{HashMap, HashSet};

use domain::catalog::shopify::{ImportedProduct, RowProblem, RowProblemCode};
use kernel::id::VariantId;
use store::catalog::variant::sku_claim;
use table::unique::{Claimed, Unique};
use table::{Entity as _, Key, Stored};

use super::ImportProductFault;
use super::draft::Draft;
use super::facts::{Facts, Known};

/// The column that a SKU stands in.
const COLUMN: &str = "Variant SKU";

/// What changes about the SKUs of a product.
#[derive(Default)]
pub(super) struct Claims {
    taken: HashMap<VariantId, (Option<Stored<Unique>>, Claimed)>,
    given_up: HashMap<VariantId, Stored<Unique>>,
}

/// Where the claims are that a draft wants, and those that it may give up.
pub(super) fn keys(known: &Known, draft: &Draft) -> Vec<Key> {
    let wanted = wanted(draft).into_iter().map(|(_, claim)| Unique::key(&claim));
    wanted.chain(held(known).into_iter().map(|(_, claim)| Unique::key(&claim))).collect()
}

impl Claims {
    /// Compares what the draft wants with who has it; `released` is what others have given up in this run.
    pub(super) fn of(
        known: &Known,
        draft: &Draft,
        imported: &ImportedProduct,
        facts: &mut Facts,
        released: &HashSet<Key>,
    ) -> Result<Self, ImportProductFault> {
        let mut claims = Self::default();
        let mut problems = Vec::new();
        let wanted = wanted(draft);
        let keys: HashSet<Key> = wanted.iter().map(|(_, claim)| Unique::key(claim)).collect();
        for (variant, claim) in wanted {
            let key = Unique::key(&claim);
            let stored = facts.items.take::<Unique>(&key)?.filter(|_| !released.contains(&key));
            match stored.as_ref().map(|stored| stored.owner.parse::<VariantId>().ok()) {
                Some(Some(owner)) if owner == variant => {}
                Some(Some(owner)) if !known.has(owner) => problems.push(problem(imported, draft, variant)),
                Some(None) => problems.push(problem(imported, draft, variant)),
                _ => {
                    claims.taken.insert(variant, (stored, claim));
                }
            }
        }
        if !problems.is_empty() {
            return Err(ImportProductFault::Refused(problems));
        }
        for (variant, claim) in held(known) {
            let key = Unique::key(&claim);
            if keys.contains(&key) {
                continue;
            }
            let own = facts.items.take::<Unique>(&key)?.filter(|stored| stored.owner == variant.to_string());
            claims.given_up.extend(own.map(|own| (variant, own)));
        }
        Ok(claims)
    }

    /// The claim that a variant makes, with what is there now; asked for once.
    pub(super) fn taken(&mut self, variant: VariantId) -> Option<(Option<Stored<Unique>>, Claimed)> {
        self.taken.remove(&variant)
    }

    /// The claim that a variant gives up; asked for once.
    pub(super) fn given_up(&mut self, variant: VariantId) -> Option<Stored<Unique>> {
        self.given_up.remove(&variant)
    }

    /// Where the claims are that are given up.
    pub(super) fn released(&self) -> impl Iterator<Item = Key> + '_ {
        self.given_up.values().map(|claim| Unique::key(claim))
    }
}

fn wanted(draft: &Draft) -> Vec<(VariantId, Claimed)> {
    let vendor = &draft.product.vendor;
    let variants = draft.variants.iter().map(|variant| &variant.after);
    variants.filter_map(|variant| Some((variant.id, sku_claim(vendor, variant.sku.as_ref()?, variant.id)))).collect()
}

fn held(known: &Known) -> Vec<(VariantId, Claimed)> {
    let Some(head) = &known.head else { return Vec::new() };
    let claim = |sku: &String, variant| (variant, sku_claim(&head.vendor, sku, variant));
    known.variants.iter().filter_map(|variant| Some(claim(variant.sku.as_ref()?, variant.id))).collect()
}

fn problem(imported: &ImportedProduct, draft: &Draft, variant: VariantId) -> RowProblem {
    let place = draft.variants.iter().position(|drafted| drafted.after.id == variant);
    let row = place.and_then(|place| imported.variants.get(place));
    RowProblem {
        line: row.map_or(imported.line, |row| row.line),
        column: Some(COLUMN.to_owned()),
        handle: Some(imported.handle.to_string()),
        code: RowProblemCode::DuplicateSku,
        reason: "another product of the shop has this SKU".to_owned(),
    }
}
