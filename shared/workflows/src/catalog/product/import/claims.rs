//! SKUs: each names one variant of a vendor. Where a file has one twice, it is the first's.

use std::collections::{HashMap, HashSet};

use domain::catalog::shopify::{ImportedProduct, RowNotice};
use kernel::id::VariantId;
use store::catalog::variant::sku_claim;
use table::unique::{Claimed, Unique};
use table::{Entity as _, Key, Stored, TableFault};

use super::draft::Draft;
use super::facts::{Facts, Known};

/// Claims that a dry run would have written: whose they would be, or nobody's any more.
pub(super) type Pending = HashMap<Key, Option<VariantId>>;

/// What changes about the SKUs of a product.
#[derive(Default)]
pub(super) struct Claims {
    taken: HashMap<VariantId, (Option<Stored<Unique>>, Claimed)>,
    given_up: HashMap<VariantId, Stored<Unique>>,
}

/// Where the claims are that a draft wants or may come back to, and those that it may give up.
pub(super) fn keys(known: &Known, draft: &Draft) -> Vec<Key> {
    let vendor = &draft.product.vendor;
    let own =
        draft.variants.iter().filter_map(|variant| Some((variant.after.id, variant.before.as_ref()?.sku.as_ref()?)));
    let own = own.map(|(variant, sku)| sku_claim(vendor, sku, variant));
    let others = wanted(draft).into_iter().chain(held(known)).map(|(_, claim)| claim);
    let keys: HashSet<Key> = others.chain(own).map(|claim| Unique::key(&claim)).collect();
    keys.into_iter().collect()
}

impl Claims {
    /// Compares what the draft wants with who has it. A variant that cannot have its SKU keeps the one that it has, or has
    /// none, and that is told.
    pub(super) fn of(
        known: &Known,
        draft: &mut Draft,
        imported: &ImportedProduct,
        facts: &mut Facts,
        pending: &Pending,
    ) -> Result<(Self, Vec<RowNotice>), TableFault> {
        let mut stored: HashMap<Key, Stored<Unique>> = HashMap::new();
        for key in keys(known, draft) {
            if let Some(claim) = facts.items.take::<Unique>(&key)? {
                stored.insert(key, claim);
            }
        }
        let owner = |key: &Key| match pending.get(key) {
            Some(pending) => pending.map(|owner| owner.to_string()),
            None => stored.get(key).map(|claim| claim.owner.clone()),
        };
        let is_ours = |owner: &str| owner.parse().is_ok_and(|owner| known.has(owner));
        let is_free = |key: &Key, variant: VariantId| {
            owner(key).is_none_or(|owner| owner == variant.to_string() || is_ours(&owner))
        };
        let notices = share_out(draft, imported, is_free);

        let mut claims = Self::default();
        let mut wanted_keys = HashSet::new();
        for (variant, claim) in wanted(draft) {
            let key = Unique::key(&claim);
            if owner(&key).is_none_or(|owner| owner != variant.to_string()) {
                let before = stored.get(&key).filter(|_| !pending.contains_key(&key)).cloned();
                claims.taken.insert(variant, (before, claim));
            }
            wanted_keys.insert(key);
        }
        for (variant, claim) in held(known) {
            let key = Unique::key(&claim);
            let own = stored.remove(&key).filter(|claim| claim.owner == variant.to_string());
            claims.given_up.extend(own.filter(|_| !wanted_keys.contains(&key)).map(|own| (variant, own)));
        }
        Ok((claims, notices))
    }

    /// The claim that a variant makes, with what is there now; asked for once.
    pub(super) fn taken(&mut self, variant: VariantId) -> Option<(Option<Stored<Unique>>, Claimed)> {
        self.taken.remove(&variant)
    }

    /// The claim that a variant gives up; asked for once.
    pub(super) fn given_up(&mut self, variant: VariantId) -> Option<Stored<Unique>> {
        self.given_up.remove(&variant)
    }

    /// What becomes of the claims: whose each is then, or nobody's.
    pub(super) fn pending(&self) -> impl Iterator<Item = (Key, Option<VariantId>)> + '_ {
        let given_up = self.given_up.values().map(|claim| (Unique::key(claim), None));
        given_up.chain(self.taken.iter().map(|(variant, (_, claim))| (Unique::key(claim), Some(*variant))))
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

/// Gives each SKU to the first that wants it and can have it. The others keep what they have, if it is still theirs.
fn share_out(
    draft: &mut Draft,
    imported: &ImportedProduct,
    is_free: impl Fn(&Key, VariantId) -> bool,
) -> Vec<RowNotice> {
    let mut granted: HashSet<Key> = HashSet::new();
    let refused = |(variant, claim): (VariantId, Claimed)| {
        let key = Unique::key(&claim);
        (!is_free(&key, variant) || !granted.insert(key)).then_some(variant)
    };
    let refused: HashSet<VariantId> = wanted(draft).into_iter().filter_map(refused).collect();
    let mut notices = Vec::new();
    for variant in draft.variants.iter_mut().filter(|variant| refused.contains(&variant.after.id)) {
        let wanted = variant.after.sku.take().unwrap_or_default();
        let own = variant.before.as_ref().and_then(|before| before.sku.clone());
        let key = |sku: &String| Unique::key(&sku_claim(&draft.product.vendor, sku, variant.after.id));
        variant.after.sku = own.filter(|own| is_free(&key(own), variant.after.id) && granted.insert(key(own)));
        notices.push(imported.sku_notice(variant.line, &wanted));
    }
    notices
}
