//! Reservations: which cells a quantity is taken from.

use kernel::faults;
use kernel::id::{ReservationId, VariantId, WarehouseId};
use kernel::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::stock_level::{Hold, StockLevel};
use crate::catalog::variant::InventoryPolicy;

/// How long a reservation lasts where nothing else is configured: 15 minutes, in seconds.
pub const DEFAULT_SECONDS: i64 = 15 * 60;

/// The name of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct StockLevelRef {
    /// Whose units.
    pub variant: VariantId,
    /// Where they lie.
    pub warehouse: WarehouseId,
    /// Which of the variant's cells there.
    pub number: u16,
}

/// Units to take from one cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedAllocation {
    /// From where.
    pub cell: StockLevelRef,
    /// How many; at least 1.
    pub quantity: u32,
    /// Lapsed holds to remove first, by reservation, and what they held.
    pub reclaim: Vec<(String, u32)>,
}

faults! {
    /// More was wanted than is there.
    #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
    #[error("only {available} of {wanted} are available")]
    pub struct Shortage {
        /// Of what.
        pub variant: VariantId,
        /// How many were wanted.
        pub wanted: u32,
        /// How many there are; never below 0.
        pub available: i64,
    } => Conflict "insufficient_stock" with { "variant_id": variant, "wanted": wanted, "available": available };
}

/// From which cells `quantity` units of `variant` are taken.
///
/// One cell first, beginning with number `start` of them; across several where no single one suffices, so that units are
/// never unsold for lying apart. What may be sold without stock takes a single cell below zero instead of being refused.
/// Lapsed holds are removed where their units are needed, the longest lapsed first.
pub fn plan(
    cells: &[StockLevel],
    variant: VariantId,
    quantity: u32,
    policy: InventoryPolicy,
    start: usize,
    now: Timestamp,
) -> Result<Vec<PlannedAllocation>, Shortage> {
    let own: Vec<&StockLevel> = cells.iter().filter(|cell| cell.variant == variant).collect();
    let first = start.checked_rem(own.len()).unwrap_or(0);
    let turn = || own.iter().copied().cycle().skip(first).take(own.len());
    let wanted = i64::from(quantity);
    if let Some(cell) = turn().find(|cell| cell.sellable(now) >= wanted) {
        return Ok(take(cell, quantity, now).into_iter().collect());
    }
    let available = own.iter().fold(0_i64, |sum, cell| sum.saturating_add(cell.sellable(now).max(0)));
    if available >= wanted {
        return Ok(across(turn(), quantity, now));
    }
    match (policy, turn().next()) {
        (InventoryPolicy::Continue, Some(cell)) => Ok(take(cell, quantity, now).into_iter().collect()),
        _ => Err(Shortage { variant, wanted: quantity, available }),
    }
}

fn across<'a>(cells: impl Iterator<Item = &'a StockLevel>, quantity: u32, now: Timestamp) -> Vec<PlannedAllocation> {
    let mut rest = quantity;
    let mut takes = Vec::new();
    for cell in cells {
        let part = rest.min(u32::try_from(cell.sellable(now).max(0)).unwrap_or(u32::MAX));
        takes.extend(take(cell, part, now));
        rest -= part;
    }
    takes
}

/// Taking `quantity` units from `cell`, and the lapsed holds that it takes them from.
fn take(cell: &StockLevel, quantity: u32, now: Timestamp) -> Option<PlannedAllocation> {
    if quantity == 0 {
        return None;
    }
    let mut missing = i64::from(quantity) - cell.available;
    let mut reclaim = Vec::new();
    for (reservation, hold) in cell.lapsed(now) {
        if missing <= 0 {
            break;
        }
        missing -= i64::from(hold.quantity);
        reclaim.push((reservation.to_owned(), hold.quantity));
    }
    Some(PlannedAllocation { cell: cell.name(), quantity, reclaim })
}

/// What each conditional write on a cell means, as a function of its value.
impl StockLevel {
    /// The name of this cell.
    pub fn name(&self) -> StockLevelRef {
        StockLevelRef { variant: self.variant, warehouse: self.warehouse, number: self.number }
    }

    /// Removes the lapsed holds that `take` names and holds its units for `reservation` until `until`.
    ///
    /// Refused, with nothing changed, if a hold to reclaim is gone or not over, or if the units do not suffice.
    pub fn reserve(
        &mut self,
        reservation: ReservationId,
        take: &PlannedAllocation,
        until: Timestamp,
        policy: InventoryPolicy,
        now: Timestamp,
    ) -> Result<(), Shortage> {
        let shortage = Shortage { variant: self.variant, wanted: take.quantity, available: self.sellable(now).max(0) };
        let mut after = self.clone();
        for (lapsed, quantity) in &take.reclaim {
            match after.holds.remove(lapsed) {
                Some(hold) if hold.is_lapsed(now) && hold.quantity == *quantity => {
                    after.available += i64::from(hold.quantity);
                }
                _ => return Err(shortage),
            }
        }
        after.available -= i64::from(take.quantity);
        let refused = after.available < 0 && policy == InventoryPolicy::Deny;
        if refused || after.holds.insert(reservation.to_string(), Hold { quantity: take.quantity, until }).is_some() {
            return Err(shortage);
        }
        *self = after;
        Ok(())
    }

    /// Takes what `reservation` holds out of the warehouse, once; none if it holds nothing any more.
    pub fn commit(&mut self, reservation: ReservationId) -> Option<u32> {
        let hold = self.holds.remove(&reservation.to_string())?;
        self.on_hand -= i64::from(hold.quantity);
        Some(hold.quantity)
    }

    /// Makes what `reservation` holds available again, once; none if it holds nothing any more.
    pub fn release(&mut self, reservation: ReservationId) -> Option<u32> {
        let hold = self.holds.remove(&reservation.to_string())?;
        self.available += i64::from(hold.quantity);
        Some(hold.quantity)
    }

    /// Brings units into the warehouse: a delivery, or what a cancelled order gives back.
    pub fn restock(&mut self, quantity: u32) {
        self.on_hand += i64::from(quantity);
        self.available += i64::from(quantity);
    }
}

#[cfg(test)]
mod tests;
