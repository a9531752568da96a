//! What an import does to the stock of a variant.

use domain::catalog::variant::InventoryPolicy;
use domain::inventory::reservation::plan;
use domain::inventory::stock_level::StockLevel;
use kernel::time::Timestamp;
use store::inventory::stock_level::{adjust, commit_unreserved, main_warehouse};
use table::Update;

use super::draft::DraftVariant;
use super::facts::Facts;

/// What happens to the cells of a variant.
pub(super) enum Restock {
    /// Nothing.
    Nothing,
    /// It gets its first cell.
    New(StockLevel),
    /// Units come or go.
    Change(Vec<Update>),
}

impl Restock {
    /// What follows from the file's count.
    pub(super) fn of(variant: &DraftVariant, facts: &Facts, now: Timestamp) -> Self {
        let after = &variant.after;
        let Some(counted) = after.imported_quantity.filter(|_| variant.is_recounted()) else { return Self::Nothing };
        let cells = facts.cells_of(after);
        if cells.is_empty() {
            return Self::New(StockLevel::new(after.id, main_warehouse(), 0, counted));
        }
        // A variant that no file ever counted is brought to what this one says.
        let last = variant.before.as_ref().and_then(|before| before.imported_quantity);
        let last = last.unwrap_or_else(|| cells.iter().map(|cell| cell.on_hand).sum());
        Self::Change(change(&cells, counted.saturating_sub(last), now))
    }
}

/// The updates that bring `change` units, or take away as many of them as nobody holds.
fn change(cells: &[StockLevel], change: i64, now: Timestamp) -> Vec<Update> {
    let Some(first) = cells.first() else { return Vec::new() };
    if change > 0 {
        return vec![adjust(&first.name(), change)];
    }
    let free = cells.iter().fold(0_i64, |sum, cell| sum.saturating_add(cell.sellable(now).max(0)));
    let leaving = u32::try_from(change.saturating_neg().min(free)).unwrap_or(u32::MAX);
    let takes = plan(cells, first.variant, leaving, InventoryPolicy::Deny, 0, now).unwrap_or_default();
    takes.iter().map(|take| commit_unreserved(take, InventoryPolicy::Deny)).collect()
}

#[cfg(test)]
mod tests {
    use domain::inventory::stock_level::Hold;
    use kernel::id::{Ulid, VariantId};
    use kernel::time::after;

    use super::*;

    fn cell(number: u16, on_hand: i64) -> StockLevel {
        StockLevel::new(VariantId::from_ulid(Ulid::from(1)), main_warehouse(), number, on_hand)
    }

    fn noon() -> Timestamp {
        "2026-01-01T12:00:00Z".parse().unwrap()
    }

    #[test]
    fn units_come_to_the_first_cell_and_leave_from_all() {
        let cells = [cell(0, 3), cell(1, 4)];
        let keys =
            |change_by| change(&cells, change_by, noon()).iter().map(|update| update.key().clone()).collect::<Vec<_>>();
        assert_eq!(keys(5).len(), 1);
        assert_eq!(keys(-4).len(), 1);
        assert_eq!(keys(-6).len(), 2);
        assert_eq!(keys(-100).len(), 2);
        assert!(keys(0).is_empty());
    }

    #[test]
    fn what_is_held_does_not_leave() {
        let mut held = cell(0, 3);
        held.available = 0;
        held.holds.insert("rsv_a".to_owned(), Hold { quantity: 3, until: after(noon(), 60) });
        assert!(change(&[held.clone()], -2, noon()).is_empty());
        assert_eq!(change(&[held], -2, after(noon(), 60)).len(), 1);
    }
}
